internal import Artifacts
internal import Store

/// How two artifacts differ, as lines and as JSON.
struct ArtifactComparisonText {
  private let comparison: ArtifactComparison
  private let names: (String, String)

  /// The comparison of artifacts that the user named so.
  init(_ comparison: ArtifactComparison, names: (String, String)) {
    self.comparison = comparison
    self.names = names
  }

  /// The two, what their type has to say of them, and a line an array that differs.
  func lines(style: Style) -> [String] {
    let (old, new) = (comparison.old, comparison.new)
    guard !comparison.isEqual else {
      return ["equal: \(old.type.name) \(old.digest.short), \(Figures.bytes(old.rawBytes))"]
    }
    var sides = Table(["": .left, "type": .left, "digest": .left, "size": .right, "named": .left])
    for (letter, side, name) in [("A", old, names.0), ("B", new, names.1)] {
      sides.append([
        letter, side.type.name, side.digest.short, Figures.bytes(side.rawBytes), name,
      ])
    }
    let width = comparison.findings.map { TextWidth.columns($0.subject) }.max() ?? 0
    var lines = sides.lines(style: style)
    if let problem = comparison.problem { lines += ["", style.red(problem)] }
    if !comparison.findings.isEmpty {
      lines += [""]
      lines += comparison.findings.map {
        "\(style.bold(TextWidth.padded($0.subject, to: width)))  \($0.text)"
      }
    }
    if !comparison.arrays.isEmpty { lines += [""] + arrays.lines(style: style) }
    if comparison.findings.isEmpty, comparison.arrays.isEmpty {
      lines += ["", "the bits differ, but no value does"]
    }
    return lines
  }

  /// Both sides, the findings and the arrays.
  var json: JSON { comparison.json }

  private var arrays: Table {
    var table = Table([
      "array": .left, "type and shape": .left, "changed": .right, "largest": .right,
      "at": .left, "relative": .right, " at": .left,
    ])
    for array in comparison.arrays {
      table.append([
        array.name, Self.form(array), Self.changed(array),
        array.largestAbsolute.map { Figures.significant($0.value, 4) } ?? "",
        array.largestAbsolute.map { Self.index($0.index) } ?? "",
        array.largestRelative.map { Figures.significant($0.value, 4) } ?? "",
        array.largestRelative.map { Self.index($0.index) } ?? "",
      ])
    }
    return table
  }

  private static func form(_ array: ArrayComparison) -> String {
    switch (array.old, array.new) {
    case (let old?, let new?): old == new ? old.text : "\(old.text) → \(new.text)"
    case (let old?, nil): "\(old.text), only in A"
    case (nil, let new?): "\(new.text), only in B"
    case (nil, nil): ""
    }
  }

  private static func changed(_ array: ArrayComparison) -> String {
    guard let changed = array.changed else { return "" }
    return "\(Figures.count(changed)) of \(Figures.count(array.count))"
  }

  private static func index(_ index: [Int]) -> String {
    index.isEmpty ? "" : "[\(index.map(String.init).joined(separator: ", "))]"
  }
}
