internal import Artifacts

/// Measured numbers as a table, as JSON, as CSV, and in short.
struct MetricsText {
  private let rows: [RunMetrics.Row]

  init(_ rows: [RunMetrics.Row]) { self.rows = rows }

  /// A line a stage and metric.
  func lines(style: Style) -> [String] {
    guard !rows.isEmpty else { return ["no metrics: no stage of this run evaluates anything"] }
    var table = Table(["stage": .left, "metric": .left, "value": .right])
    for row in rows { table.append([row.stage, row.metric, Figures.measured(row.value)]) }
    return table.lines(style: style)
  }

  /// A line a stage with its first metrics.
  func shortLines(style: Style) -> [String] {
    var stages: [String] = []
    for row in rows where !stages.contains(row.stage) { stages.append(row.stage) }
    let shown = stages.prefix(Self.shortest)
    let width = shown.map { TextWidth.columns($0) }.max() ?? 0
    let rest = stages.count - shown.count
    let more = rest > 0 ? ["  and \(Figures.count(rest)) more; 'meridian metrics' shows all"] : []
    return shown.map { stage in
      let numbers = rows.filter { $0.stage == stage }.prefix(3).map {
        "\($0.metric) \(style.bold(Figures.measured($0.value, 4)))"
      }
      return "  \(TextWidth.padded(stage, to: width))  \(numbers.joined(separator: "  "))"
    } + more
  }

  /// As many stages are shown in short.
  private static let shortest = 12

  var json: JSON {
    .array(
      rows.map {
        .members([
          "stage": .string($0.stage), "metric": .string($0.metric), "value": .number($0.value),
        ])
      })
  }

  var csv: String {
    var writer = CSVWriter(header: ["stage", "metric", "value"])
    for row in rows { writer.add([row.stage, row.metric, CSVWriter.text(row.value)]) }
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
