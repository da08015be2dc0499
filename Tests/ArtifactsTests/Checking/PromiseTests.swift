import Artifacts
import Geometry
import Models
import Numerics
import Store
import Testing

/// What `cache verify --deep` finds in artifacts whose bytes are as they were written.
@Suite struct PromiseTests {
  private let scratch: ScratchStore

  init() throws { scratch = try ScratchStore() }

  private func result(
    _ kind: String, parameters: String = "{}", inputs: [String: ArtifactReader] = [:]
  ) -> StageResult {
    StageResult(
      key: Digest.of(text: kind), kind: kind, kindVersion: 1, stage: "s", parameters: parameters,
      inputs: inputs.map { .init(port: $0.key, digest: $0.value.digest) }, outputs: [],
      cost: .init(seconds: 0, cpuSeconds: 0, peakBytes: 0), fingerprint: "", run: "")
  }

  private func problems(
    _ artifact: some Artifact, kind: String = "k", parameters: String = "{}",
    inputs: [String: ArtifactReader] = [:]
  ) throws -> [String] {
    let made = Dictionary(uniqueKeysWithValues: inputs.values.map { ($0.digest, $0) })
    let origin = ArtifactOrigin(result(kind, parameters: parameters, inputs: inputs)) { made[$0] }
    return try ArtifactCheck.problems(of: try scratch.reader(artifact), origin: origin)
  }

  private func matrix(_ rows: [[Double]]) throws -> SparseMatrix<Double> {
    let entries = rows.enumerated().flatMap { row, values in
      values.enumerated().filter { $0.element != 0 }.map { (row, $0.offset, $0.element) }
    }
    var offsets: [Int32] = [0]
    for row in rows.indices { offsets.append(Int32(entries.count { $0.0 <= row })) }
    return try SparseMatrix(
      rows: rows.count, columns: rows[0].count, rowOffsets: offsets,
      columnIndices: entries.map { Int32($0.1) }, values: entries.map(\.2))
  }

  private func problems(_ kind: String, _ rows: [[Double]]) throws -> [String] {
    try problems(OperatorArtifact(kind: kind, matrix: matrix(rows)))
  }

