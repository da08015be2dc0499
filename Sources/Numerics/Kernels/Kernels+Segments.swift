internal import CKernels

extension Kernels {
  /// Elements in groups: segment s has the elements at `offsets[s] ..< offsets[s + 1]` of `order`, or of all
  /// elements where there is no order.
  package struct SegmentPointers {
    let count: Int
    let offsets: UnsafePointer<Int32>
    let order: UnsafePointer<Int32>?

    /// Segments of offsets, `count + 1` of them, and the order of the elements.
    package init(count: Int, offsets: UnsafePointer<Int32>, order: UnsafePointer<Int32>?) {
      (self.count, self.offsets, self.order) = (count, offsets, order)
    }
  }

  /// `y[s, :] = Σ x[element, :]` in the order of the elements, or their mean; 0 for an empty segment.
  package static func segmentSum<S: NumericScalar>(
    _ segments: SegmentPointers, mean: Bool = false, channels: Int, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    rowShards(segments.count, segments.offsets, work: channels) { range in
      meridian_segment_sum(
        S.element, mean ? 1 : 0, range.lowerBound, range.upperBound, segments.offsets,
        segments.order, channels, x, y)
    }
  }

  /// `y[element, :] = x[s, :]` for every element of segment s, divided by their number for the mean's gradient.
  package static func segmentSpread<S: NumericScalar>(
    _ segments: SegmentPointers, mean: Bool = false, channels: Int, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    rowShards(segments.count, segments.offsets, work: channels) { range in
      meridian_segment_spread(
        S.element, mean ? 1 : 0, range.lowerBound, range.upperBound, segments.offsets,
        segments.order, channels, x, y)
    }
  }

  /// The largest or smallest of a segment's elements by channel, and the first element that attains it; 0 and
  /// −1 for an empty segment.
  package static func segmentExtreme<S: NumericScalar>(
    _ segments: SegmentPointers, smallest: Bool, channels: Int, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>, positions: UnsafeMutablePointer<Int32>
  ) {
    rowShards(segments.count, segments.offsets, work: channels) { range in
      meridian_segment_extreme(
        S.element, smallest ? 1 : 0, range.lowerBound, range.upperBound, segments.offsets,
        segments.order, channels, x, y, positions)
    }
  }

  /// Sends each gradient to the element that was largest or smallest; the others get zero.
  package static func segmentExtremePullback<S: NumericScalar>(
    _ segments: SegmentPointers, channels: Int, gradient: UnsafePointer<S>,
    positions: UnsafePointer<Int32>, into result: UnsafeMutablePointer<S>
  ) {
    rowShards(segments.count, segments.offsets, work: channels) { range in
      meridian_segment_extreme_pullback(
        S.element, range.lowerBound, range.upperBound, segments.offsets, segments.order, channels,
        gradient, positions, result)
    }
  }

  /// `y[element, :] = eˣ / Σ eˣ` by channel over each segment; x and y are the same memory or apart.
  package static func segmentSoftmax<S: NumericScalar>(
    _ segments: SegmentPointers, channels: Int, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    rowShards(segments.count, segments.offsets, work: 4 * channels) { range in
      meridian_segment_softmax(
        S.element, range.lowerBound, range.upperBound, segments.offsets, segments.order, channels,
        x, y)
    }
  }

  /// The gradient to a segment softmax's argument from its result `y`.
  package static func segmentSoftmaxPullback<S: NumericScalar>(
    _ segments: SegmentPointers, channels: Int, y: UnsafePointer<S>, gradient: UnsafePointer<S>,
    into result: UnsafeMutablePointer<S>
  ) {
    rowShards(segments.count, segments.offsets, work: 2 * channels) { range in
      meridian_segment_softmax_pullback(
        S.element, range.lowerBound, range.upperBound, segments.offsets, segments.order, channels,
        y, gradient, result)
    }
  }

  /// `y[r, :] = Σ x[i, :]` over the i whose index is r, in the order of i; every one of `rows` rows is written.
  ///
  /// The indices are grouped first, so that rows are summed side by side.
  package static func sumRowsByIndex<S: NumericScalar>(
    count: Int, rows: Int, columns: Int, _ x: UnsafePointer<S>, indices: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<S>
  ) {
    let block = MemoryPool.take(bytes: (rows + 1 + max(1, count)) * MemoryLayout<Int32>.stride)
    defer { MemoryPool.give(block) }
    let offsets = block.pointer.bindMemory(to: Int32.self, capacity: rows + 1 + max(1, count))
    let order = offsets + rows + 1
    meridian_group_indices(rows, count, indices, offsets, order)
    segmentSum(
      SegmentPointers(count: rows, offsets: offsets, order: order), channels: columns, x, into: y)
  }

  /// Groups indices below `rows`: where each group begins, `rows + 1` offsets, and its members, ascending.
  package static func groupIndices(
    _ indices: UnsafeBufferPointer<Int32>, rows: Int, offsets: UnsafeMutablePointer<Int32>,
    order: UnsafeMutablePointer<Int32>
  ) {
    meridian_group_indices(rows, indices.count, indices.baseAddress, offsets, order)
  }
}
