extension StoredFile {
  /// Sizes and the first byte that differs; for texts also lines.
  public static func differences(from old: StoredFile, to new: StoredFile) -> [Finding] {
    let sizes = Finding("size", from: old.bytes.count, to: new.bytes.count)
    let place = zip(old.bytes, new.bytes).enumerated().first { $1.0 != $1.1 }?.offset
    let first = place ?? min(old.bytes.count, new.bytes.count)
    let bytes = Finding(
      "bytes",
      place == nil
        ? "the shorter is the beginning of the longer"
        : "first difference at byte \(Exports.count(first))",
      ["first_difference": .integer(first)])
    return [sizes].compactMap { $0 } + [bytes] + lines(old, new, first)
  }

  private static func lines(_ old: StoredFile, _ new: StoredFile, _ first: Int) -> [Finding] {
    guard let before = text(old), let after = text(new) else { return [] }
    var counts: [Substring: Int] = [:]
    for line in before { counts[line, default: 0] += 1 }
    var added = 0
    for line in after {
      if let count = counts[line], count > 0 { counts[line] = count - 1 } else { added += 1 }
    }
    let removed = counts.values.reduce(0, +)
    let line = old.bytes.prefix(first).count { $0 == UInt8(ascii: "\n") } + 1
    return [
      Finding(
        "lines",
        "\(Exports.count(added)) added, \(Exports.count(removed)) removed (\(Exports.count(before.count)) → \(Exports.count(after.count))), first difference in line \(Exports.count(line))",
        [
          "added": .integer(added), "removed": .integer(removed), "from": .integer(before.count),
          "to": .integer(after.count), "first_line": .integer(line),
        ])
    ]
  }

  /// The lines of a text; nil for bytes that are none.
  private static func text(_ file: StoredFile) -> [Substring]? {
    guard !file.bytes.contains(0), let text = String(validating: file.bytes, as: UTF8.self) else {
      return nil
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    // The end of the last line is no line of its own.
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}
