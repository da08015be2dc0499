import Artifacts
import Command
import Foundation
import Store
import Testing

/// The table of metrics by variant, from run records made by hand.
@Suite struct VariantTableTests {
  private typealias Metrics = [String: [(name: String, value: Double)]]

  /// A stage's name as a run has it: item and parameters in brackets.
  private func stage(
    _ template: String, _ variant: KeyValuePairs<String, String> = [:], item: String? = nil,
    status: RunStageStatus = .ran
  ) -> RunStage {
    let parts = [item].compactMap { $0 } + variant.map { "\($0.key)=\($0.value)" }
    return RunStage(
      stage: parts.isEmpty ? template : "\(template)[\(parts.joined(separator: ","))]",
      item: item, variant: Dictionary(variant.map { ($0.key, $0.value) }) { one, _ in one },
      kind: "evaluate", status: status)
  }

  private func table(
    _ stages: [(RunStage, [(name: String, value: Double)])],
    _ change: (inout VariantTable.Options) -> Void = { _ in }
  ) throws -> VariantTable {
    var options = VariantTable.Options()
    change(&options)
    return try VariantTable(
      RunRecord(pipeline: "p", file: "p.yml", status: .finished, stages: stages.map(\.0)),
      metrics: Dictionary(stages.map { ($0.0.stage, $0.1) }) { one, _ in one }, options: options)
  }

  /// Three seeds of two widths: the accuracy is width / 100 + seed / 1000.
  private var sweep: [(RunStage, [(name: String, value: Double)])] {
    ["16", "4"].flatMap { width in
      (0..<3).map { seed in
        (
          stage("test", ["seed": "\(seed)", "width": width]),
          [("accuracy", (Double(width) ?? 0) / 100 + Double(seed) / 1000), ("items", 20)]
        )
      }
    }
  }

  @Test func `seeds are averaged, with the standard deviation of a sample and the count`() throws {
    let table = try table(sweep)
    #expect(table.parameters == ["width"])
    #expect(table.columns == ["test.accuracy", "test.items"])
    #expect(table.rows.map { $0.parameters["width"] } == ["4", "16"])
    let cell = try #require(table.rows[1].cells["test.accuracy"])
    #expect(abs(cell.mean - 0.161) < 1e-12)
    // Of 0, 1 and 2 thousandths: √((1 + 0 + 1) / 2) thousandths.
    #expect(abs((cell.deviation ?? 0) - 0.001) < 1e-12)
    #expect(cell.count == 3)
  }

