internal import Numerics

/// The constants of a dropout: the kept elements are scaled so that the mean stays.
struct DropoutPlan {
  let threshold: UInt32
  let scale: Double

  /// - Parameter rate: in 0 ..< 1; rounded to a multiple of 1/65536.
  init(rate: Double) {
    precondition(rate >= 0 && rate < 1, "dropout: rate \(rate) is not in 0 ..< 1")
    threshold = min(65_535, UInt32((rate * 65_536).rounded()))
    scale = 65_536 / (65_536 - Double(threshold))
  }

  /// The choice of a key on the side of kernels.
  func dropping(_ key: UInt64) -> Kernels.Dropping {
    Kernels.Dropping(threshold: threshold, scale: scale, key: key)
  }

  func applied<Scalar: TensorScalar>(to x: Tensor<Scalar>, key: UInt64) -> Tensor<Scalar> {
    Tensor(
      shape: x.shape,
      writing: { y in
        x.read {
          Kernels.dropout(
            count: x.count, key: key, threshold: threshold, scale: scale, $0, into: y)
        }
      })
  }
}

extension Variable {
  /// Zeroes each element with probability `rate` and scales the others by 1 / (1 − rate).
  ///
  /// The choice is a function of the key and the element's position alone. The pullback repeats it, so no
  /// mask is kept.
  ///
  /// - Parameters:
  ///   - rate: in 0 ..< 1; rounded to a multiple of 1/65536.
  ///   - key: a fresh number for each application, from a random stream.
  public func dropout(rate: Double, key: UInt64) -> Variable {
    guard rate != 0 else { return self }
    let plan = DropoutPlan(rate: rate)
    return tape.record("dropout", plan.applied(to: value, key: key), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) { plan.applied(to: gradient, key: key) }
    }
  }
}
