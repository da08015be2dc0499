internal import Numerics

extension Variable {
  /// eˣ / Σ eˣ over an axis, which must not be empty; the last is the fastest.
  public func softmax(axis: Int = -1) -> Variable {
    exchangingWithLast(axis) { $0.softmax("softmax", logarithm: false) }
  }

  /// The logarithm of ``softmax(axis:)``, without its loss of digits.
  public func logSoftmax(axis: Int = -1) -> Variable {
    exchangingWithLast(axis) { $0.softmax("logSoftmax", logarithm: true) }
  }

  private func exchangingWithLast(
    _ axis: Int, _ body: (Variable) -> Variable
  ) -> Variable {
    let place = trapping { () throws(TensorError) in
      try ShapeRules.extreme("softmax", shape, axis: axis)
    }
    let last = shape.count - 1
    if place == last { return body(self) }
    var order = Array(shape.indices)
    order.swapAt(place, last)
    return body(transposed(order)).transposed(order)
  }

  @_specialize(where Scalar == Float)
  private func softmax(_ operation: StaticString, logarithm: Bool) -> Variable {
    let shape = self.shape
    precondition((shape.last ?? 0) > 0, "\(operation): shape \(shape) has no last axis to sum over")
    let columns = shape[shape.count - 1]
    let rows = value.count / columns
    let result = Tensor<Scalar>(
      shape: shape,
      writing: { y in
        value.read {
          Kernels.softmax(logarithm: logarithm, rows: rows, columns: columns, $0, into: y)
        }
      })
    return tape.record(operation, result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        Tensor(
          shape: shape,
          writing: { target in
            result.read { y in
              gradient.read {
                Kernels.softmaxPullback(
                  logarithm: logarithm, rows: rows, columns: columns, y: y, gradient: $0,
                  into: target)
              }
            }
          })
      }
    }
  }
}
