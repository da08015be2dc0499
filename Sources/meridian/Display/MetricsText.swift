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

  /// A line a stage with its first metrics; where they are many, one with the means of all items and variants of a stage, behind
  /// those of stages that stand alone.
  func shortLines(style: Style) -> [String] {
    var groups = Self.grouped(rows) { $0.stage }
    if groups.count > Self.shortest {
      let families = Self.grouped(rows) { String($0.stage.prefix { $0 != "[" }) }
      groups = families.filter { !$0.isSeveral } + families.filter(\.isSeveral)
    }
    let shown = groups.prefix(Self.shortest)
    let width = shown.map { TextWidth.columns($0.name) }.max() ?? 0
    let rest = groups.count - shown.count
    let more = rest > 0 ? ["  and \(Figures.count(rest)) more; 'meridian metrics' shows all"] : []
    return shown.map { group in
      let numbers = group.means.prefix(3).map {
        "\($0.metric) \(style.bold(Figures.measured($0.value, 4)))"
      }
      let count = group.isSeveral ? ["(means of \(Figures.count(group.stages)))"] : []
      return "  \(TextWidth.padded(group.name, to: width))  "
        + (numbers + count).joined(separator: "  ")
    } + more
  }

  /// Rows that are shown together.
  private struct Group {
    let name: String
    var rows: [RunMetrics.Row] = []

    var stages: Int { Set(rows.map(\.stage)).count }
    var isSeveral: Bool { stages > 1 }

    /// Each metric's mean over the stages, in the order of the first.
    var means: [(metric: String, value: Double)] {
      var sums: [String: (sum: Double, count: Double)] = [:]
      var order: [String] = []
      for row in rows {
        if sums[row.metric] == nil { order.append(row.metric) }
        let (sum, count) = sums[row.metric] ?? (0, 0)
        sums[row.metric] = (sum + row.value, count + 1)
      }
      return order.compactMap { name in sums[name].map { (name, $0.sum / $0.count) } }
    }
  }

  private static func grouped(
    _ rows: [RunMetrics.Row], by name: (RunMetrics.Row) -> String
  ) -> [Group] {
    var groups: [Group] = []
    var places: [String: Int] = [:]
    for row in rows {
      let name = name(row)
      let place = places[name] ?? groups.count
      if place == groups.count {
        groups.append(Group(name: name))
        places[name] = place
      }
      groups[place].rows.append(row)
    }
    return groups
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