  @Test func `with nothing averaged every variant is a row, numbers in the order of their size`()
    throws
  {
    let table = try table(sweep) { $0.over = [] }
    #expect(table.parameters == ["seed", "width"])
    #expect(
      table.rows.map { "\($0.parameters["seed"] ?? "")/\($0.parameters["width"] ?? "")" }
        == ["0/4", "0/16", "1/4", "1/16", "2/4", "2/16"])
    #expect(table.rows.allSatisfy { $0.cells["test.accuracy"]?.deviation == nil })
    #expect(!table.isAveraged)
  }

  @Test func `other parameters can be averaged over`() throws {
    let table = try table(sweep) { $0.over = ["seed", "width"] }
    #expect(table.parameters.isEmpty && table.rows.count == 1)
    #expect(table.rows[0].cells["test.accuracy"]?.count == 6)
    let byWidth = try self.table(sweep) { $0.over = ["width"] }
    #expect(byWidth.rows.map { $0.parameters["seed"] } == ["0", "1", "2"])
  }

  @Test func `a stage that depends on fewer parameters stands in every row that agrees with it`()
    throws
  {
    let table = try table(
      sweep + [
        (stage("data", ["width": "4"]), [("size", 40)]),
        (stage("data", ["width": "16"]), [("size", 160)]), (stage("whole"), [("nodes", 34)]),
      ])
    #expect(table.rows.count == 2)
    #expect(table.rows.map { $0.cells["data.size"]?.mean } == [40, 160])
    #expect(table.rows.map { $0.cells["whole.nodes"]?.mean } == [34, 34])
    // One measurement is one, in however many variants it is used.
    #expect(table.rows.map { $0.cells["whole.nodes"]?.count } == [1, 1])
  }

  @Test func `rows are sorted by a metric, those without it last`() throws {
    let stages = [
      (stage("test", ["k": "1"]), [(name: "loss", value: 3.0)]),
      (stage("test", ["k": "2"]), [(name: "loss", value: .nan)]),
      (stage("test", ["k": "3"]), [(name: "loss", value: 1)]),
      (stage("test", ["k": "4"], status: .failed), []),
      (stage("test", ["k": "5"]), [(name: "loss", value: 2)]),
    ]
    func order(_ descending: Bool, _ sort: String) throws -> [String?] {
      try table(stages) {
        $0.sort = sort
        $0.isDescending = descending
      }.rows.map { $0.parameters["k"] }
    }
    #expect(try order(false, "loss") == ["3", "5", "1", "2", "4"])
    #expect(try order(true, "test.loss") == ["1", "5", "3", "2", "4"])
    #expect(try order(true, "k") == ["5", "4", "3", "2", "1"])
    #expect(try table(stages).rows.first { $0.parameters["k"] == "4" }?.failures == 1)
  }

  @Test func `items are averaged over, or rows of their own`() throws {
    let stages = ["a", "b"].flatMap { item in
      ["1", "2"].map { k in
        (
          stage("check", ["k": k], item: item),
          [(name: "error", value: (Double(k) ?? 0) + (item == "b" ? 0.5 : 0))]
        )
      }
    }
    let averaged = try table(stages)
    #expect(averaged.rows.map { $0.cells["check.error"]?.mean } == [1.25, 2.25])
    #expect(averaged.rows.map { $0.cells["check.error"]?.count } == [2, 2])
    let byItem = try table(stages) { $0.isByItem = true }
    #expect(byItem.rows.map(\.item) == ["a", "b", "a", "b"])
    #expect(byItem.rows.map { $0.cells["check.error"]?.mean } == [1, 1.5, 2, 2.5])
  }

  @Test func `only the metrics and stages asked for are shown`() throws {
    let stages = sweep + [(stage("other", ["width": "4"]), [("accuracy", 1)])]
    #expect(
      try table(stages) { $0.metrics = ["accuracy"] }.columns == [
        "test.accuracy", "other.accuracy",
      ])
    #expect(try table(stages) { $0.metrics = ["test.items"] }.columns == ["test.items"])
    #expect(try table(stages) { $0.stages = ["other"] }.columns == ["other.accuracy"])
  }

  @Test func `what the run does not have is refused with what it has`() throws {
    func message(_ change: (inout VariantTable.Options) -> Void) -> String {
      do {
        _ = try table(sweep, change)
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(message { $0.metrics = ["acuracy"] }.contains("'accuracy'"))
    #expect(message { $0.stages = ["tset"] }.contains("'test'"))
    #expect(message { $0.over = ["sede"] }.contains("'seed'"))
    #expect(
      message { $0.sort = "itmes" }.contains("'items'")
        || message { $0.sort = "itmes" }.contains("test.items"))
    #expect(message { $0.isByItem = true }.contains("no stage"))
  }

  @Test func `text, CSV, JSON and Markdown say the same`() throws {
    let text = VariantTableText(try table(sweep) { $0.metrics = ["accuracy"] })
    #expect(
      text.lines(style: .plain) == [
        "width    test.accuracy  n", "    4  0.0410 ± 0.0010  3", "   16  0.1610 ± 0.0010  3",
      ])
    let csv = text.csv.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(csv[0] == ["width", "test.accuracy", "test.accuracy_sd", "test.accuracy_n"])
    #expect(csv[1][0] == "4" && csv[1][3] == "3")
    #expect(abs((Double(csv[2][1]) ?? 0) - 0.161) < 1e-12)
    #expect(text.markdown.split(separator: "\n")[1] == "| ---: | ---: | ---: |")
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(text.json.text().utf8)) as? [[String: Any]])
    #expect((rows[0]["parameters"] as? [String: Any])?["width"] as? Int == 4)
    let metrics = try #require(rows[1]["metrics"] as? [String: [String: Any]])
    #expect(metrics["test.accuracy"]?["n"] as? Int == 3)
  }

  @Test func `a gap is a dash in text and empty in CSV, and a smaller count is told`() throws {
    let stages = [
      (stage("test", ["seed": "0", "k": "1"]), [(name: "a", value: 1.0), (name: "b", value: 1)]),
      (stage("test", ["seed": "1", "k": "1"]), [(name: "a", value: 3.0)]),
      (stage("test", ["seed": "0", "k": "2"], status: .failed), []),
    ]
    let text = VariantTableText(try table(stages))
    let lines = text.lines(style: .plain)
    #expect(lines[1].hasSuffix("2.0 ± 1.4  1 (n = 1)  2"), "\(lines)")
    #expect(lines[2].contains("–"))
    #expect(lines.last?.contains("1 evaluation failed") == true)
    #expect(text.csv.split(separator: "\n")[2] == "2,,,0,,,0")
  }

  @Test(arguments: [
    ([1.0, 3], "2.0 ± 1.4"), ([0.8, 0.9, 1.0], "0.90 ± 0.10"), ([100, 300], "200 ± 141"),
    ([0.5, 0.5], "0.5 ± 0"), ([1e-12, 3e-12], "2e-12 ± 1.4e-12"),
  ])
  func `a deviation has two digits, and the mean as many as those reach`(
    values: [Double], text: String
  ) throws {
    let stages = values.enumerated().map {
      (stage("test", ["seed": "\($0)", "k": "1"]), [(name: "a", value: $1)])
    }
    let line = try #require(VariantTableText(try table(stages)).lines(style: .plain).last)
    #expect(line.contains("  \(text)  "), "\(line)")
  }

  @Test func `a run without variants has a line a metric`() throws {
    let text = VariantTableText(try table([(stage("test"), [("accuracy", 0.5), ("items", 20)])]))
    #expect(
      text.lines(style: .plain) == [
        "metric         value", "test.accuracy    0.5", "test.items        20",
      ])
    #expect(VariantTableText(try table([(stage("test"), [])])).lines(style: .plain).count == 1)
  }
}
