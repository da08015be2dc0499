public import Models
public import Store

/// Type `split`: three sorted int32 lists of items, `train`, `validation`, `test`, without one in common.
extension Split: Artifact {
  /// `split`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("split", version: 1) }

  /// Reads a split; the parts are checked to be disjoint.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredArrays(reader, Self.artifactType)
    let parts = try ["train", "validation", "test"].map {
      try stored.values($0, [nil], as: Int32.self)
    }
    do {
      try self.init(train: parts[0], validation: parts[1], test: parts[2])
    } catch {
      throw stored.invalid("train", "\(error)")
    }
  }

  /// Writes the three lists.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write("train", train)
    try writer.write("validation", validation)
    try writer.write("test", test)
  }

  private var parts: [(name: String, items: [Int32])] {
    [("train", train), ("validation", validation), ("test", test)]
  }

  /// For example `140 train, 500 validation, 1,000 test`.
  public var artifactSummary: String {
    parts.map { "\(Exports.count($0.items.count)) \($0.name)" }.joined(separator: ", ")
  }

  /// CSV (`item,part`), JSON, NumPy.
  public static var exportExtensions: [String] { ["csv", "json", "npz"] }

  /// One row an item that takes part.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    switch format {
    case "csv":
      var writer = CSVWriter(header: ["item", "part"])
      let rows = parts.flatMap { part in part.items.map { (item: $0, part: part.name) } }
      for row in rows.sorted(by: { $0.item < $1.item }) { writer.add(["\(row.item)", row.part]) }
      return writer.bytes
    case "json":
      return JSON.object(
        parts.map { ($0.name, .array($0.items.map { .integer(Int($0)) })) }
      ).fileBytes
    case "npz": return try NPZ.write(parts.map { ($0.name, NumberArray($0.items)) }, file: file)
    default: throw Exports.unsupported(format, "split", Self.exportExtensions, file)
    }
  }
}
