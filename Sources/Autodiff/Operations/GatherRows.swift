internal import Numerics

extension Variable {
  /// The rows along axis 0 that the indices name, in their order; one may be named several times.
  public func gatherRows(_ indices: [Int32]) -> Variable { gatherRows(Tensor<Int32>(indices)) }

  /// The rows along axis 0 that the indices name, each as often as it is named: shape `indices.shape` and the
  /// rows' own.
  @_specialize(where Scalar == Float)
  public func gatherRows(_ indices: Tensor<Int32>) -> Variable {
    let original = shape
    return tape.record("gatherRows", value.rows(at: indices), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node, shape: original, gradient) { $0.addRows(gradient, at: indices) }
    }
  }
}

extension Tensor where Scalar: TensorScalar {
  /// Adds rows to the rows of this that the indices name, in their order.
  mutating func addRows(_ rows: Tensor, at indices: Tensor<Int32>) {
    let columns = shape.dropFirst().product
    withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      rows.read { rows in
        indices.read {
          Kernels.scatterAddRows(
            count: indices.count, columns: columns, rows, indices: $0, into: target)
        }
      }
    }
  }
}
