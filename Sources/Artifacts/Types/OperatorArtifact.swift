public import Numerics
public import Store

/// A square sparse matrix on a domain's nodes, with what it is: blocks choose operators by kind.
///
/// Type `operator`: `kind` text and the matrix in SciPy's CSR layout (`shape` int64 [2], `rowOffsets`
/// int32 [n + 1], `columnIndices` int32 [z], `values` float64 [z]).
public struct OperatorArtifact: Artifact, Equatable {
  /// `operator`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("operator", version: 1) }

  /// What the operator is.
  ///
  /// For example `stiffness`, `mass`, `adjacency`, `normalized_adjacency`, `laplacian`.
  public let kind: String
  /// The matrix, nodes × nodes.
  public let matrix: SparseMatrix<Double>

  /// Makes an operator.
  ///
  /// - Throws: `ArtifactError` when the matrix is not square.
  public init(kind: String, matrix: SparseMatrix<Double>) throws(ArtifactError) {
    guard matrix.rows == matrix.columns else {
      throw ArtifactError(
        .invalid,
        "an operator maps a domain to itself, but this \(kind) is \(matrix.rows) × \(matrix.columns); store it as sparse"
      )
    }
    self.kind = kind
    self.matrix = matrix
  }

  /// Reads an operator; the matrix is checked.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredArrays(reader, Self.artifactType)
    try self.init(kind: try stored.text("kind"), matrix: try stored.matrix(""))
  }

  /// Writes kind and matrix.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write("kind", text: kind)
    try writer.write("", matrix: matrix)
  }

  /// For example `stiffness, 2,930 × 2,930, 20,498 nonzeros`.
  public var artifactSummary: String { kind + ", " + matrix.artifactSummary }

  /// SciPy's CSR layout.
  public static var exportExtensions: [String] { ["npz"] }

  /// The matrix for `scipy.sparse.load_npz`.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    guard format == "npz" else {
      throw Exports.unsupported(format, "operator", Self.exportExtensions, file)
    }
    return try SparseNPZ.write(matrix, file: file)
  }
}
