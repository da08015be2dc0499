/// Writes CSV (RFC 4180), one row at a time.
public struct CSVWriter: Sendable {
  private var text = TextWriter()

  /// Starts a file with a header line.
  public init(header: [String]) {
    add(header)
  }

  /// The file so far.
  public var bytes: [UInt8] { text.bytes }

  /// Adds a row of text cells, quoted where needed.
  public mutating func add(_ cells: [String]) {
    // An empty line would be no row, so a lone empty cell is quoted.
    let line = cells == [""] ? "\"\"" : cells.map(Self.cell).joined(separator: ",")
    text.add(line + "\n")
  }

  /// The text of a number: the shortest that reads back to the same bits.
  public static func text(_ value: Double) -> String { TextWriter.text(value) }

  private static func cell(_ value: String) -> String {
    let needsQuotes = value.utf8.contains { $0 == 44 || $0 == Ascii.quote || $0 == 10 || $0 == 13 }
    guard needsQuotes else { return value }
    var result = "\""
    for scalar in value.unicodeScalars {
      if scalar == "\"" { result += "\"" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}
