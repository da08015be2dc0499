import Foundation

/// Reads a table of items: a CSV with a header line, or a JSON list of objects.
enum ManifestReader {
  /// What is wrong, to go behind the file's name, and what to do.
  struct Failure: Error {
    let message: String
    let remedy: String?
  }

  /// The largest table: 256 MiB.
  private static let largest = 256 << 20

  /// The rows by column; cells of a CSV are read as YAML reads plain scalars.
  static func rows(of text: String, in folder: String) throws(Failure) -> [ParameterMap] {
    let path = FileFinder.absolute(text, in: folder)
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw Failure(message: ": no such file", remedy: MissingFile.remedy(text, in: folder))
    }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: largest + 1) ?? Data(),
      data.count <= largest, let content = String(validating: data, as: UTF8.self)
    else {
      throw Failure(
        message: " is no UTF-8 text of at most \(largest >> 20) MiB", remedy: "split the table")
    }
    CheckWitness.note(data, of: path)
    return text.lowercased().hasSuffix(".json") ? try json(content) : try csv(content)
  }

  private static func json(_ content: String) throws(Failure) -> [ParameterMap] {
    guard case .list(let values)? = ParameterValue(json: content) else {
      throw Failure(message: " is no JSON list", remedy: "write [{\"name\": \"a\"}, …]")
    }
    var rows: [ParameterMap] = []
    for (position, value) in values.enumerated() {
      guard case .map(let row) = value else {
        throw Failure(
          message: ", item \(position): is \(value.typeName), not an object",
          remedy: "write {\"name\": …}")
      }
      rows.append(row)
    }
    return rows
  }

  private static func csv(_ content: String) throws(Failure) -> [ParameterMap] {
    var cells = CSVCells(content)
    guard let header = cells.next(), !header.isEmpty else {
      throw Failure(message: " has no header line", remedy: "name the columns in the first line")
    }
    if let twice = header.first(where: { name in header.count { $0 == name } > 1 }) {
      throw Failure(message: ", line 1: the column '\(twice)' is given twice", remedy: "rename one")
    }
    var rows: [ParameterMap] = []
    while let row = cells.next() {
      guard row.count == header.count else {
        throw Failure(
          message: ", line \(cells.line): has \(row.count) cells for \(header.count) columns",
          remedy: "quote cells that hold a comma")
      }
      rows.append(ParameterMap(zip(header, row.map { value(ofCell: $0) })))
    }
    return rows
  }

  /// A cell as YAML would read it, but that `007` stays the name it is.
  private static func value(ofCell cell: String) -> ParameterValue {
    let isNumbered = cell.count > 1 && cell.first == "0" && cell.allSatisfy(\.isWholeNumber)
    return isNumbered ? .string(cell) : ScalarSchema.value(ofPlain: cell)
  }
}

/// Cuts a CSV text (RFC 4180) into rows of cells; empty lines are passed over.
struct CSVCells {
  private var rest: Substring.UnicodeScalarView
  private var nextLine = 1
  /// The line on which the row last given begins.
  private(set) var line = 0

  init(_ text: String) {
    rest = Substring(text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text).unicodeScalars
  }

  /// The next row; nil at the end.
  mutating func next() -> [String]? {
    while !rest.isEmpty {
      line = nextLine
      let row = cells()
      if row != [""] { return row }
    }
    return nil
  }

  private mutating func cells() -> [String] {
    var row: [String] = []
    var cell = ""
    var isQuoted = false
    while let scalar = rest.popFirst() {
      if scalar == "\n" { nextLine += 1 }
      if isQuoted {
        guard scalar == "\"" else {
          cell.unicodeScalars.append(scalar)
          continue
        }
        if rest.first == "\"" {
          cell.unicodeScalars.append(rest.removeFirst())
        } else {
          isQuoted = false
        }
        continue
      }
      switch scalar {
      case "\"" where cell.isEmpty: isQuoted = true
      case ",":
        row.append(cell)
        cell = ""
      case "\r": continue
      case "\n": return row + [cell]
      default: cell.unicodeScalars.append(scalar)
      }
    }
    return row + [cell]
  }
}
