package import Numerics

/// The renormalized propagation operator of graph convolutions.
package enum Propagation {
  /// D^−½ (A + I) D^−½ of an adjacency, with D the row sums of A + I (Kipf & Welling 2017, equation 2).
  ///
  /// Rows whose sum is not positive are left 0.
  package static func normalized(
    _ adjacency: SparseMatrix<Double>
  ) -> SparseMatrix<Double> {
    let looped = adjacency.adding(SparseMatrix.identity(adjacency.rows), scaledBy: 1)
    let scales = looped.rowSums.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    return looped.scalingRows(by: scales).scalingColumns(by: scales)
  }
}
