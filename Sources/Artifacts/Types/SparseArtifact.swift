public import Numerics
public import Store

/// Type `sparse`: any sparse matrix in SciPy's CSR layout (`shape` int64 [2], `rowOffsets` int32 [n + 1],
/// `columnIndices` int32 [z], `values` float64 [z]).
extension SparseMatrix: Artifact where Scalar == Double {
  /// `sparse`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("sparse", version: 1) }

  /// Reads a matrix; offsets and columns are checked.
  public init(from reader: ArtifactReader) throws {
    self = try StoredArrays(reader, Self.artifactType).matrix("")
  }

  /// Writes the CSR arrays.
  public func write(to writer: ArtifactWriter) throws { try writer.write("", matrix: self) }

  /// For example `2,708 × 1,433, 49,216 nonzeros`.
  public var artifactSummary: String {
    "\(Exports.count(rows)) × \(Exports.count(columns)), \(Exports.count(values.count, "nonzero"))"
  }

  /// SciPy's CSR layout.
  public static var exportExtensions: [String] { ["npz"] }

  /// The matrix for `scipy.sparse.load_npz`.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    guard format == "npz" else {
      throw Exports.unsupported(format, "sparse", Self.exportExtensions, file)
    }
    return try SparseNPZ.write(self, file: file)
  }
}
