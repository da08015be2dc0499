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

  /// Multiplies the gradient by `scale` where the result y is positive, elsewhere by 0, in place.
  package static func droppedReluPullback<S: NumericScalar>(
    count: Int, y: UnsafePointer<S>, scale: Double, _ gradient: UnsafeMutablePointer<S>
  ) {
    shards(count, size: elementShard) { range in
      meridian_dropped_relu_pullback(
        S.element, range.count, y + range.lowerBound, scale, gradient + range.lowerBound)
    }
  }
}
