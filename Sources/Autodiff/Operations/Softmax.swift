internal import Numerics

extension Variable {
  /// eˣ / Σ eˣ over the last axis.
  public func softmax() -> Variable { softmax("softmax", logarithm: false) }

  /// The logarithm of ``softmax()``, without its loss of digits.
  public func logSoftmax() -> Variable { softmax("logSoftmax", logarithm: true) }

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
