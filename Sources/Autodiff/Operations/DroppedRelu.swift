internal import Numerics

extension Variable {
  /// ``relu()`` and ``dropout(rate:key:)`` in one: the pullback needs their result alone, which the next
  /// operation keeps anyway, and no random choice is made twice.
  ///
  /// - Parameters:
  ///   - rate: in 0 ..< 1; rounded to a multiple of 1/65536.
  ///   - key: a fresh number for each application, from a random stream.
  public func relu(dropout rate: Double, key: UInt64) -> Variable {
    guard rate != 0 else { return relu() }
    let plan = DropoutPlan(rate: rate)
    let result = Tensor<Scalar>(
      shape: shape,
      writing: { y in
        value.read {
          Kernels.droppedRelu(
            count: value.count, key: key, threshold: plan.threshold, scale: plan.scale, $0, into: y)
        }
      })
    return tape.record("relu", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        Tensor(
          shape: gradient.shape,
          writing: { target in
            result.read { y in
              gradient.read {
                Kernels.droppedReluPullback(
                  count: gradient.count, y: y, scale: plan.scale, gradient: $0, into: target)
              }
            }
          })
      }
    }
  }
}
