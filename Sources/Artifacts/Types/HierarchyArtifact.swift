public import Geometry
import Numerics
public import Store

/// Coarser and coarser operators of a domain with the prolongations between them, and what the operators are.
///
/// Type `hierarchy`: `kind` text, `levels` int64 [1], for level i the matrix `level{i}/…` and, but for the
/// last, `prolongation{i}/…` (fine × coarse), each in SciPy's CSR layout.
public struct HierarchyArtifact: Artifact {
  /// `hierarchy`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("hierarchy", version: 1) }

  /// What the operator of each level is, for example `adjacency`.
  public let kind: String
  /// The levels.
  public let hierarchy: Hierarchy

  /// Makes the artifact of a hierarchy.
  public init(kind: String, hierarchy: Hierarchy) {
    self.kind = kind
    self.hierarchy = hierarchy
  }

  /// Reads a hierarchy; matrices and their sizes are checked.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredArrays(reader, Self.artifactType)
    let levels = try stored.value("levels", as: Int64.self)
    guard (1...1 << 16).contains(levels) else {
      throw stored.invalid("levels", "holds \(levels), not a number of levels")
    }
    let operators = try (0..<Int(levels)).map { try stored.matrix("level\($0)/") }
    let prolongations = try (0..<Int(levels) - 1).map { try stored.matrix("prolongation\($0)/") }
    let hierarchy: Hierarchy
    do {
      hierarchy = try Hierarchy(operators: operators, prolongations: prolongations)
    } catch {
      throw stored.invalid("levels", "\(error)")
    }
    self.init(kind: try stored.text("kind"), hierarchy: hierarchy)
  }

  /// Writes kind and matrices.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write("kind", text: kind)
    try writer.write("levels", [Int64(hierarchy.operators.count)])
    for (level, matrix) in hierarchy.operators.enumerated() {
      try writer.write("level\(level)/", matrix: matrix)
    }
    for (level, matrix) in hierarchy.prolongations.enumerated() {
      try writer.write("prolongation\(level)/", matrix: matrix)
    }
  }

  /// For example `adjacency, 4 levels: 34 → 19 → 11 → 6`.
  public var artifactSummary: String {
    let sizes = hierarchy.operators.map { Exports.count($0.rows) }.joined(separator: " → ")
    return "\(kind), \(Exports.count(hierarchy.operators.count, "level")): \(sizes)"
  }

  /// NumPy: the CSR arrays of every matrix.
  public static var exportExtensions: [String] { ["npz"] }

  /// `level{i}_data`, `level{i}_indices`, `level{i}_indptr`, `level{i}_shape` and the same of each prolongation.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    guard format == "npz" else {
      throw Exports.unsupported(format, "hierarchy", Self.exportExtensions, file)
    }
    let named =
      hierarchy.operators.enumerated().map { ("level\($0)", $1) }
      + hierarchy.prolongations.enumerated().map { ("prolongation\($0)", $1) }
    let arrays = named.flatMap { name, matrix in
      [
        (name + "_data", NumberArray(matrix.values)),
        (name + "_indices", NumberArray(matrix.columnIndices)),
        (name + "_indptr", NumberArray(matrix.rowOffsets)),
        (name + "_shape", NumberArray([Int64(matrix.rows), Int64(matrix.columns)])),
      ]
    }
    return try NPZ.write(arrays, file: file)
  }
}
