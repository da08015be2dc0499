/// How a stage is run, beside what it computes; no part of its key.
package struct StageSettings: Hashable, Sendable {
  /// How often it is tried again after it failed.
  package var retries = 0
  /// How long it may take, in seconds.
  package var timeout: Double?
  /// How much memory it may take, in bytes.
  package var memory: Int?
  /// How many threads it gets.
  package var threads: Int?
  /// Whether a gathering stage goes on without the items that failed; then those that are left are part of its key.
  package var dropsMissing = false

  /// What a pipeline file does not say.
  package init() {}

  /// The bytes that a text such as `2GB` stands for; nil when it is none.
  package static func bytes(of text: String) -> Int? {
    StageSettingsReader.value(of: text, StageSettingsReader.bytes).flatMap {
      $0 > 0 ? Int($0) : nil
    }
  }
}

/// Reads `retries`, `timeout`, `resources` and `missing` of a stage.
struct StageSettingsReader {
  /// The keys of a stage that are read here.
  static let keys = ["retries", "timeout", "resources", "missing"]
  static let resources = ["memory", "threads"]

  private(set) var settings = StageSettings()
  private(set) var problems: [(mark: SourceMark, message: String, remedy: String?)] = []

  init(_ stage: SourceNode) {
    for entry in stage.entries ?? [] where !entry.value.isNull {
      switch entry.key {
      case "retries": settings.retries = whole(entry, from: 0) ?? 0
      case "timeout":
        settings.timeout = quantity(entry, Self.seconds, example: "90s, 5m or 2h")
      case "missing":
        settings.dropsMissing = entry.value.text == "drop"
        if !settings.dropsMissing {
          report(entry, "'missing' is '\(entry.value.text ?? "")'", "write 'missing: drop'")
        }
      case "resources": read(resources: entry)
      default: continue
      }
    }
  }

  private mutating func read(resources entry: SourceNode.Entry) {
    guard let entries = entry.value.entries else {
      return report(entry, "'resources' must be a mapping", "write '{memory: 2GB, threads: 1}'")
    }
    for entry in entries {
      switch entry.key {
      case "memory":
        settings.memory = quantity(entry, Self.bytes, example: "2GB or 512MB").map { Int($0) }
      case "threads": settings.threads = whole(entry, from: 1)
      default:
        report(
          entry, "unknown resource '\(entry.key)'",
          NearestName.remedy(entry.key, among: Self.resources, noun: "resources"),
          at: entry.mark)
      }
    }
  }

  private mutating func whole(_ entry: SourceNode.Entry, from least: Int) -> Int? {
    if case .scalar(.integer(let value), _) = entry.value.content, value >= least { return value }
    report(entry, "'\(entry.key)' is no whole number from \(least)", nil)
    return nil
  }

  private mutating func quantity(
    _ entry: SourceNode.Entry, _ units: [(String, Double)], example: String
  ) -> Double? {
    if let text = entry.value.text, let value = Self.value(of: text, units), value > 0 {
      return value
    }
    report(
      entry, "'\(entry.key)' is '\(entry.value.text ?? "no text")'", "write \(example)")
    return nil
  }

  static let seconds = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)]
  static let bytes = [
    ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("KiB", 0x1p10), ("MiB", 0x1p20),
    ("GiB", 0x1p30), ("TiB", 0x1p40), ("B", 1),
  ]

  /// A number with one of the units behind it, or alone; nil when it is neither, or too large for a whole number.
  static func value(of text: String, _ units: [(String, Double)]) -> Double? {
    let unit = text.reversed().prefix { !$0.isNumber && $0 != "." && $0 != " " }.reversed()
    let number = Double(text.dropLast(unit.count).filter { $0 != " " })
    let factor = unit.isEmpty ? 1 : units.first { $0.0 == String(unit) }?.1
    guard let number, let factor, number.isFinite, number * factor < 0x1p62 else { return nil }
    return number * factor
  }

  private mutating func report(
    _ entry: SourceNode.Entry, _ message: String, _ remedy: String?, at mark: SourceMark? = nil
  ) {
    problems.append((mark ?? entry.value.mark, message, remedy))
  }
}
