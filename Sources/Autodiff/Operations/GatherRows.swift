internal import Numerics

extension Variable {
  /// The rows along axis 0 that the indices name, in their order; one may be named several times.
  public func gatherRows(_ indices: [Int32]) -> Variable { gatherRows(Tensor<Int32>(indices)) }

  /// The rows along axis 0 that the indices name: shape `indices.shape` and the rows' own. One may be named
  /// several times.
  public func gatherRows(_ indices: Tensor<Int32>) -> Variable {
    let original = shape
    return tape.record("gatherRows", value.rows(at: indices), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) { gradient.sumsOfRows(at: indices, shape: original) }
    }
  }
}

extension Tensor where Scalar: TensorScalar {
  /// Sums of these rows by the indices of the rows of a shape that they came from, each in the order of the
  /// indices.
  func sumsOfRows(at indices: Tensor<Int32>, shape: [Int]) -> Tensor {
    Tensor(
      shape: shape,
      writing: { target in
        indices.read { places in
          read {
            Kernels.sumRowsByIndex(
              count: indices.count, rows: shape[0], columns: shape.dropFirst().product, $0,
              indices: places, into: target)
          }
        }
      })
  }

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
