import Geometry
import Numerics

extension HierarchyArtifact {
  /// Each node has a part in the next level: rows of prolongations are not empty, not negative, and sum to 1.
  public func brokenPromises(_ origin: ArtifactOrigin) throws -> [String] {
    hierarchy.prolongations.enumerated().compactMap { level, matrix in
      for row in 0..<matrix.rows {
        let entries = matrix.entries(inRow: row)
        let sum = entries.reduce(0) { $0 + matrix.values[$1] }
        if entries.contains(where: { matrix.values[$0] < 0 }) || !(abs(sum - 1) <= 1e-12) {
          return
            "row \(row) of prolongation \(level) does not hold parts that sum to 1, but \(Exports.short(sum))"
        }
      }
      return Self.unused(matrix).map {
        "node \($0) of level \(level + 1) stands for no node of level \(level)"
      }
    }
  }

  /// The first column without an entry.
  private static func unused(_ matrix: SparseMatrix<Double>) -> Int? {
    var isUsed = [Bool](repeating: false, count: matrix.columns)
    for column in matrix.columnIndices { isUsed[Int(column)] = true }
    return isUsed.firstIndex(of: false)
  }
}
