internal import Numerics

extension SparseMatrix where Scalar == Double {
  /// The matrix with something added to the entries on its diagonal; rows without one stay as they are.
  func addingDiagonal(_ addends: [Double]) -> SparseMatrix<Double> {
    var sum = self
    var entries = values
    for row in 0..<rows {
      for slot in self.entries(inRow: row) where Int(columnIndices[slot]) == row {
        entries[slot] += addends[row]
      }
    }
    sum.values = entries
    return sum
  }
}
