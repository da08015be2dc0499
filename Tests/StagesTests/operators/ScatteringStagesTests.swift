import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct ScatteringStagesTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private let pixels = (0..<2_040).map { (index: Int) in Float(index * index % 23) / 23 }

  @Test func `images become features, path after path of each channel`() throws {
    let images = try trial.store(NumberArray(pixels, shape: [3, 20, 17, 2]))
    let outputs = try trial.run(
      "scattering.grid", ["scales": 2, "angles": 3, "oversampling": 1], ["images": artifact(images)]
    )
    let found = try trial.read(NumberArray.self, outputs["features"])
    #expect(found.shape == [3, 5, 4, 2 * (1 + 6 + 9)])
    let wanted = try GridScattering(
      height: 20, width: 17,
      options: GridScatteringOptions(scales: 2, angles: 3, oversampling: 1)
    ).features(of: pixels, channels: 2)
    #expect(found.floats == wanted)
  }

  @Test func `images that do not fit are refused, with a remedy`() throws {
    let small = try trial.store(NumberArray(pixels, shape: [3, 20, 17, 2]))
    let flat = try trial.store(NumberArray(pixels, shape: [3 * 20, 17 * 2]))
    #expect(
      try trial.failure("scattering.grid", ["scales": 5], ["images": artifact(small)])
        .contains("images of 32 (2^scales)"))
    #expect(
      try trial.failure("scattering.grid", ["padding": "periodic"], ["images": artifact(small)])
        .contains("a multiple of 8"))
    #expect(
      try trial.failure("scattering.grid", [:], ["images": artifact(flat)])
        .contains("[items, height, width, channels]"))
  }

  @Test func `a graph has moments and its nodes features`() throws {
    let club = try GraphGenerators.karateClub().graph
    let graph = ["graph": try artifact(trial.store(club))]
    let signals = DenseMatrix(columns: [
      club.weightedDegrees, (0..<34).map { Double($0 % 5) },
    ])
    let field = try trial.store(
      FieldArtifact(name: "signal", values: signals.values, channels: 2))
    let outputs = try trial.run(
      "scattering.graph", ["scales": 3, "moments": 2, "walk": "mean"],
      graph.merging(["features": artifact(field)]) { $1 })
    let scattering = try GraphScattering(
      DiffusionWavelets(of: club.adjacency, .mean, scales: 3))
    let moments = try trial.read(NumberArray.self, outputs["moments"])
    #expect(moments.shape == [1, 2 * 11 * 2])
    #expect(moments.doubles == (try scattering.moments(of: signals, count: 2).values))
    let nodes = try trial.read(NumberArray.self, outputs["nodes"])
    #expect(nodes.shape == [34, 2 * 11])
    #expect(nodes.doubles == (try scattering.nodeFeatures(of: signals).values))
    // Without signals it is the degree, which is the first channel here.
    let alone = try trial.run(
      "scattering.graph", ["scales": 3, "moments": 2, "walk": "mean"], graph)
    #expect(
      try trial.read(NumberArray.self, alone["moments"]).doubles
        == Array(moments.doubles.prefix(22)))
  }

  @Test func `signals of an array or a sparse matrix are the same signals`() throws {
    let club = try GraphGenerators.karateClub().graph
    let graph = ["graph": try artifact(trial.store(club))]
    let values = (0..<34).map { Double($0 % 3) }
    let inputs = [
      try trial.store(NumberArray(values, shape: [34, 1])),
      try trial.store(
        SparseMatrix<Double>(
          rows: 34, columns: 1,
          triplets: values.enumerated().map { (row: $0.offset, column: 0, value: $0.element) })),
      try trial.store(FieldArtifact(name: "signal", values: values)),
    ]
    let found = try inputs.map {
      try trial.run(
        "scattering.graph", [:], graph.merging(["features": artifact($0)]) { $1 })["nodes"]?.digest
    }
    #expect(found[0] != nil && found[0] == found[1] && found[0] == found[2])
  }

  @Test func `signals that do not fit the graph are refused`() throws {
    let graph = ["graph": try artifact(trial.store(GraphGenerators.karateClub().graph))]
    for (array, message) in [
      (NumberArray([1.0, 2], shape: [2, 1]), "2 rows for 34 nodes"),
      (NumberArray([1.0, 2]), "has shape [2]"),
      (NumberArray([Double](repeating: .nan, count: 34), shape: [34, 1]), "holds nan at node 0"),
    ] {
      let stored = try trial.store(array)
      #expect(
        try trial.failure(
          "scattering.graph", [:], graph.merging(["features": artifact(stored)]) { $1 }
        ).contains(message))
    }
  }
}
