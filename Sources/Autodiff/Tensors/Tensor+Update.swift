internal import Numerics

extension Tensor where Scalar: TensorScalar {
  /// Adds `factor · other`, of the same shape, in place.
  public mutating func add(_ other: Tensor, scaledBy factor: Scalar = 1) {
    precondition(shape == other.shape, "add: shapes \(shape) and \(other.shape) differ")
    // What a view repeats need not be written out first.
    if other.strides != nil && factor == 1 { return add(other, at: { $0 }) }
    withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      other.read { Kernels.add(count: target.count, $0, scaledBy: Double(factor), to: base) }
    }
  }

  /// Multiplies every element in place.
  public mutating func scale(by factor: Scalar) {
    withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      Kernels.unary(.scale, count: target.count, base, parameter: Double(factor), into: base)
    }
  }

  /// One step of gradient descent with momentum, in place; all three have this tensor's shape.
  package mutating func momentumStep(
    gradient: Tensor, velocity: inout Tensor, rate: Double, momentum: Double,
    nesterov: Bool = false, weightDecay: Double = 0
  ) {
    precondition(
      shape == gradient.shape && shape == velocity.shape,
      "momentumStep: shapes \(shape), \(gradient.shape) and \(velocity.shape) differ")
    velocity.withUnsafeMutableBufferPointer { velocity in
      withUnsafeMutableBufferPointer { target in
        guard let base = target.baseAddress, let velocity = velocity.baseAddress else { return }
        gradient.read {
          Kernels.momentumStep(
            count: target.count, base, gradient: $0, velocity: velocity, rate: rate,
            momentum: momentum, nesterov: nesterov, decay: weightDecay)
        }
      }
    }
  }

  /// One step of Adam (Kingma and Ba, 2015), in place; all four have this tensor's shape.
  ///
  /// - Parameters:
  ///   - step: the number of this step, from 1.
  ///   - weightDecay: an L2 term in the gradient.
  ///   - decoupledDecay: AdamW's decay (Loshchilov and Hutter, 2019), multiplied by the rate.
  @_specialize(where Scalar == Float)
  package mutating func adamStep(
    gradient: Tensor, first: inout Tensor, second: inout Tensor, step: Int, rate: Double,
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0,
    decoupledDecay: Double = 0
  ) {
    precondition(
      shape == gradient.shape && shape == first.shape && shape == second.shape,
      "adamStep: shapes \(shape), \(gradient.shape), \(first.shape), \(second.shape) differ")
    let (unbias1, unbias2) = (1 - power(beta1, step), (1 - power(beta2, step)).squareRoot())
    first.withUnsafeMutableBufferPointer { first in
      second.withUnsafeMutableBufferPointer { second in
        withUnsafeMutableBufferPointer { target in
          guard let base = target.baseAddress, let first = first.baseAddress,
            let second = second.baseAddress
          else { return }
          gradient.read {
            Kernels.adamStep(
              count: target.count, base, gradient: $0, first: first, second: second,
              rate: rate * unbias2 / unbias1, beta1: beta1, beta2: beta2,
              epsilon: epsilon * unbias2, decay: weightDecay, shrink: rate * decoupledDecay)
          }
        }
      }
    }
  }
}

/// `base` to a whole power, by squaring: the same bits on every platform.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, square, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
