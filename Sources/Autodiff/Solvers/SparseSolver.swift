public import Numerics

/// The inverse of a constant sparse symmetric positive definite matrix A, factored once, as a linear map that gradients flow
/// through.
///
/// The factor is in Double and so are the solves, whatever the tensors hold.
public struct SparseSolver<Scalar: TensorScalar>: Sendable {
  private let factor: SparseCholesky

  /// The solver of a factored matrix.
  public init(_ factor: SparseCholesky) { self.factor = factor }

  /// Factors a matrix.
  ///
  /// - Throws: ``NumericsError`` naming the row where it is not symmetric, not finite or not positive definite.
  public init(_ matrix: SparseMatrix<Double>) throws(NumericsError) {
    factor = try SparseCholesky(matrix)
  }

  /// The rows of the matrix.
  public var rows: Int { factor.rows }

  /// The solution x = A⁻¹ b of right-hand sides `[rows, …]`, of the same shape.
  ///
  /// As A is symmetric, the gradient to b is the solution for the gradient to x.
  public func solve(_ right: Variable<Scalar>) -> Variable<Scalar> {
    let node = right.node
    return right.tape.record("solve", solve(right.value), when: right.isRecorded) {
      gradient, gradients in
      gradients.add(to: node) { solve(gradient) }
    }
  }

  /// The solution x = A⁻¹ b of right-hand sides `[rows, …]`, of the same shape.
  public func solve(_ right: Tensor<Scalar>) -> Tensor<Scalar> {
    let shape = trapping { () throws(TensorError) in
      try ShapeRules.solve(right.shape, rows: rows)
    }
    let width = shape.dropFirst().reduce(1, *)
    var solution = right.converted(to: Double.self)
    solution.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      factor.solveInPlace(base, stride: width, columns: 0..<width)
    }
    return solution.inPrecision(of: right)
  }
}

extension Tensor where Scalar == Double {
  /// These elements in the precision of another tensor; the same memory if that is Double.
  func inPrecision<S: TensorScalar>(of other: Tensor<S>) -> Tensor<S> {
    self as? Tensor<S> ?? converted(to: S.self)
  }
}

extension Tensor where Scalar: TensorScalar {
  /// These elements in Double; the same memory if they are so already.
  func inDouble() -> Tensor<Double> {
    self as? Tensor<Double> ?? converted(to: Double.self)
  }
}
