internal import Artifacts
internal import Store

/// Failed stages as a table, as JSON and as CSV.
struct FailuresText {
  private let stages: [RunStage]

  init(_ stages: [RunStage]) { self.stages = stages }

  /// A line a stage with the first line of its error.
  func lines(style: Style) -> [String] {
    guard !stages.isEmpty else { return ["no failures"] }
    var table = Table(["stage": .left, "error": .left])
    for stage in stages { table.append([stage.stage, Self.first(stage.error)]) }
    return table.lines(style: style)
  }

  var json: JSON {
    .array(
      stages.map {
        .members([
          "stage": .string($0.stage), "item": $0.item.map(JSON.string),
          "error": .string($0.error ?? ""),
        ])
      })
  }

  var csv: String {
    var writer = CSVWriter(header: ["stage", "item", "error"])
    for stage in stages { writer.add([stage.stage, stage.item ?? "", stage.error ?? ""]) }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static func first(_ error: String?) -> String {
    error?.split(separator: "\n").first.map(String.init) ?? ""
  }
}
