public import Store

/// Rows of named columns: numbers, whole numbers or text.
///
/// Type `table`: `columnsBytes`, `columnsEnds` for the names and, for column i, `column{i}` as float64 [n] or
/// int64 [n], or `column{i}Bytes`, `column{i}Ends` for text.
public struct Table: Artifact, Equatable {
  /// The cells of a column.
  public enum Values: Sendable, Equatable {
    /// Numbers.
    case numbers([Double])
    /// Whole numbers.
    case integers([Int64])
    /// Text.
    case texts([String])

    /// The number of cells.
    public var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .integers(let values): values.count
      case .texts(let values): values.count
      }
    }

    /// A cell as CSV shows it.
    public func text(_ row: Int) -> String {
      switch self {
      case .numbers(let values): CSVWriter.text(values[row])
      case .integers(let values): String(values[row])
      case .texts(let values): values[row]
      }
    }

    fileprivate func json(_ row: Int) -> JSON {
      switch self {
      case .numbers(let values): .number(values[row])
      case .integers(let values): .integer(Int(values[row]))
      case .texts(let values): .string(values[row])
      }
    }
  }

  /// A named column.
  public struct Column: Sendable, Equatable {
    /// The name, unique in the table.
    public let name: String
    /// The cells, one a row.
    public let values: Values

    /// Makes a column.
    public init(_ name: String, _ values: Values) {
      self.name = name
      self.values = values
    }
  }

  /// `table`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("table", version: 1) }

  /// The columns, all of the same length.
  public let columns: [Column]

  /// The number of rows.
  public var rowCount: Int { columns.first?.values.count ?? 0 }

  /// Makes a table.
  ///
  /// - Throws: `ArtifactError` when columns differ in length or share a name.
  public init(_ columns: [Column]) throws(ArtifactError) {
    for (index, column) in columns.enumerated() {
      if columns[..<index].contains(where: { $0.name == column.name }) {
        throw ArtifactError(.invalid, "column \"\(column.name)\" stands twice; rename one")
      }
      if column.values.count != columns[0].values.count {
        throw ArtifactError(
          .invalid,
          "column \"\(column.name)\" has \(column.values.count) rows where \"\(columns[0].name)\" has \(columns[0].values.count); give all columns one length"
        )
      }
    }
    self.columns = columns
  }

  /// The column of this name.
  public subscript(name: String) -> Values? { columns.first { $0.name == name }?.values }

  /// Reads a table; lengths are checked.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredArrays(reader, Self.artifactType)
    let names = try stored.texts("columns")
    var columns: [Column] = []
    for (index, name) in names.enumerated() {
      let array = "column\(index)"
      guard stored.contains(array) else {
        columns.append(Column(name, .texts(try stored.texts(array))))
        continue
      }
      if try reader.description(of: array).elementType == .int64 {
        columns.append(Column(name, .integers(try stored.values(array, [nil], as: Int64.self))))
      } else {
        columns.append(Column(name, .numbers(try stored.values(array, [nil], as: Double.self))))
      }
    }
    try self.init(columns)
  }

  /// Writes names and columns.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write("columns", texts: columns.map(\.name))
    for (index, column) in columns.enumerated() {
      switch column.values {
      case .numbers(let values): try writer.write("column\(index)", values)
      case .integers(let values): try writer.write("column\(index)", values)
      case .texts(let values): try writer.write("column\(index)", texts: values)
      }
    }
  }

  /// For example `360 rows: item, class, probability`.
  public var artifactSummary: String {
    let names = columns.prefix(12).map(\.name).joined(separator: ", ")
    return Exports.count(rowCount, "row") + ": " + names
      + (columns.count > 12 ? ", … (\(columns.count) columns)" : "")
  }

  /// CSV, JSON (one object a row), NumPy (the columns of numbers).
  public static var exportExtensions: [String] { ["csv", "json", "npz"] }

  /// The table as a file.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    switch format {
    case "csv":
      var writer = CSVWriter(header: columns.map(\.name))
      for row in 0..<rowCount { writer.add(columns.map { $0.values.text(row) }) }
      return writer.bytes
    case "json":
      return JSON.array(
        (0..<rowCount).map { row in
          .object(columns.map { ($0.name, $0.values.json(row)) })
        }
      ).fileBytes
    case "npz":
      let arrays = columns.compactMap { column -> (String, NumberArray)? in
        switch column.values {
        case .numbers(let values): (column.name, NumberArray(values))
        case .integers(let values): (column.name, NumberArray(values))
        case .texts: nil
        }
      }
      return try NPZ.write(arrays, file: file)
    default: throw Exports.unsupported(format, "table", Self.exportExtensions, file)
    }
  }
}
