internal import CKernels

extension Kernels {
  /// Dropout after a rectifier.
  ///
  /// A shard is done with both before the next begins, while it is in the cache.
  package static func droppedRelu<S: NumericScalar>(
    count: Int, key: UInt64, threshold: UInt32, scale: Double, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    shards(count, size: elementShard) { range in
      let start = range.lowerBound
      meridian_dropout(
        S.element, key, UInt64(start), range.count, threshold, scale, x + start, y + start)
      meridian_unary(S.element, Unary.relu.rawValue, range.count, y + start, 0, y + start)
    }
  }

  /// `scale · gradient` where the result y is positive, else 0.
  package static func droppedReluPullback<S: NumericScalar>(
    count: Int, y: UnsafePointer<S>, scale: Double, gradient: UnsafePointer<S>,
    into result: UnsafeMutablePointer<S>
  ) {
    shards(count, size: elementShard) { range in
      let start = range.lowerBound
      meridian_unary_pullback(
        S.element, Unary.relu.rawValue, range.count, y + start, y + start, 0, gradient + start, 1,
        result + start)
      meridian_unary(
        S.element, Unary.scale.rawValue, range.count, result + start, scale, result + start)
    }
  }
}
