package import Artifacts
internal import Foundation

/// What an audit measured: a row a block with its largest errors, then the model, then its stability and what bends change.
package struct AuditText {
  private struct Row {
    let place: String
    var claim: String, element: String
    var error: Double, double: Double
    /// Of the element with the largest error; NaN where sampling explains nothing.
    var floor: Double
  }

  private let rows: [Row]
  private let stability: [(size: Double, change: Double)]
  private let bend: [(block: String, change: Double, size: Double)]

  /// The text of the tables that the stage `audit` gives.
  package init(errors: Artifacts.Table, stability: Artifacts.Table, bend: Artifacts.Table) {
    var rows: [Row] = []
    let places = errors.texts("block"), elements = errors.texts("element")
    let claims = errors.texts("claim")
    let singles = errors.numbers("error"), doubles = errors.numbers("error_double")
    let floors = errors.numbers("floor")
    for index in places.indices {
      guard let found = rows.firstIndex(where: { $0.place == places[index] }) else {
        rows.append(
          Row(
            place: places[index], claim: claims[index], element: elements[index],
            error: singles[index], double: doubles[index], floor: floors[index]))
        continue
      }
      if singles[index] > rows[found].error {
        rows[found].element = elements[index]
        rows[found].claim = claims[index]
        rows[found].floor = floors[index]
      }
      rows[found].error = max(rows[found].error, singles[index])
      rows[found].double = max(rows[found].double, doubles[index])
    }
    func part(_ belongs: (Row) -> Bool) -> [Row] { rows.filter(belongs) }
    self.rows =
      part { $0.place != "model" && !$0.error.isNaN } + part { $0.place == "model" }
      + part { $0.place != "model" && $0.error.isNaN }
    self.stability = zip(stability.numbers("size"), stability.numbers("change")).map { ($0, $1) }
    self.bend = zip(bend.texts("block"), zip(bend.numbers("change"), bend.numbers("size"))).map {
      ($0, $1.0, $1.1)
    }
  }

  /// Lines of a terminal.
  package func lines(style: Style) -> [String] {
    var table = Table([
      "block": .left, "error": .right, "in double": .right, "floor": .right, "under": .left,
      "claim": .left,
    ])
    for row in rows {
      table.append([
        row.place, Self.text(row.error), Self.text(row.double), Self.text(row.floor), row.element,
        row.claim,
      ])
    }
    var lines = table.lines(style: style)
    if !stability.isEmpty {
      var changes = Table(["deformation": .right, "change of the output": .right])
      for (size, change) in stability { changes.append([Self.text(size), Self.text(change)]) }
      lines += [""] + changes.lines(style: style)
    }
    if !bend.isEmpty {
      var changes = Table(["block": .left, "change": .right, "bend": .right])
      for row in bend { changes.append([row.block, Self.text(row.change), Self.text(row.size)]) }
      lines += [""] + changes.lines(style: style)
    }
    return lines
  }

  /// The same as JSON.
  package var json: JSON {
    .members([
      "blocks": .array(
        rows.map { row in
          .members([
            "block": .string(row.place), "error": .number(row.error),
            "error_double": .number(row.double), "floor": .number(row.floor),
            "element": .string(row.element),
            "claim": .string(row.claim),
          ])
        }),
      "stability": .array(
        stability.map { .members(["size": .number($0.size), "change": .number($0.change)]) }),
      "bend": .array(
        bend.map { row in
          .members([
            "block": .string(row.block), "change": .number(row.change), "size": .number(row.size),
          ])
        }),
    ])
  }

  private static func text(_ value: Double) -> String {
    if value.isNaN { return "–" }
    return value == 0 ? "0" : String(format: "%.1e", value)
  }
}

extension Artifacts.Table {
  fileprivate func texts(_ name: String) -> [String] {
    guard case .texts(let values)? = columns.first(where: { $0.name == name })?.values else {
      return []
    }
    return values
  }

  fileprivate func numbers(_ name: String) -> [Double] {
    guard case .numbers(let values)? = columns.first(where: { $0.name == name })?.values else {
      return []
    }
    return values
  }
}
