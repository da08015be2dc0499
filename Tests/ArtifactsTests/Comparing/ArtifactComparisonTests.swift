import Artifacts
import Foundation
import Geometry
import Models
import Numerics
import Store
import Testing

@Suite("Comparing two artifacts")
struct ArtifactComparisonTests {
  private let store: ScratchStore

  init() throws { store = try ScratchStore() }

  private func compare(_ old: some Artifact, _ new: some Artifact) throws -> ArtifactComparison {
    try ArtifactComparison(store.reader(old), store.reader(new))
  }

  @Test("the same content is equal and has nothing to tell")
  func equal() throws {
    let comparison = try compare(NumberArray([1.0, 2]), NumberArray([1.0, 2]))
    #expect(comparison.isEqual)
    #expect(comparison.findings.isEmpty && comparison.arrays.isEmpty)
  }

  @Test("items of an array that differ are counted, the largest differences found with their index")
  func elements() throws {
    let old = NumberArray([0.0, 1, -2, 1000, 5, 6], shape: [2, 3])
    let new = NumberArray([0.0, 1.5, 2, 1010, 5, 6], shape: [2, 3])
    let comparison = try compare(old, new)
    let array = try #require(comparison.arrays.first)
    #expect(!comparison.isEqual && comparison.arrays.count == 1)
    #expect((array.changed, array.count) == (3, 6))
    #expect(array.largestAbsolute?.value == 10)
    #expect(array.largestAbsolute?.index == [1, 0])
    // |−2 − 2| / max(2, 2)
    #expect(array.largestRelative?.value == 2)
    #expect(array.largestRelative?.index == [0, 2])
  }

  @Test("an array larger than a slice is compared as a whole")
  func slices() throws {
    let count = 3_000_001
    var numbers = (0..<count).map { Double($0 % 1009) }
    let old = NumberArray(numbers)
    numbers[0] += 1
    numbers[2_500_000] += 7
    numbers[count - 1] += 3
    let array = try #require(try compare(old, NumberArray(numbers)).arrays.first)
    #expect(array.changed == 3)
    #expect(array.largestAbsolute?.value == 7)
    #expect(array.largestAbsolute?.index == [2_500_000])
  }

  @Test("NaN equals NaN, what became NaN or infinite is counted apart, and signs of zero differ")
  func special() throws {
    let array = try #require(
      try compare(
        NumberArray([.nan, 1, 2, 0.0, 4]), NumberArray([.nan, .nan, .infinity, -0.0, 4.5])
      ).arrays.first)
    #expect(array.changed == 4)
    #expect(array.notFinite == 2)
    #expect(array.largestAbsolute?.value == 0.5)
  }

  @Test(
    "another shape or element type is told, and elements compared only where they have a counterpart"
  )
  func forms() throws {
    let shape = try #require(
      try compare(NumberArray([1.0, 2]), NumberArray([1.0, 2, 3])).arrays.first)
    #expect(shape.changed == nil)
    #expect(shape.old?.text == "float64 [2]" && shape.new?.text == "float64 [3]")
    let type = try #require(
      try compare(NumberArray([Float(1), 2]), NumberArray([1.0, 2.5])).arrays.first)
    #expect(type.old?.elementType == .float32 && type.new?.elementType == .float64)
    #expect(type.changed == 1)
    let scalar = try #require(
      try compare(NumberArray([1.0], shape: []), NumberArray([3.0], shape: [])).arrays.first)
    #expect(scalar.changed == 1 && scalar.largestAbsolute?.index == [])
  }

  @Test("arrays that one side alone has are told")
  func presence() throws {
    let type = ArtifactType("unknown", version: 1)
    let comparison = try ArtifactComparison(
      store.reader(type) { try $0.write("a", [1.0]) },
      store.reader(type) { try $0.write("b", [1.0]) })
    #expect(comparison.arrays.map(\.name) == ["a", "b"])
    #expect(comparison.arrays.map { $0.new == nil } == [true, false])
    #expect(comparison.problem?.contains("unknown type") == true)
  }

  @Test("two types are told, and nothing of their arrays")
  func types() throws {
    let mesh = try TriangleMesh(tetrahedron, file: "t")
    let comparison = try compare(mesh, NumberArray([1.0]))
    #expect(comparison.findings.map(\.subject) == ["type"])
    #expect(comparison.arrays.isEmpty)
  }

  @Test("JSON has both sides, findings and arrays")
  func json() throws {
    let comparison = try compare(
      FieldArtifact(name: "d", values: [1, 2]), FieldArtifact(name: "d", values: [1, 4]))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(comparison.json.text().utf8)) as? [String: Any])
    #expect(object["equal"] as? Bool == false)
    let findings = try #require(object["findings"] as? [[String: Any]])
    #expect(findings.first?["subject"] as? String == "values")
    #expect(findings.first?["largest_absolute"] as? Double == 2)
    let arrays = try #require(object["arrays"] as? [[String: Any]])
    #expect(arrays.first?["changed"] as? Int == 1)
  }

  @Test("every type of the catalogue compares values that differ")
  func catalogue() throws {
    let tetrahedron = try TriangleMesh(tetrahedron, file: "t")
    let moved = try TriangleMesh(
      positions: tetrahedron.positions.map { $0 * 2 }, faces: tetrahedron.faces)
    let one = SparseMatrix<Double>.diagonal([1, 2])
    let two = SparseMatrix<Double>.diagonal([1, 3])
    let pairs: [(any Artifact, any Artifact)] = [
      (NumberArray([1.0]), NumberArray([2.0])), (tetrahedron, moved),
      (one, two),
      (
        try OperatorArtifact(kind: "mass", matrix: one),
        try OperatorArtifact(kind: "mass", matrix: two)
      ),
      (
        try Eigenbasis(values: [1], vectors: DenseMatrix(rows: 2, columns: 1, values: [1, 0])),
        try Eigenbasis(values: [2], vectors: DenseMatrix(rows: 2, columns: 1, values: [1, 0]))
      ),
      (
        HierarchyArtifact(
          kind: "a", hierarchy: try Hierarchy(operators: [one], prolongations: [])),
        HierarchyArtifact(
          kind: "a", hierarchy: try Hierarchy(operators: [two], prolongations: []))
      ),
      (
        try Graph(nodeCount: 3, edges: [.init(0, 1)]),
        try Graph(nodeCount: 3, edges: [.init(0, 2)])
      ),
      (
        try GraphCollection(nodeOffsets: [0, 3], edgeOffsets: [0, 1], edges: [.init(0, 1)]),
        try GraphCollection(nodeOffsets: [0, 3], edgeOffsets: [0, 1], edges: [.init(0, 2)])
      ),
      (
        try Labels(classes: [0, 1], classNames: ["a", "b"]),
        try Labels(classes: [1, 1], classNames: ["a", "b"])
      ),
      (
        try Split(train: [0], validation: [], test: [1]),
        try Split(train: [1], validation: [], test: [0])
      ),
      (try Metrics(scalars: [("a", 1)]), try Metrics(scalars: [("a", 2)])),
      (
        try Table([.init("a", .integers([1]))]), try Table([.init("a", .integers([2]))])
      ),
      (StoredFile(bytes: [1]), StoredFile(bytes: [2])),
      (
        try FieldArtifact(name: "f", values: [1]), try FieldArtifact(name: "f", values: [2])
      ),
    ]
    for (old, new) in pairs {
      let comparison = try compare(old, new)
      #expect(comparison.problem == nil)
      #expect(!comparison.findings.isEmpty || old is NumberArray, "\(type(of: old))")
      #expect(!comparison.arrays.isEmpty)
    }
  }
}
