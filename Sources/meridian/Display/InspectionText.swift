internal import Artifacts
internal import Pipeline
internal import Store

/// Everything about one artifact as lines and as JSON.
struct InspectionText {
  let description: ArtifactDescription
  /// The record of the stage that made it first, if there is one.
  let producer: StageResult?
  let lineage: Lineage

  func lines(style: Style) -> [String] {
    var facts: [(String, String)] = [
      ("digest", description.digest.hex),
      ("type", "\(description.type.name), version \(description.type.version)"),
    ]
    if let summary = description.summary { facts.append(("content", summary)) }
    if let problem = description.problem { facts.append(("problem", style.red(problem))) }
    facts.append(("size", Self.sizes(description.rawBytes, description.storedBytes)))
    if let producer { facts += Self.facts(producer) }
    let width = facts.map(\.0.count).max() ?? 0
    let head = facts.map { "\(style.dim(TextWidth.padded($0.0, to: width)))  \($0.1)" }
    let from = LineageText(lineage).lines
    let details = description.details.isEmpty ? [] : [""] + description.details
    return head + details + [""] + arrays.lines(style: style) + ["", style.dim("from")] + from
  }

  var json: JSON {
    guard case .object(let members) = description.json else { return description.json }
    return .object(
      members + [
        ("producer", producer.map(Self.json) ?? .null), ("from", LineageText(lineage).json),
      ])
  }

  private var arrays: Table {
    var table = Table([
      "array": .left, "type": .left, "shape": .left, "min": .right, "max": .right,
      "mean": .right, "NaN": .right, "size": .right, "stored": .right,
    ])
    let names = Set(description.arrays.map(\.name))
    for array in description.arrays {
      // A list of texts is stored as its bytes and where each ends; that is one thing to a reader.
      if let list = Self.list(array.name, "Ends"), names.contains("\(list)Bytes") { continue }
      if let list = Self.list(array.name, "Bytes"),
        let ends = description.arrays.first(where: { $0.name == "\(list)Ends" })
      {
        table.append([
          list, "text", Figures.count(ends.shape.first ?? 0), "", "", "", "",
          Figures.bytes(array.rawBytes + ends.rawBytes),
          Figures.bytes(array.storedBytes + ends.storedBytes),
        ])
        continue
      }
      table.append([
        array.name, array.elementType.rawValue,
        array.shape.isEmpty ? "scalar" : array.shape.map(Figures.count).joined(separator: " × "),
        Self.number(array.minimum), Self.number(array.maximum), Self.number(array.mean),
        Figures.count(array.nanCount), Figures.bytes(array.rawBytes),
        Figures.bytes(array.storedBytes),
      ])
    }
    return table
  }

  private static func list(_ array: String, _ ending: String) -> String? {
    array.hasSuffix(ending) ? String(array.dropLast(ending.count)) : nil
  }

  private static func facts(_ result: StageResult) -> [(String, String)] {
    let moment = Figures.localTime(Double(result.created) / 1e9)
    let cost = result.cost
    var facts = [
      ("made by", "stage \(result.stage), kind \(result.kind) version \(result.kindVersion)"),
      ("run", "\(result.run), \(moment)"),
      (
        "cost",
        "\(Figures.duration(cost.seconds)), \(Figures.duration(cost.cpuSeconds)) of processor time, \(Figures.bytes(cost.peakBytes)) of memory"
      ),
      ("key", result.key.hex), ("parameters", result.parameters),
    ]
    if let seed = result.seed { facts.append(("seed", "\(seed)")) }
    facts.append(("numerics", result.fingerprint))
    return facts
  }

  private static func json(_ result: StageResult) -> JSON {
    .members([
      "stage": .string(result.stage), "kind": .string(result.kind),
      "kind_version": .integer(result.kindVersion), "key": .string(result.key.hex),
      "run": .string(result.run),
      "created": .string(Figures.universalTime(Double(result.created) / 1e9)),
      "parameters": ParameterValue(json: result.parameters).map(JSON.init),
      "seed": result.seed.map { .string("\($0)") }, "seconds": .number(result.cost.seconds),
      "cpu_seconds": .number(result.cost.cpuSeconds),
      "peak_bytes": .integer(result.cost.peakBytes), "numerics": .string(result.fingerprint),
    ])
  }

  private static func sizes(_ raw: Int, _ stored: Int) -> String {
    let share = raw > 0 ? " (\(Int((100 * Double(stored) / Double(raw)).rounded())) %)" : ""
    return "\(Figures.bytes(raw)), stored in \(Figures.bytes(stored))\(share)"
  }

  private static func number(_ value: Double?) -> String {
    value.map { Figures.significant($0, 5) } ?? ""
  }
}
