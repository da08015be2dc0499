/// Finds, before a YAML text is composed, the one construct whose composition may take exponential
/// time: mapping keys that are aliases or collections holding aliases (the composer hashes keys).
///
/// Aliases elsewhere share memory in the composed tree and are bounded when it is converted.
enum AliasGuard {
  /// The line of a collection or alias used as a key in a text that has aliases; nil if there is none.
  static func lineOfCostlyKey(in text: String) -> Int? {
    guard text.utf8.contains(UInt8(ascii: "*")) else { return nil }
    var hasAlias = false
    var suspect: Int?
    var line = 0
    for row in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
      line += 1
      let found = scan(row)
      hasAlias = hasAlias || found.alias
      if found.costlyKey, suspect == nil { suspect = line }
    }
    return hasAlias ? suspect : nil
  }

  private static func scan(_ row: Substring.UTF8View) -> (alias: Bool, costlyKey: Bool) {
    var alias = false
    var costly = false
    var quote: UInt8?
    var previous = UInt8(ascii: " ")
    var closes = false
    var inAlias = false
    for (offset, byte) in row.enumerated() {
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      let isSpace = byte == 0x20 || byte == 0x09 || byte == 0x0D
      let startsToken = previous == 0x20 || previous == 0x09 || "[{,".utf8.contains(previous)
      switch byte {
      case UInt8(ascii: "#") where previous == 0x20 && offset > 0: return (alias, costly)
      case UInt8(ascii: "\""), UInt8(ascii: "'"): if startsToken { quote = byte }
      case UInt8(ascii: "*") where startsToken:
        alias = true
        inAlias = true
      case UInt8(ascii: "?") where startsToken: costly = true
      case UInt8(ascii: ":") where closes || inAlias: costly = true
      default: break
      }
      if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
        closes = true
        inAlias = false
      } else if !isSpace {
        closes = false
      }
      if byte == UInt8(ascii: ",") { inAlias = false }
      previous = byte
    }
    return (alias, costly)
  }
}
