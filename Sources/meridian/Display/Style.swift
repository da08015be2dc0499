/// Colours for a terminal, or none of them.
package struct Style: Sendable, Hashable {
  private let isColoured: Bool

  private init(isColoured: Bool) { self.isColoured = isColoured }

  /// Text as it is.
  package static let plain = Style(isColoured: false)
  /// Text in ANSI colours.
  package static let coloured = Style(isColoured: true)

  package func dim(_ text: String) -> String { wrapped(text, "2") }
  package func bold(_ text: String) -> String { wrapped(text, "1") }
  package func red(_ text: String) -> String { wrapped(text, "31") }
  package func green(_ text: String) -> String { wrapped(text, "32") }
  package func yellow(_ text: String) -> String { wrapped(text, "33") }
  package func blue(_ text: String) -> String { wrapped(text, "34") }

  private func wrapped(_ text: String, _ code: String) -> String {
    isColoured && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