  @Test(arguments: ["stiffness", "laplacian"])
  func aLaplacianIsSymmetricWithZeroRowSums(kind: String) throws {
    #expect(try problems(kind, [[1, -1], [-1, 1]]) == [])
    #expect(try problems(kind, [[1, -1], [-1, 1.001]]).count == 1)
    #expect(try problems(kind, [[1, -1], [-1, 1.001]])[0].contains("row 1 sums to"))
    #expect(
      try problems(kind, [[1, -1, 0], [0, 1, -1], [-1, 0, 1]]) == ["\(kind): it is not symmetric"])
    #expect(try problems(kind, [[1, -1], [-1, .nan]])[0].contains("nan"))
  }

  @Test func theOtherLaplaciansKeepTheirOwnRules() throws {
    #expect(
      try problems("random_walk_laplacian", [[1, -1, 0], [-0.5, 1, -0.5], [0, -1, 1]]) == [])
    #expect(try problems("random_walk_laplacian", [[1, -0.9], [-1, 1]]).count == 1)
    #expect(try problems("symmetric_laplacian", [[1, -0.5], [-0.5, 1]]) == [])
    #expect(try problems("symmetric_laplacian", [[1, -0.5], [-0.4, 1]]).count == 1)
    #expect(try problems("adjacency", [[0, 1], [0, 0]]) == [])
  }

  @Test func aDirectedGraphsLaplacianNeedNotBeSymmetric() throws {
    let graph = try Graph(nodeCount: 2, edges: [Graph.Edge(0, 1)], isDirected: true)
    let laplacian = OperatorArtifact.self
    let artifact = try laplacian.init(
      kind: "laplacian", matrix: GraphOperators.laplacian(of: graph))
    #expect(try problems(artifact).count == 1)
    #expect(try problems(artifact, inputs: ["graph": try scratch.reader(graph)]) == [])
  }

  @Test func aMassMatrixIsPositiveWhereThereIsAnything() throws {
    #expect(try problems("mass", [[2, 1, 0], [1, 2, 0], [0, 0, 0]]) == [])
    #expect(try problems("mass", [[2, 0], [0, -1]])[0].contains("row 1"))
    #expect(try problems("mass", [[1, 2], [2, 1]])[0].contains("positive definite"))
    #expect(try problems("mass", [[1, 2], [0, 1]]) == ["mass: it is not symmetric"])
  }

  @Test func aMeshsOwnOperatorsAndBasisKeepTheirPromises() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 2)
    let laplacian = try CotangentLaplacian(of: mesh)
    for kind in MassMatrix.Kind.allCases {
      let stiffness = try OperatorArtifact(kind: "stiffness", matrix: laplacian.stiffness())
      let mass = try OperatorArtifact(kind: "mass", matrix: laplacian.mass(kind))
      #expect(try problems(stiffness) == [] && problems(mass) == [])
      let basis = try Eigenbasis.smallest(
        stiffness: stiffness.matrix, mass: mass.matrix, count: 11)
      let inputs = [
        "stiffness": try scratch.reader(stiffness), "mass": try scratch.reader(mass),
      ]
      #expect(try problems(basis, inputs: inputs) == [])
      // Rounded to single precision it still keeps them, as far as that goes.
      #expect(try problems(SinglePrecisionEigenbasis(basis), inputs: inputs) == [])
      let stretched = SinglePrecisionEigenbasis(try scaled(basis, 1.001))
      #expect(try problems(stretched, inputs: inputs)[0].contains("inner product"))
      // Without its operators only what reading checks is known.
      #expect(try problems(try scaled(basis, 2)) == [])
      #expect(try problems(try scaled(basis, 1.001), inputs: inputs)[0].contains("inner product"))
      let shifted = try Eigenbasis(values: basis.values.map { $0 + 0.1 }, vectors: basis.vectors)
      #expect(try problems(shifted, inputs: inputs)[0].contains("pair 0 does not solve"))
    }
  }

  private func scaled(_ basis: Eigenbasis, _ factor: Double) throws -> Eigenbasis {
    try Eigenbasis(
      values: basis.values,
      vectors: DenseMatrix(
        rows: basis.size, columns: basis.count, values: basis.vectors.values.map { $0 * factor }))
  }

  @Test func aDistanceIsZeroAtItsSourceAndNowhereNegative() throws {
    func check(_ values: [Double], sources: String = "[1]") throws -> [String] {
      try problems(
        FieldArtifact(name: "distance", values: values), kind: "geodesics.heat",
        parameters: "{\"sources\":\(sources),\"time\":1}")
    }
    #expect(try check([1, 0, .infinity]) == [])
    #expect(try check([1, 0.5, 2])[0].contains("source 1 is 0.5"))
    #expect(try check([-1, 0, 2])[0].contains("vertex 0 is -1"))
    #expect(try check([.nan, 0, 2]).count == 1)
    #expect(try check([1, 0, 2], sources: "[7]").count == 1)
    // Fields of other kinds may be what they like.
    #expect(try problems(FieldArtifact(name: "temperature", values: [-4])) == [])
  }

  @Test func prolongationsShareOutEveryNode() throws {
    func check(_ rows: [[Double]]) throws -> [String] {
      let (fine, coarse) = (rows.count, rows[0].count)
      return try problems(
        HierarchyArtifact(
          kind: "adjacency",
          hierarchy: Hierarchy(
            operators: [.zeros(rows: fine, columns: fine), .zeros(rows: coarse, columns: coarse)],
            prolongations: [matrix(rows)])))
    }
    #expect(try check([[1, 0], [1, 0], [0, 1]]) == [])
    #expect(try check([[0.5, 0.5], [1, 0], [0, 1]]) == [])
    #expect(try check([[1, 0], [0, 0], [0, 1]])[0].contains("row 1 of prolongation 0"))
    #expect(try check([[1, 0], [2, -1], [0, 1]])[0].contains("row 1"))
    #expect(try check([[1, 0], [1, 0]])[0].contains("node 1 of level 1"))
  }

  @Test func aSplitFitsItsLabels() throws {
    let labels = try Labels(classes: [0, 1, 0], classNames: ["a", "b"])
    let inputs = ["labels": try scratch.reader(labels)]
    let good = try Split(train: [0], validation: [1], test: [2])
    #expect(try problems(good, inputs: inputs) == [])
    let bad = try Split(train: [0], validation: [1], test: [3])
    #expect(try problems(bad, inputs: inputs)[0].contains("item 3"))
  }

  @Test func aSplitOfManyItemsFitsTheLabelsOfAll() throws {
    let labels = [
      try scratch.reader(Labels(classes: [0], classNames: ["a", "b"])),
      try scratch.reader(Labels(classes: [1], classNames: ["a", "b"])),
    ]
    let gathered = StageResult(
      key: Digest.of(text: "k"), kind: "k", kindVersion: 1, stage: "s", parameters: "{}",
      inputs: labels.map { .init(port: "labels", digest: $0.digest) }, outputs: [],
      cost: .init(seconds: 0, cpuSeconds: 0, peakBytes: 0), fingerprint: "", run: "")
    let origin = ArtifactOrigin(gathered) { digest in labels.first { $0.digest == digest } }
    func problems(last: Int32) throws -> [String] {
      let split = try Split(train: [0], validation: [], test: [last])
      return try ArtifactCheck.problems(of: try scratch.reader(split), origin: origin)
    }
    #expect(try problems(last: 1) == [])
    #expect(try problems(last: 2).first?.contains("there are 2 labels") == true)
  }

  @Test func whatReadingRefusesIsAProblemToo() throws {
    let mesh = try scratch.reader(ArtifactType("mesh", version: 1)) {
      try $0.write("positions", [0.0, 0, 0, 1, 0, 0, 0, 1, 0], shape: [3, 3])
      try $0.write("faces", [Int32(0), 1, 3], shape: [1, 3])
    }
    let split = try scratch.reader(ArtifactType("split", version: 1)) {
      for part in ["train", "validation", "test"] { try $0.write(part, [Int32(4)]) }
    }
    let basis = try scratch.reader(ArtifactType("eigenbasis", version: 1)) {
      try $0.write("values", [2.0, 1.0])
      try $0.write("vectors", [1.0, 0], shape: [1, 2])
    }
    let nowhere = ArtifactOrigin(nil) { _ in nil }
    for reader in [mesh, split, basis] {
      #expect(try ArtifactCheck.problems(of: reader, origin: nowhere).count == 1)
    }
    // Of a type or version that is not known, nothing can be said.
    let unknown = try scratch.reader(ArtifactType("mesh", version: 99)) { try $0.write("a", [1.0]) }
    #expect(try ArtifactCheck.problems(of: unknown, origin: nowhere) == [])
  }
}
