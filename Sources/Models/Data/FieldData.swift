public import Autodiff
public import Numerics

/// Values of one input field of a model.
public enum FieldData: Sendable {
  /// Dense values: `[nodes, channels]` on a graph, `[items, height, width, channels]` on a grid.
  case dense(Tensor<Float>)
  /// Sparse values on a graph (`nodes × channels`), such as bags of words or one-hot identities; multiplied as sparse.
  case sparse(SparseMatrix<Float>)

  /// The shape of the values.
  public var shape: [Int] {
    switch self {
    case .dense(let tensor): tensor.shape
    case .sparse(let matrix): [matrix.rows, matrix.columns]
    }
  }

  /// The values as a dense tensor.
  package var tensor: Tensor<Float> {
    switch self {
    case .dense(let tensor): return tensor
    case .sparse(let matrix):
      var values = [Float](repeating: 0, count: matrix.rows * matrix.columns)
      for row in 0..<matrix.rows {
        for entry in Int(matrix.rowOffsets[row])..<Int(matrix.rowOffsets[row + 1]) {
          values[row * matrix.columns + Int(matrix.columnIndices[entry])] = matrix.values[entry]
        }
      }
      return Tensor(shape: shape, values)
    }
  }

  /// Index of the first row that holds a NaN or an infinity.
  package var firstRowNotFinite: Int? {
    switch self {
    case .dense(let tensor):
      if tensor.isFinite { return nil }
      let width = max(1, tensor.count / max(1, tensor.shape.first ?? 1))
      return tensor.scalars.firstIndex { !$0.isFinite }.map { $0 / width }
    case .sparse(let matrix):
      guard let entry = matrix.values.firstIndex(where: { !$0.isFinite }) else { return nil }
      return matrix.rowOffsets.lastIndex { Int($0) <= entry }
    }
  }
}
