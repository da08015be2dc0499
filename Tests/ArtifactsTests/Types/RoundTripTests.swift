import Artifacts
import Autodiff
import Foundation
import Geometry
import Models
import Numerics
import Store
import Testing

@Suite("Artifacts come back from the store as they went in")
struct RoundTripTests {
  private let store: ScratchStore

  init() throws { store = try ScratchStore() }

  @Test("mesh, with the summary a user reads")
  func mesh() throws {
    let mesh = try TriangleMesh(tetrahedron, file: "t")
    #expect(try store.roundTrip(mesh) == mesh)
    #expect(mesh.artifactSummary == "4 vertices, 4 faces, closed, genus 0")
    let open = try TriangleMesh(
      positions: tetrahedron.positions + [SIMD3(9, 9, 9)],
      faces: Array(tetrahedron.faces.dropLast()))
    #expect(
      open.artifactSummary == "5 vertices, 3 faces, 1 unreferenced vertex, 3 boundary edges")
  }

  @Test("mesh topology: two spheres, a torus, a non-manifold edge")
  func topology() throws {
    let double = try TriangleMesh(
      positions: tetrahedron.positions + tetrahedron.positions,
      faces: tetrahedron.faces + tetrahedron.faces.map { $0 &+ 4 })
    #expect(double.artifactSummary.contains("2 components, closed, Euler characteristic 4"))
    let torus = try MeshPrimitives.torus(
      majorRadius: 1, minorRadius: 0.3, majorSegments: 12, minorSegments: 8)
    #expect(torus.artifactSummary.contains("closed, genus 1"))
    let fan = try TriangleMesh(
      positions: [SIMD3(0, 0, 0), SIMD3(0, 0, 1), SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(-1, 0, 0)],
      faces: [SIMD3(0, 1, 2), SIMD3(0, 1, 3), SIMD3(0, 1, 4)])
    #expect(fan.artifactSummary.contains("1 non-manifold edge, 6 boundary edges"))
  }

  @Test("graphs, plain, directed and weighted, empty ones too")
  func graph() throws {
    let edges = [Graph.Edge(0, 1), Graph.Edge(1, 2), Graph.Edge(0, 3)]
    for graph in [
      try Graph(nodeCount: 5, edges: edges),
      try Graph(nodeCount: 4, edges: edges, weights: [1, 0.5, 2], isDirected: true),
      try Graph(nodeCount: 2, edges: []),
    ] {
      #expect(try store.roundTrip(graph) == graph)
    }
    #expect(
      try Graph(nodeCount: 4, edges: edges).artifactSummary
        == "4 nodes, 3 edges, undirected, mean degree 1.5")
  }

  @Test("operators and sparse matrices, rows without entries included")
  func sparse() throws {
    let matrix = try SparseMatrix<Double>(
      rows: 3, columns: 3, triplets: [(0, 2, 1.5), (2, 0, -2), (2, 2, 0.5)])
    #expect(try store.roundTrip(matrix) == matrix)
    let stiffness = try OperatorArtifact(kind: "stiffness", matrix: matrix)
    #expect(try store.roundTrip(stiffness) == stiffness)
    #expect(stiffness.artifactSummary == "stiffness, 3 × 3, 3 nonzeros")
    let wide = try SparseMatrix<Double>(rows: 2, columns: 7, triplets: [(1, 6, 1)])
    #expect(try store.roundTrip(wide) == wide)
    #expect(artifactError { _ = try OperatorArtifact(kind: "x", matrix: wide) }?.code == .invalid)
  }

  @Test("arrays of every element type and shape", arguments: ElementType.allCases)
  func array(type: ElementType) throws {
    for shape in [[], [0], [5], [2, 3, 1], [3, 0]] {
      let size = shape.reduce(type.byteCount, *)
      let array = NumberArray(
        elementType: type, shape: shape, bytes: (0..<size).map { UInt8($0 % 60) })
      #expect(try store.roundTrip(array) == array)
    }
  }

  @Test("fields, infinite distances included, and an eigenbasis")
  func fields() throws {
    let field = try FieldArtifact(name: "distance", values: [0, 1.5, .infinity, -2], channels: 2)
    #expect(try store.roundTrip(field) == field)
    #expect(field.count == 2)
    let basis = try Eigenbasis(
      values: [0, 2.5],
      vectors: DenseMatrix(rows: 3, columns: 2, values: [1, 0, 1, 0.5, 1, -0.5]))
    let back = try store.roundTrip(basis)
    #expect(back.values == basis.values)
    #expect(back.vectors == basis.vectors)
    #expect(basis.artifactSummary == "2 eigenpairs at 3 vertices, λ 0 … 2.5")
  }

  @Test("labels and splits")
  func labels() throws {
    let labels = try Labels(classes: [0, -1, 1, 1], classNames: ["käse", ""])
    #expect(try store.roundTrip(labels) == labels)
    #expect(labels.artifactSummary == "4 items, 2 classes, 1 hidden")
    let split = try Split(train: [0, 3], validation: [], test: [1])
    #expect(try store.roundTrip(split) == split)
    #expect(split.artifactSummary == "2 train, 0 validation, 1 test")
  }

  @Test("a hierarchy of a graph")
  func hierarchy() throws {
    let hierarchy = try Coarsening.heavyEdgeMatching(of: GraphGenerators.karateClub().graph)
    let artifact = HierarchyArtifact(kind: "adjacency", hierarchy: hierarchy)
    let back = try store.roundTrip(artifact)
    #expect(back.kind == "adjacency")
    #expect(back.hierarchy.operators == hierarchy.operators)
    #expect(back.hierarchy.prolongations == hierarchy.prolongations)
    #expect(hierarchy.operators.count > 2)
    #expect(
      artifact.artifactSummary.hasPrefix("adjacency, \(hierarchy.operators.count) levels: 34 → "))
  }

  @Test("metrics with and without classes, tables of all column kinds, files")
  func tables() throws {
    let byClass = try Metrics.ByClass(
      classNames: ["a", "b"], confusion: [3, 1, 0, 4], columns: ["precision", "recall"],
      values: [1, 0.75, .nan, 1])
    let metrics = try Metrics(scalars: [("accuracy", 0.875), ("loss", 0.5)], byClass: byClass)
    #expect(try store.roundTrip(metrics) == metrics)
    #expect(metrics["accuracy"] == 0.875)
    let plain = try Metrics(scalars: [])
    #expect(try store.roundTrip(plain) == plain)
    let table = try Table([
      .init("item", .integers([1, 2])), .init("p", .numbers([0.5, -1])),
      .init("name", .texts(["", "ü,\n"])),
    ])
    #expect(try store.roundTrip(table) == table)
    let file = StoredFile(bytes: [0, 1, 255])
    #expect(try store.roundTrip(file) == file)
    #expect(try store.roundTrip(StoredFile(bytes: [])) == StoredFile(bytes: []))
  }

  @Test("a model is the same model after a round trip: description, sizes, parameters")
  func model() throws {
    let description = try ModelDescription(
      ModelValue(
        json: """
          {"domain":"grid","symmetry":"translation","inputs":{"image":"scalar"},"blocks":[
          {"linear":{"channels":4,"size":3}},"relu",{"pool":2},"readout",{"linear":{"channels":"classes"}}]}
          """))
    let signature = InputSignature(
      channels: [.init("image", 1)], gridShape: [8, 8], classNames: ["0", "1", "2"])
    let model = try Model(description, signature: signature, seed: 3)
    let back = try store.roundTrip(model)
    #expect(back.description == model.description)
    #expect(back.signature == model.signature)
    #expect(back.parameters == model.parameters)
    #expect(back.parameters.count > 0)
    #expect(model.artifactSummary.hasSuffix("3 classes"))
  }

  @Test("equal values have equal digests, and another value another")
  func digests() throws {
    let first = try store.reader(FieldArtifact(name: "d", values: [1, 2])).digest
    let second = try store.reader(FieldArtifact(name: "d", values: [1, 2])).digest
    let other = try store.reader(FieldArtifact(name: "d", values: [1, 3])).digest
    #expect(first == second)
    #expect(first != other)
  }
}
