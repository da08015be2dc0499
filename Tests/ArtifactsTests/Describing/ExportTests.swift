import Artifacts
import Foundation
import Geometry
import Models
import Numerics
import Store
import TestSupport
import Testing

@Suite("Exporting")
struct ExportTests {
  private let store: ScratchStore

  init() throws { store = try ScratchStore() }

  @Test("every type writes every format it lists, and refuses another by naming them")
  func all() throws {
    let matrix = try SparseMatrix<Double>(rows: 2, columns: 2, triplets: [(0, 1, 1), (1, 0, 1)])
    let artifacts: [any Artifact] = [
      try TriangleMesh(tetrahedron, file: "t"),
      try Graph(nodeCount: 3, edges: [.init(0, 1)], weights: [2]),
      try GraphCollection(
        nodeOffsets: [0, 3, 5], edgeOffsets: [0, 2, 3],
        edges: [.init(0, 1), .init(1, 2), .init(0, 1)],
        attributes: .init(nodeLabels: .init(width: 1, values: [1, 2, 3, 4, 5]))),
      try OperatorArtifact(kind: "laplacian", matrix: matrix), matrix,
      NumberArray([1.0, 2, 3, 4], shape: [2, 2]),
      try FieldArtifact(name: "d", values: [1, 2, 3, 4], channels: 2),
      try Eigenbasis(values: [0], vectors: DenseMatrix(rows: 2, columns: 1, values: [1, 1])),
      try Labels(classes: [0, -1], classNames: ["a"]),
      try Split(train: [1], validation: [2], test: [0]),
      try Metrics(
        scalars: [("accuracy", 0.5)],
        byClass: .init(classNames: ["a"], confusion: [1], columns: ["recall"], values: [1])),
      try Table([.init("x", .numbers([1])), .init("t", .texts(["a"]))]),
      HierarchyArtifact(
        kind: "adjacency",
        hierarchy: try Coarsening.heavyEdgeMatching(of: GraphGenerators.karateClub().graph)),
    ]
    for artifact in artifacts {
      let reader = try store.reader(artifact)
      let type = type(of: artifact)
      for format in type.exportExtensions {
        let bytes = try ArtifactExport.bytes(of: reader, for: "out/x.\(format)")
        #expect(!bytes.isEmpty)
        let packed = try ArtifactExport.bytes(of: reader, for: "x.\(format).gz")
        #expect(try Gzip.expand(FileBytes(packed, name: "p")) == bytes)
      }
      for path in ["x.docx", "x", "x.gz"] {
        let error = artifactError { _ = try ArtifactExport.bytes(of: reader, for: path) }
        #expect(error?.code == .noExporter)
        for format in type.exportExtensions {
          #expect(error?.message.contains(".\(format)") == true)
        }
      }
    }
  }

  @Test("a mesh exported with fields, a basis and labels is a PLY with a property for each channel")
  func meshFields() throws {
    var export = MeshExport(mesh: try TriangleMesh(tetrahedron, file: "t"))
    try export.add(try store.reader(FieldArtifact(name: "distance", values: [0, 1, 2, 3])))
    let basis = try Eigenbasis(
      values: [0, 1], vectors: DenseMatrix(rows: 4, columns: 2, values: [1, 0, 1, 1, 1, 2, 1, 3]))
    try export.add(try store.reader(basis))
    try export.add(
      try store.reader(try Labels(classes: [0, 1, -1, 0], classNames: ["a", "b"])), name: "part")
    #expect(export.columns.map(\.name) == ["distance", "phi_0", "phi_1", "part"])
    #expect(export.columns[2].values == [0, 1, 2, 3])
    #expect(export.columns[3].values == [0, 1, -1, 0])
    for format in TriangleMesh.exportExtensions {
      let file = FileBytes(try export.bytes(as: format, coloring: "phi_1"), name: "x.\(format)")
      #expect(try MeshFile.read(file) == tetrahedron)
    }
    let ply = String(decoding: try export.bytes(as: "ply").prefix(400), as: UTF8.self)
    #expect(ply.contains("property uchar red"))
    #expect(ply.contains("property double phi_1"))
    let obj = String(decoding: try export.bytes(as: "obj").prefix(40), as: UTF8.self)
    #expect(obj.hasPrefix("v 0 0 0 0.267 0.004 0.329\n"))
    let unknown = artifactError { _ = try export.bytes(as: "ply", coloring: "distanc") }
    #expect(unknown?.message.contains("did you mean \"distance\"?") == true)
  }

