extension Metrics {
  /// Numbers, confusion matrix, rows by class and notes as one JSON object.
  public var json: JSON {
    var members: [(String, JSON)] = scalars.map { ($0.name, .number($0.value)) }
    if let byClass {
      let count = byClass.classNames.count
      let rows = (0..<count).map { row in
        JSON.array((0..<count).map { .integer(byClass.confusion[row * count + $0]) })
      }
      let classes = byClass.classNames.enumerated().map { row, name in
        JSON.object(
          [("class", .string(name))]
            + byClass.columns.enumerated().map { column, measure in
              (measure, .number(byClass.values[row * byClass.columns.count + column]))
            })
      }
      members.append(("classes", .array(classes)))
      members.append(("confusion", .array(rows)))
    }
    if !notes.isEmpty { members.append(("notes", .array(notes.map { .string($0) }))) }
    return .object(members)
  }

  /// JSON, CSV (one row a number, classes as `class.measure`), NumPy.
  public static var exportExtensions: [String] { ["json", "csv", "npz"] }

  /// The metrics as a file.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    switch format {
    case "json": return json.fileBytes
    case "csv": return csv
    case "npz":
      var arrays = scalars.map { ($0.name, NumberArray([$0.value], shape: [])) }
      if let byClass {
        let count = byClass.classNames.count
        arrays.append(
          ("confusion", NumberArray(byClass.confusion.map(Int64.init), shape: [count, count])))
        for (column, name) in byClass.columns.enumerated() {
          let values = (0..<count).map { byClass.values[$0 * byClass.columns.count + column] }
          arrays.append(("class_\(name)", NumberArray(values)))
        }
      }
      return try NPZ.write(arrays, file: file)
    default:
      throw Exports.unsupported(format, "metrics", Self.exportExtensions, file)
    }
  }

  private var csv: [UInt8] {
    var writer = CSVWriter(header: ["metric", "class", "value"])
    for scalar in scalars { writer.add([scalar.name, "", CSVWriter.text(scalar.value)]) }
    if let byClass {
      let width = byClass.columns.count
      for (row, name) in byClass.classNames.enumerated() {
        for (column, measure) in byClass.columns.enumerated() {
          writer.add([measure, name, CSVWriter.text(byClass.values[row * width + column])])
        }
      }
    }
    return writer.bytes
  }
}
