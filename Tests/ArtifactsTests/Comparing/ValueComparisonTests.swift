import Artifacts
import Autodiff
import Models
import Testing

@Suite("Comparing fields, labels, splits, metrics, tables, models and files")
struct ValueComparisonTests {
  @Test("a field names vertex and channel")
  func fields() throws {
    let findings = FieldArtifact.differences(
      from: try FieldArtifact(name: "a", values: [1, 2, 3, 4], channels: 2),
      to: try FieldArtifact(name: "b", values: [1, 2, 3, 5], channels: 2))
    #expect(findings.map(\.subject) == ["name", "values"])
    #expect(findings["values"]?["largest_absolute_at"] == .string("vertex 1, channel 1"))
  }

  @Test("labels are compared by the names of their classes, not by their numbers")
  func labels() throws {
    let old = try Labels(classes: [0, 1, -1, 0], classNames: ["cat", "dog"])
    let renumbered = try Labels(classes: [1, 0, -1, 1], classNames: ["dog", "cat"])
    #expect(Labels.differences(from: old, to: renumbered).map(\.subject) == ["classes"])
    let changed = try Labels(classes: [0, 0, 1, 0], classNames: ["cat", "dog"])
    let finding = try #require(Labels.differences(from: old, to: changed)["labels"])
    #expect(finding["changed"] == .integer(2))
    #expect(finding.text.contains("1 dog → cat") && finding.text.contains("1 hidden → dog"))
  }

  @Test("a split says how many items went where")
  func splits() throws {
    let findings = Split.differences(
      from: try Split(train: [0, 1, 2], validation: [3], test: [4, 5]),
      to: try Split(train: [0, 4], validation: [3, 1], test: [5, 6]))
    let text = try #require(findings["items"]?.text)
    #expect(findings["items"]?["changed"] == .integer(4))
    for move in ["1 train → validation", "1 train → none", "1 test → train", "1 none → test"] {
      #expect(text.contains(move), "\(text)")
    }
  }

  @Test("metrics are compared by name, with what one side alone measured")
  func metrics() throws {
    let old = try Metrics(scalars: [("accuracy", 0.5), ("loss", 2), ("nan", .nan)])
    let new = try Metrics(scalars: [("accuracy", 0.75), ("items", 20), ("nan", .nan)])
    let findings = Metrics.differences(from: old, to: new)
    #expect(findings.map(\.subject) == ["accuracy", "loss", "items"])
    #expect(findings["accuracy"]?["difference"] == .number(0.25))
    #expect(findings["loss"]?["to"] == .null)
    #expect(findings["items"]?["from"] == .null)
  }

  @Test("metrics by class name the class and the measure")
  func byClass() throws {
    func make(_ confusion: [Int], _ precision: Double) throws -> Metrics {
      try Metrics(
        scalars: [],
        byClass: .init(
          classNames: ["a", "b"], confusion: confusion, columns: ["precision"],
          values: [1, precision]))
    }
    let findings = Metrics.differences(
      from: try make([5, 0, 1, 4], 0.5), to: try make([5, 0, 2, 3], 0.25))
    #expect(findings["confusion"]?["changed"] == .integer(2))
    #expect(
      findings["measures of classes"]?["largest_absolute_at"] == .string("precision of b"))
  }

  @Test("tables of as many rows are compared row by row, others by the rows they have")
  func tables() throws {
    let old = try Table([.init("n", .integers([1, 2, 3])), .init("t", .texts(["a", "b", "c"]))])
    let new = try Table([.init("n", .integers([1, 2, 9])), .init("t", .texts(["a", "x", "c"]))])
    let findings = Table.differences(from: old, to: new)
    #expect(findings.map(\.subject) == ["rows", "column n", "column t"])
    #expect(findings["rows"]?["changed"] == .integer(2))
    #expect(findings["column n"]?["largest_absolute"] == .number(6))
    #expect(findings["column t"]?["first_row"] == .integer(1))

    let longer = try Table([
      .init("n", .integers([2, 1, 3, 4])), .init("t", .texts(["b", "a", "c", "d"])),
    ])
    let moved = Table.differences(from: old, to: longer)
    #expect(moved["rows"]?["added"] == .integer(1))
    #expect(moved["rows"]?["removed"] == .integer(0))

    let other = try Table([.init("n", .integers([1, 2, 3])), .init("u", .texts(["", "", ""]))])
    #expect(Table.differences(from: old, to: other).map(\.subject) == ["columns"])
  }

  @Test("a file says where it differs, and a text how many lines")
  func files() throws {
    func file(_ text: String) -> StoredFile { StoredFile(bytes: Array(text.utf8)) }
    let text = StoredFile.differences(from: file("a\nb\nc\n"), to: file("a\nB\nc\nd\n"))
    #expect(text.map(\.subject) == ["size", "bytes", "lines"])
    #expect(text["bytes"]?["first_difference"] == .integer(2))
    #expect(text["lines"]?["added"] == .integer(2))
    #expect(text["lines"]?["removed"] == .integer(1))
    #expect(text["lines"]?["first_line"] == .integer(2))
    let binary = StoredFile.differences(
      from: StoredFile(bytes: [0, 1, 2]), to: StoredFile(bytes: [0, 1, 3]))
    #expect(binary.map(\.subject) == ["bytes"])
    let shorter = StoredFile.differences(from: file("abc"), to: file("ab"))
    #expect(shorter["bytes"]?["first_difference"] == .integer(2))
  }

  private func model(channels: Int, seed: UInt64) throws -> Model {
    try Model(
      ModelDescription(
        [
          "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
          "blocks": [
            ["linear": ["channels": .integer(channels)]], "relu",
            ["linear": ["channels": "classes"]],
          ],
        ] as ModelValue),
      signature: InputSignature(
        channels: [.init("features", 3)], gridShape: [], classNames: ["a", "b"]),
      operators: nil, seed: seed)
  }

  @Test("models of one description differ in parameters by name")
  func parameters() throws {
    let (old, new) = (try model(channels: 4, seed: 1), try model(channels: 4, seed: 2))
    let findings = Model.differences(from: old, to: new)
    let paths = Set(old.parameters.leaves.map(\.path))
    #expect(!findings.isEmpty && findings.allSatisfy { paths.contains($0.subject) })
    #expect(findings.contains { $0["changed"] == .integer(12) })
    #expect(Model.differences(from: old, to: old).isEmpty)
  }

  @Test("models of two descriptions say where those differ, and which shapes follow")
  func descriptions() throws {
    let findings = Model.differences(
      from: try model(channels: 4, seed: 1), to: try model(channels: 5, seed: 1))
    #expect(findings["description.blocks[0].linear.channels"]?["to"] == .string("5"))
    #expect(
      findings.contains {
        $0.text.contains("[3, 4] → [3, 5]") || $0.text.contains("[4, 3] → [5, 3]")
      })
  }
}
