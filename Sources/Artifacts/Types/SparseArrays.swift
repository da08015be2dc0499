import Numerics
import Store

extension StoredArrays {
  /// A sparse matrix stored by `ArtifactWriter.write(_:matrix:)`, checked.
  func matrix(_ prefix: String) throws -> SparseMatrix<Double> {
    let shapeName = prefix + "shape"
    let extents = try values(shapeName, [2], as: Int64.self)
    guard extents.allSatisfy({ (0...Int64(Int32.max)).contains($0) }) else {
      throw invalid(shapeName, "holds \(extents), not two extents below 2³¹")
    }
    let rows = Int(extents[0])
    let offsets = try values(prefix + "rowOffsets", [rows + 1], as: Int32.self)
    let columns = try values(prefix + "columnIndices", [nil], as: Int32.self)
    let numbers = try values(prefix + "values", [columns.count], as: Double.self)
    do {
      return try SparseMatrix(
        rows: rows, columns: Int(extents[1]), rowOffsets: offsets, columnIndices: columns,
        values: numbers)
    } catch {
      throw invalid(prefix + "rowOffsets", "\(error)")
    }
  }
}

extension ArtifactWriter {
  /// Writes a sparse matrix as SciPy's CSR arrays, their names after `prefix`.
  func write(_ prefix: String, matrix: SparseMatrix<Double>) throws {
    try write(prefix + "shape", [Int64(matrix.rows), Int64(matrix.columns)])
    try write(prefix + "rowOffsets", matrix.rowOffsets)
    try write(prefix + "columnIndices", matrix.columnIndices)
    try write(prefix + "values", matrix.values)
  }
}
