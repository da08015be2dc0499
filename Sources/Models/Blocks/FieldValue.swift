public import Autodiff

/// A field's values in a forward pass.
public enum FieldValue<Scalar: TensorScalar> {
  /// Dense values on the tape: `[nodes, channels]`, `[items, height, width, channels]` or `[items, channels]`.
  case dense(Variable<Scalar>)
  /// Sparse constant values, nodes × channels: features before the first linear block.
  case sparse(SparseOperator<Scalar>)

  /// The shape of the values.
  public var shape: [Int] {
    switch self {
    case .dense(let variable): variable.shape
    case .sparse(let matrix): matrix.shape
    }
  }

  /// The values as a dense variable; sparse ones are written out as a constant of the tape.
  public func dense(on tape: Tape<Scalar>) -> Variable<Scalar> {
    switch self {
    case .dense(let variable): return variable
    case .sparse(let matrix):
      var identity = Tensor<Scalar>(zeros: [matrix.columns, matrix.columns])
      for index in 0..<matrix.columns { identity[index, index] = 1 }
      return tape.constant(matrix.multiply(identity))
    }
  }

  /// The values times a weight matrix, `[n, c] · [c, k]`; sparse values are multiplied as sparse.
  public func multiplied(by weights: Variable<Scalar>) -> Variable<Scalar> {
    switch self {
    case .dense(let variable): variable.matmul(weights)
    case .sparse(let matrix): matrix.multiply(weights)
    }
  }
}
