import Artifacts
import Geometry
import Models
import Numerics
import Store
import Testing

@Suite("Arrays that do not make a value are refused by artifact and array")
struct ForeignArtifactTests {
  private let store: ScratchStore

  init() throws { store = try ScratchStore() }

  private func refusal<Value: Artifact>(
    _ type: Value.Type, _ location: SourceLocation = #_sourceLocation,
    _ write: (ArtifactWriter) throws -> Void
  ) throws -> ArtifactError? {
    let reader = try store.reader(Value.artifactType, write)
    return artifactError(location) { _ = try Value(from: reader) }
  }

  @Test("another type and another version")
  func types() throws {
    let labels = try store.reader(try Labels(classes: [0], classNames: ["a"]))
    let wrong = artifactError { _ = try TriangleMesh(from: labels) }
    #expect(wrong?.code == .wrongType)
    #expect(wrong?.message.contains("is of type labels, not mesh") == true)
    let newer = try store.reader(ArtifactType("mesh", version: 99)) {
      try $0.write("positions", [0.0])
    }
    #expect(
      artifactError { _ = try TriangleMesh(from: newer) }?.message.contains("version 99") == true)
  }

  @Test("a mesh with a missing array, another shape, another type, a corner out of range, NaN")
  func mesh() throws {
    let missing = try refusal(TriangleMesh.self) {
      try $0.write("positions", [0.0, 0, 0], shape: [1, 3])
    }
    #expect(missing?.message.contains("array faces: is missing") == true)
    let shape = try refusal(TriangleMesh.self) {
      try $0.write("positions", [0.0, 0, 0, 0], shape: [2, 2])
      try $0.write("faces", [Int32](), shape: [0, 3])
    }
    #expect(shape?.message.contains("has shape [2, 2], not [n, 3]") == true)
    let single = try refusal(TriangleMesh.self) {
      try $0.write("positions", [Float(0), 0, 0], shape: [1, 3])
      try $0.write("faces", [Int32](), shape: [0, 3])
    }
    #expect(single?.message.contains("holds float32, not float64") == true)
    let corner = try refusal(TriangleMesh.self) {
      try $0.write("positions", [0.0, 0, 0], shape: [1, 3])
      try $0.write("faces", [Int32(0), 0, 1], shape: [1, 3])
    }
    #expect(corner?.code == .invalid)
    let nan = try refusal(TriangleMesh.self) {
      try $0.write("positions", [0.0, .nan, 0], shape: [1, 3])
      try $0.write("faces", [Int32](), shape: [0, 3])
    }
    #expect(nan?.code == .invalid)
  }

  @Test("sparse matrices with offsets that fall, columns out of range, negative extents")
  func sparse() throws {
    let cases: [([Int64], [Int32], [Int32], [Double])] = [
      ([2, 2], [0, 2, 1], [0], [1]), ([2, 2], [0, 1, 2], [0, 2], [1, 1]),
      ([2, 2], [0, 1, 2], [0, -1], [1, 1]), ([-1, 2], [0], [], []), ([1, 2], [0, 5], [0], [1]),
      ([1, 3], [0, 2], [1, 0], [1, 1]), ([Int64.max, 2], [0], [], []),
    ]
    for (shape, offsets, columns, values) in cases {
      let error = try refusal(SparseMatrix<Double>.self) {
        try $0.write("shape", shape)
        try $0.write("rowOffsets", offsets)
        try $0.write("columnIndices", columns)
        try $0.write("values", values)
      }
      #expect(error != nil, "\(shape) \(offsets) \(columns)")
    }
  }

  @Test("graphs with end points out of range or edges out of order")
  func graph() throws {
    for ends: [Int32] in [[0, 5], [-1, 0], [1, 0], [0, 1, 0, 1], [1, 1], [1, 2, 0, 1]] {
      let error = try refusal(Graph.self) {
        try $0.write("nodeCount", [Int64(3)])
        try $0.write("directed", [UInt8(0)])
        try $0.write("edges", ends, shape: [ends.count / 2, 2])
      }
      #expect(error?.code == .invalid, "\(ends)")
    }
  }

  @Test("labels of unknown classes, names that are cut wrongly, overlapping splits")
  func labels() throws {
    let unknown = try refusal(Labels.self) {
      try $0.write("classes", [Int32(2)])
      try $0.write("namesBytes", Array("ab".utf8))
      try $0.write("namesEnds", [Int64(1), 2])
    }
    #expect(unknown?.code == .invalid)
    for ends: [Int64] in [[2, 1], [3], [-1], [1, 900]] {
      let cut = try refusal(Labels.self) {
        try $0.write("classes", [Int32(0)])
        try $0.write("namesBytes", Array("ab".utf8))
        try $0.write("namesEnds", ends)
      }
      #expect(cut?.message.contains("namesEnds") == true)
    }
    let overlap = try refusal(Split.self) {
      try $0.write("train", [Int32(1)])
      try $0.write("validation", [Int32(1)])
      try $0.write("test", [Int32]())
    }
    #expect(overlap?.code == .invalid)
  }

  @Test(
    "fields without channels, bases with NaN, metrics and tables of uneven length, broken models")
  func others() throws {
    #expect(
      try refusal(FieldArtifact.self) {
        try $0.write("name", text: "x")
        try $0.write("values", [Double](), shape: [3, 0])
      } != nil)
    #expect(
      try refusal(Eigenbasis.self) {
        try $0.write("values", [0.0, .nan])
        try $0.write("vectors", [1.0, 2], shape: [1, 2])
      } != nil)
    #expect(
      try refusal(Metrics.self) {
        try $0.write("namesBytes", Array("a".utf8))
        try $0.write("namesEnds", [Int64(1)])
        try $0.write("values", [1.0, 2])
      } != nil)
    #expect(
      try refusal(Table.self) {
        try $0.write("columnsBytes", Array("ab".utf8))
        try $0.write("columnsEnds", [Int64(1), 2])
        try $0.write("column0", [1.0])
        try $0.write("column1", [1.0, 2])
      } != nil)
    for description in ["{}", "not json", "[]"] {
      #expect(
        try refusal(Model.self) {
          try $0.write("description", text: description)
          try $0.write("signature", text: "{}")
        } != nil)
    }
    #expect(
      try refusal(HierarchyArtifact.self) {
        try $0.write("kind", text: "adjacency")
        try $0.write("levels", [Int64.max])
      } != nil)
  }
}
