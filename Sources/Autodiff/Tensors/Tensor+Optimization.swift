internal import Numerics

extension Tensor where Scalar: TensorScalar {
  /// One step of gradient descent without momentum, in place: `x ← x − rate (gradient + weightDecay x)`.
  package mutating func gradientStep(gradient: Tensor, rate: Double, weightDecay: Double = 0) {
    precondition(
      shape == gradient.shape, "gradientStep: shapes \(shape) and \(gradient.shape) differ")
    withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      gradient.read {
        Kernels.gradientStep(
          count: target.count, base, gradient: $0, rate: rate, decay: weightDecay)
      }
    }
  }

  /// One step of RMSprop, in place; moments have this tensor's shape.
  ///
  /// - Parameters:
  ///   - moments: the running mean of squares; then the running mean of gradients if `isCentered`; then the velocity if
  ///     `momentum` is not 0.
  ///   - smoothing: decay of the running means.
  package mutating func rmspropStep(
    gradient: Tensor, moments: inout [Tensor], isCentered: Bool, rate: Double, smoothing: Double,
    epsilon: Double, momentum: Double, weightDecay: Double = 0
  ) {
    let wanted = 1 + (isCentered ? 1 : 0) + (momentum == 0 ? 0 : 1)
    precondition(
      shape == gradient.shape && moments.count == wanted
        && moments.allSatisfy { $0.shape == shape },
      "rmspropStep: \(wanted) moments of shape \(shape), and so the gradient")
    // Taken out of the list, so that each is changed in place and not as a shared copy.
    var square = moments[0]
    var mean = isCentered ? moments[1] : nil
    var velocity = momentum == 0 ? nil : moments[wanted - 1]
    moments.removeAll(keepingCapacity: true)
    square.withUnsafeMutableBufferPointer { square in
      Self.change(&mean) { mean in
        Self.change(&velocity) { velocity in
          withUnsafeMutableBufferPointer { target in
            guard let base = target.baseAddress, let square = square.baseAddress else { return }
            gradient.read {
              Kernels.rmspropStep(
                count: target.count, base, gradient: $0, square: square, mean: mean,
                velocity: velocity, rate: rate, smoothing: smoothing, epsilon: epsilon,
                momentum: momentum, decay: weightDecay)
            }
          }
        }
      }
    }
    moments += [square] + [mean, velocity].compactMap(\.self)
  }

  /// Calls the closure with the elements of a tensor to change, or with nil where there is none.
  private static func change(
    _ tensor: inout Tensor?, _ body: (UnsafeMutablePointer<Scalar>?) -> Void
  ) {
    if tensor == nil { return body(nil) }
    tensor?.withUnsafeMutableBufferPointer { body($0.baseAddress) }
  }

  /// Moves every element in place by `weight` of the way to the other's, of the same shape.
  package mutating func move(towards other: Tensor, weight: Double) {
    precondition(shape == other.shape, "move(towards:): shapes \(shape) and \(other.shape) differ")
    withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      other.read { Kernels.move(count: target.count, base, towards: $0, weight: weight) }
    }
  }

  /// This tensor plus `factor · direction`, of the same shape.
  package func along(_ direction: Tensor, by factor: Double) -> Tensor {
    precondition(
      shape == direction.shape, "along: shapes \(shape) and \(direction.shape) differ")
    return Tensor(
      shape: shape,
      writing: { y in
        read { x in
          direction.read {
            Kernels.along(count: count, x, factor: factor, direction: $0, into: y)
          }
        }
      })
  }

  /// Holds every element within `±limit`, in place; NaN stays.
  package mutating func clamp(to limit: Double) {
    withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      Kernels.clamp(count: target.count, to: limit, base)
    }
  }

  /// The sum of products with another tensor of the same shape, in double precision.
  package func dot(_ other: Tensor) -> Double {
    precondition(shape == other.shape, "dot: shapes \(shape) and \(other.shape) differ")
    return read { x in other.read { Kernels.dot(count: count, x, $0) } }
  }

  /// The elements of tensors end to end, of shape `[their number]`.
  package init(flattening tensors: [Tensor]) {
    self.init(
      shape: [tensors.reduce(0) { $0 + $1.count }],
      writing: { target in
        var offset = 0
        for tensor in tensors {
          tensor.read { (target + offset).update(from: $0, count: tensor.count) }
          offset += tensor.count
        }
      })
  }

  /// Tensors of the given shapes cut from this one's elements, in order; together they take all.
  package func cut(into shapes: [[Int]]) -> [Tensor] {
    var offset = 0
    let parts = shapes.map { shape in
      let count = shape.reduce(1, *)
      precondition(offset + count <= self.count, "cut: \(self.count) elements for \(shapes)")
      defer { offset += count }
      return Tensor(
        shape: shape,
        writing: { target in read { target.update(from: $0 + offset, count: count) } })
    }
    precondition(offset == count, "cut: \(count) elements for \(shapes)")
    return parts
  }
}
