public import Store

/// Named values at the vertices or nodes of a domain.
///
/// Type `field`: `name` text, `values` float64 [n, channels].
public struct FieldArtifact: Artifact, Equatable {
  /// `field`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("field", version: 1) }

  /// What the values are, for example `distance`.
  public let name: String
  /// Values row by row, [n × channels].
  public let values: [Double]
  /// The number of values at each vertex, at least 1.
  public let channels: Int

  /// The number of vertices.
  public var count: Int { values.count / channels }

  /// Makes a field.
  ///
  /// - Throws: `ArtifactError` when the values do not make whole rows.
  public init(name: String, values: [Double], channels: Int = 1) throws(ArtifactError) {
    guard channels > 0, values.count % channels == 0 else {
      throw ArtifactError(
        .invalid,
        "field \(name): \(values.count) values do not make rows of \(channels); correct the channel count"
      )
    }
    self.name = name
    self.values = values
    self.channels = channels
  }

  /// Reads a field; values may be infinite (a distance that reaches nothing) or NaN.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredArrays(reader, Self.artifactType)
    let shape = try stored.shape("values", [nil, nil])
    guard shape[1] > 0 else { throw stored.invalid("values", "has no channel") }
    try self.init(
      name: try stored.text("name"),
      values: try stored.values("values", [nil, nil], as: Double.self), channels: shape[1])
  }

  /// Writes name and values.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write("name", text: name)
    try writer.write("values", values, shape: [count, channels])
  }

  /// For example `distance at 2,930 vertices, 1 channel, 0 … 1.873`.
  public var artifactSummary: String {
    let finite = values.lazy.filter(\.isFinite)
    let range =
      finite.min().flatMap { low in
        finite.max().map { ", \(Exports.short(low)) … \(Exports.short($0))" }
      } ?? ""
    return
      "\(name) at \(Exports.count(count, "vertex", plural: "vertices")), \(Exports.count(channels, "channel"))"
      + range
  }

  /// CSV and NumPy's formats.
  public static var exportExtensions: [String] { ["csv", "npy", "npz"] }

  /// The values, one row a vertex.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    let array = NumberArray(values, shape: channels == 1 ? [count] : [count, channels])
    switch format {
    case "csv":
      let index = (name: "vertex", values: (0..<count).map(Double.init))
      return Exports.csv(
        [index]
          + (0..<channels).map { channel in
            (
              channels == 1 ? name : "\(name)_\(channel)",
              (0..<count).map { values[$0 * channels + channel] }
            )
          })
    case "npy": return NPY.write(array)
    case "npz": return try NPZ.write([(name, array)], file: file)
    default: throw Exports.unsupported(format, "field", Self.exportExtensions, file)
    }
  }
}
