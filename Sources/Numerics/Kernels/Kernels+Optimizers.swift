internal import CKernels

extension Kernels {
  /// `x ← x − rate (g + decay x)`.
  package static func gradientStep<S: NumericScalar>(
    count: Int, _ x: UnsafeMutablePointer<S>, gradient: UnsafePointer<S>, rate: Double,
    decay: Double
  ) {
    shards(count, size: elementShard) { range in
      let start = range.lowerBound
      meridian_gradient_step(S.element, range.count, x + start, gradient + start, rate, decay)
    }
  }

  /// One step of RMSprop in place (Tieleman and Hinton 2012; centered: Graves 2013, arXiv 1308.0850, equations 38 to 41
  /// without their own momentum).
  ///
  /// - Parameters:
  ///   - mean: running mean of gradients; nil unless centered.
  ///   - velocity: nil without momentum.
  package static func rmspropStep<S: NumericScalar>(
    count: Int, _ x: UnsafeMutablePointer<S>, gradient: UnsafePointer<S>,
    square: UnsafeMutablePointer<S>, mean: UnsafeMutablePointer<S>?,
    velocity: UnsafeMutablePointer<S>?, rate: Double, smoothing: Double, epsilon: Double,
    momentum: Double, decay: Double
  ) {
    shards(count, size: elementShard) { range in
      let start = range.lowerBound
      meridian_rmsprop_step(
        S.element, range.count, x + start, gradient + start, square + start,
        mean.map { $0 + start },
        velocity.map { $0 + start }, rate, smoothing, epsilon, momentum, decay)
    }
  }

  /// `y ← y + weight (x − y)`.
  package static func move<S: NumericScalar>(
    count: Int, _ y: UnsafeMutablePointer<S>, towards x: UnsafePointer<S>, weight: Double
  ) {
    shards(count, size: elementShard) { range in
      let start = range.lowerBound
      meridian_move_towards(S.element, range.count, weight, x + start, y + start)
    }
  }

  /// `y = x + factor d`.
  package static func along<S: NumericScalar>(
    count: Int, _ x: UnsafePointer<S>, factor: Double, direction: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    shards(count, size: elementShard) { range in
      let start = range.lowerBound
      meridian_along(S.element, range.count, x + start, factor, direction + start, y + start)
    }
  }

  /// Holds every element within `±limit`; NaN stays.
  package static func clamp<S: NumericScalar>(
    count: Int, to limit: Double, _ x: UnsafeMutablePointer<S>
  ) {
    shards(count, size: elementShard) { range in
      meridian_clamp(S.element, range.count, limit, x + range.lowerBound)
    }
  }

  /// `Σ x y` in double precision, in an order fixed by the count.
  package static func dot<S: NumericScalar>(
    count: Int, _ x: UnsafePointer<S>, _ y: UnsafePointer<S>
  ) -> Double {
    let blocks = (count + elementShard - 1) / elementShard
    return withScratch(of: Double.self, blocks) { partial in
      shards(count, size: elementShard) { range in
        let start = range.lowerBound
        partial[start / elementShard] = meridian_dot(S.element, range.count, x + start, y + start)
      }
      return (0..<blocks).reduce(0) { $0 + partial[$1] }
    }
  }
}
