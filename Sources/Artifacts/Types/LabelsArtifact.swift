public import Models
public import Store

/// Type `labels`: `classes` int32 [n], −1 where hidden, and the class names as `namesBytes`, `namesEnds`.
extension Labels: Artifact {
  /// `labels`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("labels", version: 1) }

  /// Reads labels; classes and names are checked.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredArrays(reader, Self.artifactType)
    let classes = try stored.values("classes", [nil], as: Int32.self)
    do {
      try self.init(classes: classes, classNames: try stored.texts("names"))
    } catch let error as ModelError {
      throw stored.invalid("classes", "\(error)")
    }
  }

  /// Writes classes and names.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write("classes", classes)
    try writer.write("names", texts: classNames)
  }

  /// For example `2,708 items, 7 classes, 1,000 hidden`.
  public var artifactSummary: String {
    let hidden = classes.count { $0 < 0 }
    return
      "\(Exports.count(classes.count, "item")), \(Exports.count(classNames.count, "class", plural: "classes"))"
      + (hidden > 0 ? ", \(Exports.count(hidden)) hidden" : "")
  }

  /// CSV (`item,class,name`; a hidden one has empty cells), NumPy, JSON.
  public static var exportExtensions: [String] { ["csv", "npy", "npz", "json"] }

  /// One row an item.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    switch format {
    case "csv":
      var writer = CSVWriter(header: ["item", "class", "name"])
      for (item, index) in classes.enumerated() {
        writer.add(
          index < 0 ? ["\(item)", "", ""] : ["\(item)", "\(index)", classNames[Int(index)]])
      }
      return writer.bytes
    case "npy": return NPY.write(NumberArray(classes))
    case "npz": return try NPZ.write([("classes", NumberArray(classes))], file: file)
    case "json":
      return JSON.object([
        ("classNames", .array(classNames.map { .string($0) })),
        ("classes", .array(classes.map { $0 < 0 ? .null : .integer(Int($0)) })),
      ]).fileBytes
    default: throw Exports.unsupported(format, "labels", Self.exportExtensions, file)
    }
  }
}
