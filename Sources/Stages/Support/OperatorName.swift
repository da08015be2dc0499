/// The name of something connected to `operators`, and the level of the hierarchy whose nodes it is one of: `basis` on the
/// finest, `basis@1` on the next.
struct OperatorName: Hashable {
  let name: String
  let level: Int

  /// Reads a name; nil where nothing stands before the last `@`, or no whole number behind it.
  init?(_ text: String) {
    guard let mark = text.lastIndex(of: "@") else {
      (name, level) = (text, 0)
      return
    }
    let digits = text[text.index(after: mark)...]
    guard mark > text.startIndex, digits.allSatisfy(\.isASCII), digits.allSatisfy(\.isNumber),
      let level = Int(digits), level <= Self.deepest
    else { return nil }
    self.name = String(text[..<mark])
    self.level = level
  }

  /// No coarsening makes more levels.
  private static let deepest = 64
}
