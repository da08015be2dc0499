public import Store

/// Type `array`: one dense array `data` of any element type and shape.
extension NumberArray: Artifact {
  /// `array`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("array", version: 1) }

  /// Reads the array.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredArrays(reader, Self.artifactType)
    guard stored.contains("data") else { throw stored.invalid("data", "is missing", .wrongArray) }
    let description = try reader.description(of: "data")
    let bytes = try reader.read("data")
    guard Self.byteCount(description.shape, description.elementType) == bytes.count else {
      throw stored.invalid("data", "has \(bytes.count) bytes for shape \(description.shape)")
    }
    self.init(elementType: description.elementType, shape: description.shape, bytes: bytes)
  }

  /// Writes the array.
  public func write(to writer: ArtifactWriter) throws {
    try bytes.withUnsafeBytes {
      try writer.write("data", elementType: elementType, shape: shape, bytes: $0)
    }
  }

  /// For example `1,797 × 8 × 8 uint8`.
  public var artifactSummary: String {
    (shape.isEmpty ? "scalar" : shape.map { Exports.count($0) }.joined(separator: " × "))
      + " \(elementType.rawValue)"
  }

  /// NumPy's formats and safetensors; CSV for at most two axes.
  public static var exportExtensions: [String] { ["npy", "npz", "csv", "safetensors"] }

  /// The array as `.npy`, as the entry `data` of an `.npz` or `.safetensors`, or as columns `c0`, `c1`, … of a CSV.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    switch format {
    case "npy": return NPY.write(self)
    case "npz": return try NPZ.write([("data", self)], file: file)
    case "safetensors": return Safetensors([.init("data", self)]).bytes
    case "csv":
      guard shape.count <= 2 else {
        throw ArtifactError(
          .noExporter,
          "\(file): an array of shape \(shape) has no rows and columns; use .npy or .npz")
      }
      return csv()
    default: throw Exports.unsupported(format, "array", Self.exportExtensions, file)
    }
  }

  private func csv() -> [UInt8] {
    let columns = shape.count == 2 ? shape[1] : 1
    let texts = integers.map { $0.map(String.init) } ?? doubles.map(CSVWriter.text)
    var writer = CSVWriter(header: columns == 1 ? ["value"] : (0..<columns).map { "c\($0)" })
    guard columns > 0 else { return writer.bytes }
    for start in stride(from: 0, to: texts.count, by: columns) {
      writer.add(Array(texts[start..<start + columns]))
    }
    return writer.bytes
  }
}
