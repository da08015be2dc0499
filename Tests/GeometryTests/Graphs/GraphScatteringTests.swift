import Geometry
import Numerics
import Testing

@Suite struct GraphScatteringTests {
  private func scattering(
    _ graph: Graph, _ walk: DiffusionWavelets.Walk = .distribution, scales: Int = 3, order: Int = 2
  ) throws -> GraphScattering {
    try GraphScattering(
      DiffusionWavelets(of: graph.adjacency, walk, scales: scales), order: order)
  }

  @Test(arguments: DiffusionWavelets.Walk.allCases)
  func `wavelets and low pass add up to the identity`(walk: DiffusionWavelets.Walk) throws {
    let graph = try Graphs.random(43, weighted: true)
    let wavelets = try DiffusionWavelets(of: graph.adjacency, walk, scales: 4)
    var sum = try wavelets.lowPass()
    for scale in 0...4 { sum = sum.adding(try wavelets.wavelet(scale)) }
    #expect(
      Graphs.difference(sum.dense().values, SparseMatrix<Double>.identity(43).dense().values)
        < 1e-15)
    let signals = Graphs.signals(43, 3)
    let parts = wavelets.transform(signals)
    var added = parts.lowPass.values
    for part in parts.wavelets { for index in added.indices { added[index] += part.values[index] } }
    #expect(Graphs.difference(added, signals.values) < 1e-15)
  }

  @Test(arguments: DiffusionWavelets.Walk.allCases)
  func `matrices of wavelets do what the transform does`(walk: DiffusionWavelets.Walk) throws {
    let graph = try Graphs.random(37)
    let wavelets = try DiffusionWavelets(of: graph.adjacency, walk, scales: 3)
    let signals = Graphs.signals(37, 2)
    let parts = wavelets.transform(signals)
    for scale in 0...3 {
      let image = try wavelets.wavelet(scale).multiplied(by: signals)
      #expect(Graphs.difference(image.values, parts.wavelets[scale].values) < 1e-15)
    }
    let smooth = try wavelets.lowPass().multiplied(by: signals)
    #expect(Graphs.difference(smooth.values, parts.lowPass.values) < 1e-15)
  }

  @Test func `what stays under a walk has no wavelets`() throws {
    let graph = try Graphs.random(51, weighted: true)
    let degrees = graph.weightedDegrees
    // The isolated node keeps whatever it has.
    let fixed: [(DiffusionWavelets.Walk, [Double])] = [
      (.mean, degrees.map { _ in 1 }), (.distribution, degrees),
      (.symmetric, degrees.map { $0.squareRoot() }),
    ]
    for (walk, signal) in fixed {
      let wavelets = try DiffusionWavelets(of: graph.adjacency, walk, scales: 4)
      let parts = wavelets.transform(DenseMatrix(columns: [signal]))
      for part in parts.wavelets { #expect(part.values.allSatisfy { abs($0) < 1e-14 }) }
      #expect(Graphs.difference(parts.lowPass.values, signal) < 1e-13)
    }
  }

  @Test func `a distribution keeps its sum, along edges one way too`() throws {
    let graph = try Graphs.random(47, directed: true, weighted: true)
    let wavelets = try DiffusionWavelets(of: graph.adjacency, scales: 3)
    let signals = Graphs.signals(47, 1)
    let sum = wavelets.transform(signals).lowPass.values.reduce(0, +)
    #expect(abs(sum - signals.values.reduce(0, +)) < 1e-13)
  }

  @Test(arguments: DiffusionWavelets.Walk.allCases)
  func `moments are those of the definition`(walk: DiffusionWavelets.Walk) throws {
    let graph = try Graphs.random(29)
    let signals = Graphs.signals(29, 19)
    let wavelets = try DiffusionWavelets(of: graph.adjacency, walk, scales: 2)
    let found = try GraphScattering(wavelets).moments(of: signals, count: 3)
    let matrices = try (0...2).map { try wavelets.wavelet($0).dense() }
    func under(_ scale: Int, _ values: [Double]) -> [Double] {
      Graphs.product(matrices[scale], DenseMatrix(columns: [values])).values.map { abs($0) }
    }
    for channel in [0, 15, 16, 18] {
      let signal = signals.column(channel)
      var paths = [signal] + (0...2).map { under($0, signal) }
      for (j, k) in [(0, 1), (0, 2), (1, 2)] { paths.append(under(k, under(j, signal))) }
      let wanted = paths.flatMap { path in
        (1...3).map { q in
          path.reduce(0) { sum, value in sum + (0..<q).reduce(1.0) { power, _ in power * value } }
        }
      }
      #expect(Graphs.difference(found.row(channel), wanted) < 1e-12)
    }
  }

  @Test func `moments do not depend on the order of the nodes, features follow it`() throws {
    let graph = try Graphs.random(67, weighted: true)
    let signals = Graphs.signals(67, 2)
    let names = Graphs.shuffle(67, seed: 2)
    var moved = signals
    for node in 0..<67 {
      for channel in 0..<2 { moved[Int(names[node]), channel] = signals[node, channel] }
    }
    let (one, two) = (try scattering(graph), try scattering(Graphs.renamed(graph, names)))
    #expect(
      Graphs.difference(
        try one.moments(of: signals, count: 4).values,
        try two.moments(of: moved, count: 4).values) < 1e-12)
    let (features, others) = (
      try one.nodeFeatures(of: signals), try two.nodeFeatures(of: moved)
    )
    for node in 0..<67 {
      #expect(Graphs.difference(features.row(node), others.row(Int(names[node]))) < 1e-14)
    }
  }

  @Test func `features of nodes are smoothed paths`() throws {
    let graph = try Graphs.random(31)
    let signals = Graphs.signals(31, 1)
    let made = try scattering(graph, .mean, scales: 2)
    let found = try made.nodeFeatures(of: signals)
    let smooth = try made.wavelets.lowPass()
    #expect(
      Graphs.difference(found.column(0), smooth.multiplied(by: signals.values)) < 1e-15)
    let edges = try made.wavelets.wavelet(1).multiplied(by: signals.values).map { abs($0) }
    #expect(Graphs.difference(found.column(2), smooth.multiplied(by: edges)) < 1e-15)
  }

  @Test func `paths are counted by order`() throws {
    let graph = try Graphs.cycle(9)
    for (order, count) in [(0, 1), (1, 1 + 5), (2, 1 + 5 + 10)] {
      let made = try scattering(graph, scales: 4, order: order)
      #expect(made.pathCount == count)
      let features = try made.nodeFeatures(of: Graphs.signals(9, 3))
      #expect((features.rows, features.columns) == (9, 3 * count))
      let moments = try made.moments(of: Graphs.signals(9, 3), count: 2)
      #expect((moments.rows, moments.columns) == (3, 2 * count))
    }
  }

  @Test func `bits do not depend on the number of workers`() throws {
    let graph = try Graphs.random(2_001)
    let signals = Graphs.signals(2_001, 17)
    let made = try scattering(graph)
    let found = try Graphs.onOneTwoThreeWorkers { try made.nodeFeatures(of: signals) }
    #expect(found[0] == found[1] && found[0] == found[2])
  }

  @Test func `what is out of range is refused`() throws {
    let graph = try Graphs.path(4)
    for scales in [0, 17] {
      #expect(throws: GraphError.self) { try scattering(graph, scales: scales) }
    }
    #expect(throws: GraphError.self) { try scattering(graph, order: 3) }
    let made = try scattering(graph)
    #expect(throws: GraphError.self) { try made.moments(of: Graphs.signals(4, 1), count: 0) }
    #expect(throws: GraphError.self) { try made.moments(of: Graphs.signals(5, 1), count: 1) }
    #expect(throws: GraphError.self) { try made.nodeFeatures(of: Graphs.signals(3, 1)) }
    #expect(throws: GraphError.self) { try made.wavelets.wavelet(4) }
    let directed = try Graph(nodeCount: 2, edges: [.init(0, 1)], isDirected: true)
    #expect(throws: GraphError.self) {
      try DiffusionWavelets(of: directed.adjacency, .symmetric, scales: 1)
    }
  }
}
