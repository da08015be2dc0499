import Autodiff
package import Numerics

/// The operators that graph convolutions make of an adjacency.
package enum Propagation {
  /// The operator as it is, or what the block's first choice makes of an adjacency.
  static func preferred(
    _ matrix: SparseMatrix<Double>, kind: OperatorKind, among kinds: [OperatorKind]
  ) -> SparseMatrix<Double> {
    guard kind == .adjacency else { return matrix }
    return switch kinds.first {
    case OperatorKind.normalizedAdjacency: normalized(matrix)
    case OperatorKind.symmetricLaplacian: laplacian(matrix)
    default: matrix
    }
  }

  /// The same of an operator in the precision of passes, worked out in Double.
  static func preferred<Scalar>(
    _ whole: SparseOperator<Scalar>, kind: OperatorKind, among kinds: [OperatorKind]
  ) -> SparseOperator<Scalar> {
    guard kind == .adjacency, kinds.first != .adjacency else { return whole }
    let made = preferred(whole.matrix.converted(to: Double.self), kind: kind, among: kinds)
    return SparseOperator(made.converted(to: Scalar.self))
  }

  /// I − D^−½ A D^−½ of an adjacency, with D its row sums; rows whose sum is not positive are those of I.
  package static func laplacian(_ adjacency: SparseMatrix<Double>) -> SparseMatrix<Double> {
    let scales = adjacency.rowSums.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    let normalized = adjacency.scalingRows(by: scales).scalingColumns(by: scales)
    return SparseMatrix.identity(adjacency.rows).adding(normalized, scaledBy: -1)
  }

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
