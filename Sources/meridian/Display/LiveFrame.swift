/// The lines at the bottom of a terminal that are drawn over and over while what is finished scrolls above them.
///
/// Each step gives one piece of text to write: the cursor goes up to the frame's first line, new lines overwrite old ones
/// and only what is left behind them is erased, so nothing is ever blank in between.
package struct LiveFrame: Sendable {
  private var height = 0

  package init() {}

  /// The text that writes `above` for good and then shows `lines` under it.
  ///
  /// - Parameters:
  ///   - above: finished lines, which scroll away with the rest of the terminal.
  ///   - lines: the frame, each line at most as wide as the terminal.
  package mutating func redraw(above: [String] = [], lines: [String]) -> String {
    var out = height > 0 ? "\u{1b}[\(height)A\r" : ""
    for line in above + lines { out += line + "\u{1b}[K\n" }
    if height > lines.count + above.count { out += "\u{1b}[J" }
    height = lines.count
    return out
  }

  /// Hides the cursor while the frame stands.
  package static let hideCursor = "\u{1b}[?25l"
  /// Shows the cursor again.
  package static let showCursor = "\u{1b}[?25h"
}
