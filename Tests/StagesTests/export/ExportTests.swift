import Artifacts
import Geometry
import Numerics
import Pipeline
import Stages
import Store
import TestSupport
import Testing

@Suite struct ExportTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func export(_ value: some Artifact, _ format: String) throws -> FileBytes {
    let outputs = try trial.run(
      "export", ["format": .string(format)], ["artifact": artifact(trial.store(value))])
    let file = try trial.read(StoredFile.self, outputs["file"])
    return FileBytes(file.bytes, name: "artifact.\(format)")
  }

  private func basis() throws -> Eigenbasis {
    let entries: [Double] = [1, 0.1, 1, -0.25, 1, 1e-30]
    return try Eigenbasis(
      values: [0, 1.5], vectors: DenseMatrix(rows: 3, columns: 2, values: entries))
  }

  @Test func `an archive holds every array bit for bit`() throws {
    let basis = try basis()
    let arrays = try NPZ.read(export(basis, "npz"))
    #expect(arrays.map(\.name) == ["values", "vectors"])
    #expect(arrays[0].array == NumberArray(basis.values))
    #expect(arrays[1].array == NumberArray(basis.vectors.values, shape: [3, 2]))
  }

  @Test func `a sparse matrix comes back from SciPy's layout`() throws {
    let matrix = try SparseMatrix<Double>(
      rows: 3, columns: 4, triplets: [(0, 3, 0.1), (2, 0, -7), (2, 1, 1e300)])
    let loaded = try SparseNPZ.read(export(matrix, "npz"))
    #expect(Bool(loaded == matrix))
  }

  @Test func `a graph becomes the list of its edges`() throws {
    let graph = try Graph(
      nodeCount: 4, edges: [.init(0, 2), .init(1, 2)], weights: [2, 0.5])
    let text = String(decoding: try export(graph, "csv").bytes, as: UTF8.self)
    #expect(text == "source,target,weight\n0,2,2\n1,2,0.5\n")
  }

  @Test func `a file is handed on as it is`() throws {
    let file = StoredFile(bytes: [0, 255, 10, 13])
    #expect(try export(file, "anything").bytes == file.bytes)
  }

  @Test func `a format that the type lacks is refused with those it has`() throws {
    let input = ["artifact": try artifact(trial.store(basis()))]
    let message = try trial.failure("export", ["format": "ply"], input)
    #expect(
      message.contains("type eigenbasis cannot be written as 'ply'; use npz, csv"), "\(message)")
    #expect(
      try trial.failure("export", [:], input).contains("parameter 'format' is missing"))
  }

  @Test func `the output has the ending of its format`() throws {
    let kind = try #require(Catalogue.standard["export"])
    let values: ParameterValue = ["format": "csv"]
    let ports = kind.outputs(
      for: Parameters(try #require(values.mapValue)), connected: ["artifact"])
    #expect(ports.map(\.name) == ["file"])
    #expect(ports.first?.fileExtension == "csv")
  }
}
