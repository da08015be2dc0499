/// A terminal as the tests need it: lines, a cursor, and the few control sequences a live frame uses.
struct Screen {
  private(set) var lines = [""]
  private(set) var unknown: [String] = []
  private var row = 0
  private var column = 0

  /// The lines down to the last one that is not empty.
  var text: [String] {
    Array(lines.reversed().drop { $0.isEmpty }.reversed())
  }

  mutating func write(_ output: String) {
    var rest = output[...]
    while let character = rest.popFirst() {
      switch character {
      case "\u{1b}": control(&rest)
      case "\n":
        row += 1
        column = 0
        if row == lines.count { lines.append("") }
      case "\r": column = 0
      default:
        var cells = Array(lines[row])
        while cells.count <= column { cells.append(" ") }
        cells[column] = character
        lines[row] = String(cells)
        column += 1
      }
    }
  }

  private mutating func control(_ rest: inout Substring) {
    var sequence = ""
    while let next = rest.popFirst() {
      sequence.append(next)
      if next.isLetter { break }
    }
    switch sequence {
    case "[K": lines[row] = String(lines[row].prefix(column))
    case "[J":
      lines[row] = String(lines[row].prefix(column))
      lines.removeLast(lines.count - row - 1)
    case "[?25l", "[?25h": break
    case let up where up.hasSuffix("A"): row -= Int(up.dropFirst().dropLast()) ?? 0
    case let colour where colour.hasSuffix("m"): break
    default: unknown.append(sequence)
    }
  }
}
