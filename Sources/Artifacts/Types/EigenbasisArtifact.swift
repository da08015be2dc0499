public import Geometry
import Numerics
public import Store

/// Type `eigenbasis`: `values` float64 [k], ascending, and `vectors` float64 or float32 [n, k].
extension Eigenbasis: Artifact {
  /// `eigenbasis`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("eigenbasis", version: 1) }

  /// Reads a basis; sizes, order and finiteness are checked.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredArrays(reader, Self.artifactType)
    let values = try stored.values("values", [nil], as: Double.self)
    let shape = try stored.shape("vectors", [nil, values.count])
    let vectors =
      try reader.description(of: "vectors").elementType == .float32
      ? try stored.values("vectors", shape, as: Float.self).map(Double.init)
      : try stored.values("vectors", shape, as: Double.self)
    try stored.requireFinite("values", values)
    try stored.requireFinite("vectors", vectors)
    do {
      try self.init(
        values: values,
        vectors: DenseMatrix(rows: shape[0], columns: values.count, values: vectors))
    } catch {
      throw stored.invalid("values", "\(error)")
    }
  }

  /// Writes values and vectors.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write("values", values)
    try writer.write("vectors", vectors.values, shape: [vectors.rows, vectors.columns])
  }

  /// For example `32 eigenpairs at 2,930 vertices, λ 0 … 312.4`.
  public var artifactSummary: String {
    let range =
      values.first.flatMap { low in
        values.last.map { ", λ \(Exports.short(low)) … \(Exports.short($0))" }
      } ?? ""
    return
      "\(Exports.count(values.count, "eigenpair")) at \(Exports.count(vectors.rows, "vertex", plural: "vertices"))"
      + range
  }

  /// NumPy (`values`, `vectors`), or CSV of the vectors.
  public static var exportExtensions: [String] { ["npz", "csv"] }

  /// The basis as a file.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    switch format {
    case "npz":
      return try NPZ.write(
        [
          ("values", NumberArray(values)),
          ("vectors", NumberArray(vectors.values, shape: [vectors.rows, vectors.columns])),
        ], file: file)
    case "csv":
      return Exports.csv(
        (0..<vectors.columns).map { column in
          (
            "phi_\(column)",
            (0..<vectors.rows).map { vectors.values[$0 * vectors.columns + column] }
          )
        })
    default: throw Exports.unsupported(format, "eigenbasis", Self.exportExtensions, file)
    }
  }
}

/// An eigenbasis whose vectors are stored in half the space, each entry rounded to a Float.
///
/// It is of type `eigenbasis` as any other and is read as one.
public struct SinglePrecisionEigenbasis: Artifact {
  /// `eigenbasis`, version 1.
  public static var artifactType: ArtifactType { Eigenbasis.artifactType }
  /// As of any eigenbasis.
  public static var exportExtensions: [String] { Eigenbasis.exportExtensions }

  private let basis: Eigenbasis

  /// Takes a basis, whose vectors are rounded when they are written.
  public init(_ basis: Eigenbasis) { self.basis = basis }

  /// Reads a basis of either precision.
  public init(from reader: ArtifactReader) throws { basis = try Eigenbasis(from: reader) }

  /// Writes values in Double and vectors in Float.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write("values", basis.values)
    let vectors = basis.vectors
    try writer.write(
      "vectors", vectors.values.map(Float.init), shape: [vectors.rows, vectors.columns])
  }

  /// As of any eigenbasis.
  public var artifactSummary: String { basis.artifactSummary }
  /// As of any eigenbasis.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    try basis.exported(as: format, file: file)
  }
}
