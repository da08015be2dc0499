/// How many columns text takes on a terminal, and how to fit it into fewer.
package enum TextWidth {
  /// The columns `text` takes: escape sequences none, East Asian wide characters and emoji two, others one.
  package static func columns(_ text: some StringProtocol) -> Int {
    var total = 0
    var inEscape = false
    for character in text {
      if inEscape {
        if character.isLetter { inEscape = false }
      } else if character == "\u{1b}" {
        inEscape = true
      } else {
        total += columns(of: character)
      }
    }
    return total
  }

  /// `text` (without escape sequences) in at most `limit` columns, its end replaced by `…` where it is cut.
  package static func fitted(_ text: String, to limit: Int) -> String {
    guard columns(text) > limit else { return text }
    guard limit > 0 else { return "" }
    var out = ""
    var used = 1
    for character in text {
      used += columns(of: character)
      if used > limit { break }
      out.append(character)
    }
    return out + "…"
  }

  /// `text` filled with spaces to `width` columns, on its right or on its left.
  package static func padded(_ text: String, to width: Int, trailing: Bool = true) -> String {
    let fill = String(repeating: " ", count: max(0, width - columns(text)))
    return trailing ? text + fill : fill + text
  }

  private static func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0..<0x20, 0x7f: return 0
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe4f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }
}
