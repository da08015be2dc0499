internal import CKernels

extension Kernels {
  /// The sizes of attention over a compressed-row pattern's entries and where it has them.
  package struct GraphAttention {
    let rows: Int
    let rowOffsets: UnsafePointer<Int32>
    let columnIndices: UnsafePointer<Int32>
    let heads: Int
    let channels: Int
    /// The slope of the leaky rectifier below 0.
    let slope: Double

    /// Attention of `heads` heads with `channels` channels each.
    package init(
      rows: Int, rowOffsets: UnsafePointer<Int32>, columnIndices: UnsafePointer<Int32>, heads: Int,
      channels: Int, slope: Double
    ) {
      (self.rows, self.rowOffsets, self.columnIndices) = (rows, rowOffsets, columnIndices)
      (self.heads, self.channels, self.slope) = (heads, channels, slope)
    }
  }

  /// `coefficients[entry, head]`: the softmax over a row's entries of leaky(a[row, head] + b[column, head]).
  package static func attentionCoefficients<S: NumericScalar>(
    _ plan: GraphAttention, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
    into coefficients: UnsafeMutablePointer<S>
  ) {
    rowShards(plan.rows, plan.rowOffsets, work: 4 * plan.heads) { range in
      meridian_attention_coefficients(
        S.element, range.lowerBound, range.upperBound, plan.rowOffsets, plan.columnIndices,
        plan.heads, plan.slope, a, b, coefficients)
    }
  }

  /// From the gradient to the weighted sums of x, the gradient to every a + b and to a.
  ///
  /// - Parameter dropped: the coefficients after dropout.
  package static func attentionPullback<S: NumericScalar>(
    _ plan: GraphAttention, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
    coefficients: UnsafePointer<S>, dropped: UnsafePointer<S>, _ x: UnsafePointer<S>,
    gradient: UnsafePointer<S>, sums: UnsafeMutablePointer<S>, into result: UnsafeMutablePointer<S>
  ) {
    rowShards(plan.rows, plan.rowOffsets, work: plan.heads * plan.channels) { range in
      meridian_attention_pullback(
        S.element, range.lowerBound, range.upperBound, plan.rowOffsets, plan.columnIndices,
        plan.heads, plan.channels, plan.slope, a, b, coefficients, dropped, x, gradient, sums,
        result)
    }
  }

  /// `scores[entry, head] = weights[head, :] · leaky(a[row, head, :] + b[column, head, :])`.
  package static func attentionScores<S: NumericScalar>(
    _ plan: GraphAttention, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
    weights: UnsafePointer<S>, into scores: UnsafeMutablePointer<S>
  ) {
    rowShards(plan.rows, plan.rowOffsets, work: plan.heads * plan.channels) { range in
      meridian_attention_scores(
        S.element, range.lowerBound, range.upperBound, plan.rowOffsets, plan.columnIndices,
        plan.heads, plan.channels, plan.slope, a, b, weights, scores)
    }
  }

  /// The gradient to the scores' first argument and, if asked for, to the weights, whose parts by shard are
  /// added in order.
  package static func attentionScoresPullback<S: NumericScalar>(
    _ plan: GraphAttention, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
    weights: UnsafePointer<S>, gradient: UnsafePointer<S>, into result: UnsafeMutablePointer<S>,
    weightsInto weightGradient: UnsafeMutablePointer<S>? = nil
  ) {
    let width = plan.heads * plan.channels
    guard plan.rows > 0 else {
      if let weightGradient { fill(count: width, with: 0, weightGradient) }
      return
    }
    let shards = RowShards(
      offsets: UnsafeBufferPointer(start: plan.rowOffsets, count: plan.rows + 1),
      work: max(1, 2 * width), most: 64)
    withScratch(of: S.self, weightGradient == nil ? 1 : shards.count * width) { parts in
      Parallel.forEach(shards.count) { shard in
        let range = shards[shard]
        meridian_attention_scores_pullback(
          S.element, range.lowerBound, range.upperBound, plan.rowOffsets, plan.columnIndices,
          plan.heads, plan.channels, plan.slope, a, b, weights, gradient, result,
          weightGradient == nil ? nil : parts + shard * width)
      }
      if let weightGradient {
        sum(outer: 1, middle: shards.count, inner: width, parts, into: weightGradient)
      }
    }
  }
}
