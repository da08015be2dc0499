/// Finds the cells of a CSV file, row by row.
struct CSVSplitter {
  private let source: FileBytes
  private let separator: UInt8
  private var position: Int

  init(_ source: FileBytes, separator: UInt8) {
    self.source = source
    self.separator = separator
    position = source.bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  /// The cells of the next row; nil at the end.
  mutating func nextRow() throws(FormatError) -> [Range<Int>]? {
    var cells: [Range<Int>] = []
    return try nextRow(into: &cells) == nil ? nil : cells
  }

  /// Appends the cells of the next row that is not empty; nil at the end.
  mutating func nextRow(into cells: inout [Range<Int>]) throws(FormatError) -> (
    start: Int, count: Int
  )? {
    let bytes = source.bytes
    while position < bytes.count, bytes[position] == Ascii.newline || bytes[position] == 13 {
      position += 1
    }
    guard position < bytes.count else { return nil }
    let start = position
    var count = 0
    while true {
      cells.append(bytes[safe: position] == Ascii.quote ? try quoted() : plain())
      count += 1
      guard position < bytes.count else { return (start, count) }
      let byte = bytes[position]
      position += 1
      if byte == separator { continue }
      if byte == 13, bytes[safe: position] == Ascii.newline { position += 1 }
      return (start, count)
    }
  }

  /// A cell up to the separator or the line's end.
  private mutating func plain() -> Range<Int> {
    let bytes = source.bytes
    let first = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == separator || byte == Ascii.newline { break }
      if byte == 13, position + 1 == bytes.count || bytes[position + 1] == Ascii.newline { break }
      position += 1
    }
    return first..<position
  }

  /// The inside of a quoted cell; the cursor moves past its closing quote.
  private mutating func quoted() throws(FormatError) -> Range<Int> {
    let bytes = source.bytes
    let opening = position
    position += 1
    while position < bytes.count {
      if bytes[position] == Ascii.quote {
        guard bytes[safe: position + 1] == Ascii.quote else { break }
        position += 1
      }
      position += 1
    }
    guard position < bytes.count else {
      throw error(opening, "a quote is not closed", "close it, or double quotes inside a cell")
    }
    let range = opening + 1..<position
    position += 1
    if let next = bytes[safe: position], next != separator, next != Ascii.newline, next != 13 {
      throw error(position, "text follows a closing quote", "double quotes inside a cell")
    }
    return range
  }

  private func error(_ offset: Int, _ problem: String, _ remedy: String) -> FormatError {
    FormatError(
      .malformed, file: source.name, place: .line(line(at: offset)), problem: problem,
      remedy: remedy)
  }

  /// The line of a byte, from 1.
  func line(at offset: Int) -> Int {
    source.bytes[..<offset].reduce(1) { $1 == Ascii.newline ? $0 + 1 : $0 }
  }

  /// The text of a cell; doubled quotes inside a quoted cell are halved.
  static func text(_ bytes: [UInt8], _ cell: Range<Int>) -> String {
    let text = String(decoding: bytes[cell], as: UTF8.self)
    let isQuoted = cell.lowerBound > 0 && bytes[cell.lowerBound - 1] == Ascii.quote
    guard isQuoted, bytes[safe: cell.upperBound] == Ascii.quote else { return text }
    var result = ""
    var wasQuote = false
    for character in text.unicodeScalars {
      if character == "\"", wasQuote {
        wasQuote = false
        continue
      }
      wasQuote = character == "\""
      result.unicodeScalars.append(character)
    }
    return result
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { index < count ? self[index] : nil }
}