  @Test("a field of another mesh, and artifacts without vertex values, are refused")
  func meshMismatch() throws {
    var export = MeshExport(mesh: try TriangleMesh(tetrahedron, file: "t"))
    let short = try store.reader(FieldArtifact(name: "d", values: [0, 1]))
    let error = artifactError { try export.add(short) }
    #expect(error?.message.contains("has 2 rows, but the mesh has 4 vertices") == true)
    let split = try store.reader(try Split(train: [], validation: [], test: []))
    #expect(artifactError { try export.add(split) }?.code == .mismatch)
    #expect(export.columns.isEmpty)
  }

  @Test("files are written whole, or the error names the path")
  func writing() throws {
    let folder = try TemporaryFolder()
    let reader = try store.reader(StoredFile(bytes: [1, 2, 3]))
    try ArtifactExport.write(reader, to: folder.path("any.name"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("any.name"))) == Data([1, 2, 3]))
    let error = artifactError { try ArtifactExport.write(reader, to: folder.path("none/x.bin")) }
    #expect(error?.code == .notWritable)
    #expect(error?.message.contains("none/x.bin") == true)
    let place = folder.path("none")
    #expect(error?.message.contains("the folder '\(place)' does not exist") == true)
    let below = artifactError {
      try ArtifactExport.write(reader, to: folder.path("any.name/x.bin"))
    }
    #expect(below?.message.contains("any.name' is not a folder") == true)
    try folder.write("held/x.bin/y", "")
    let held = artifactError { try ArtifactExport.write(reader, to: folder.path("held/x.bin")) }
    #expect(held?.message.contains("x.bin: cannot be written") == true)
    #expect(held?.message.contains("could not be completed") == false)
  }

  @Test("CSV and JSON of metrics, labels, split and table say what the values are")
  func texts() throws {
    func text(_ artifact: some Artifact, _ format: String) throws -> String {
      String(decoding: try artifact.exported(as: format, file: "x.\(format)"), as: UTF8.self)
    }
    let metrics = try Metrics(
      scalars: [("accuracy", 0.75)],
      byClass: .init(
        classNames: ["a", "b"], confusion: [3, 1, 0, 4], columns: ["recall"], values: [0.75, 1]))
    #expect(
      try text(metrics, "csv") == "metric,class,value\naccuracy,,0.75\nrecall,a,0.75\nrecall,b,1\n")
    #expect(try text(metrics, "json").contains("\"accuracy\": 0.75"))
    #expect(try text(metrics, "json").contains("[3, 1]"))
    let labels = try Labels(classes: [1, -1], classNames: ["a", "b"])
    #expect(try text(labels, "csv") == "item,class,name\n0,1,b\n1,,\n")
    let split = try Split(train: [2], validation: [0], test: [1])
    #expect(try text(split, "csv") == "item,part\n0,validation\n1,test\n2,train\n")
    let table = try Table([.init("i", .integers([1])), .init("t", .texts(["a,b"]))])
    #expect(try text(table, "csv") == "i,t\n1,\"a,b\"\n")
    #expect(try text(table, "json") == "[\n  {\n    \"i\": 1,\n    \"t\": \"a,b\"\n  }\n]\n")
    let graph = try Graph(nodeCount: 3, edges: [.init(2, 0)], weights: [0.5])
    #expect(try text(graph, "csv") == "source,target,weight\n0,2,0.5\n")
  }
}
