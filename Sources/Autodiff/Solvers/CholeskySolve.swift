public import Numerics

extension Variable {
  /// The solutions X = A⁻¹ B of small dense systems with A symmetric positive definite, by Cholesky's factorization in
  /// Double; the gradient flows to A and to B.
  ///
  /// Of each matrix the mean with its transpose counts, so the gradient to A is symmetric: −½ (λ Xᵀ + X λᵀ), where
  /// λ = A⁻¹ ∂L/∂X (Murray, "Differentiation of the Cholesky decomposition", 2016).
  ///
  /// - Parameter right: `[batch…, n, k]` for these systems `[batch…, n, n]`.
  /// - Returns: of right's shape.
  /// - Throws: ``NumericsError`` naming the first matrix of the batch that is not finite or not positive definite.
  /// - Complexity: n³ / 3 + 2 n² k a system.
  public func choleskySolve(_ right: Variable) throws(NumericsError) -> Variable {
    let (a, b) = (value, right.value)
    let shape = trapping { () throws(TensorError) in
      try ShapeRules.choleskySolve(a.shape, b.shape)
    }
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    let systems = a.inDouble()
    let count = shape.dropLast(2).reduce(1, *)
    let outcome = systems.read { systems in
      Result { () throws(NumericsError) in
        try CholeskyBatch(count: count, rows: rows, systems)
      }
    }
    let factors = try outcome.get()
    let solution = factors.solution(b.inDouble(), columns: columns)
    let (aNode, bNode) = (node, right.node)
    return tape.record(
      "choleskySolve", solution.inPrecision(of: b), when: isRecorded || right.isRecorded
    ) { gradient, gradients in
      let adjoint = factors.solution(gradient.inDouble(), columns: columns)
      gradients.add(to: bNode) { adjoint.inPrecision(of: gradient) }
      gradients.add(to: aNode) {
        let product = adjoint.matmul(solution, false, true)
        let axes = Array(product.shape.indices)
        let order = axes.dropLast(2) + [axes[axes.count - 1], axes[axes.count - 2]]
        return Tensor.combining(
          .add, "choleskySolve", product, product.transposed(Array(order))
        ).mapped(.scale, parameter: -0.5).inPrecision(of: gradient)
      }
    }
  }
}

extension CholeskyBatch {
  fileprivate func solution(_ right: Tensor<Double>, columns: Int) -> Tensor<Double> {
    var result = right
    result.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      solveInPlace(columns: columns, base)
    }
    return result
  }
}
