internal import CKernels

extension Kernels {
  /// Consecutive components of a field that are worked on alike.
  package struct MomentSpan: Sendable, Equatable {
    /// The first component, and how many there are; of a pair, that turns, one and the one after it.
    package let component: Int, count: Int
    /// The pair's angle among those of an entry; nil for components that do not turn.
    package let turn: Int?

    package init(component: Int, count: Int, turn: Int?) {
      (self.component, self.count, self.turn) = (component, count, turn)
    }
  }

  /// The sizes of weighted sums over a compressed-row pattern's entries and where it has them.
  package struct Moments {
    let rows: Int
    let rowOffsets: UnsafePointer<Int32>
    let columnIndices: UnsafePointer<Int32>
    /// Weights of an entry, components of a field, channels of a component, angles of an entry.
    let count: Int, components: Int, channels: Int, turnCount: Int
    let spans: [MomentSpan]

    /// Sums of `count` weights each over fields of some components, each with `channels` channels.
    package init(
      rows: Int, rowOffsets: UnsafePointer<Int32>, columnIndices: UnsafePointer<Int32>, count: Int,
      components: Int, channels: Int, turnCount: Int, spans: [MomentSpan]
    ) {
      (self.rows, self.rowOffsets, self.columnIndices) = (rows, rowOffsets, columnIndices)
      (self.count, self.components, self.channels) = (count, components, channels)
      (self.turnCount, self.spans) = (turnCount, spans)
    }

    var width: Int { components * channels }

    /// Calls the closure with what C takes.
    func withPlan(
      order: UnsafePointer<Int32>?, _ body: (UnsafePointer<meridian_moment_plan>) -> Void
    ) {
      let spans = spans.map { span in
        meridian_span(
          start: span.component * channels,
          width: span.turn == nil ? span.count * channels : channels,
          turn: Int32(span.turn ?? -1))
      }
      spans.withUnsafeBufferPointer { spans in
        var plan = meridian_moment_plan(
          offsets: rowOffsets, columns: columnIndices, order: order, count: count,
          turnCount: turnCount, width: width, spans: spans.baseAddress, spanCount: spans.count)
        withUnsafePointer(to: &plan, body)
      }
    }
  }

  /// `y[row, k, :] = Σ_entries weights[entry, k] turned(x[column, :])`, every row in the order of its entries.
  ///
  /// - Parameter turns: cosine and sine of each entry's angles, `[entries, turnCount, 2]`.
  package static func moments<S: NumericScalar>(
    _ moments: Moments, weights: UnsafePointer<S>, turns: UnsafePointer<S>, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    moments.withPlan(order: nil) { plan in
      rowShards(moments.rows, moments.rowOffsets, work: moments.count * moments.width) { range in
        meridian_moments(S.element, range.lowerBound, range.upperBound, plan, weights, turns, x, y)
      }
    }
  }

  /// The gradient to x of ``moments(_:weights:turns:_:into:)``.
  ///
  /// - Parameters:
  ///   - transposed: over the transposed pattern.
  ///   - order: where each of its entries stands in the original.
  package static func momentsPullback<S: NumericScalar>(
    _ transposed: Moments, order: UnsafePointer<Int32>, weights: UnsafePointer<S>,
    turns: UnsafePointer<S>, gradient: UnsafePointer<S>, into result: UnsafeMutablePointer<S>
  ) {
    transposed.withPlan(order: order) { plan in
      rowShards(
        transposed.rows, transposed.rowOffsets, work: transposed.count * transposed.width
      ) { range in
        meridian_moments_pullback(
          S.element, range.lowerBound, range.upperBound, plan, weights, turns, gradient, result)
      }
    }
  }

  /// The gradient to the weights of ``moments(_:weights:turns:_:into:)``.
  package static func momentWeightsPullback<S: NumericScalar>(
    _ moments: Moments, turns: UnsafePointer<S>, _ x: UnsafePointer<S>,
    gradient: UnsafePointer<S>, into result: UnsafeMutablePointer<S>
  ) {
    moments.withPlan(order: nil) { plan in
      rowShards(moments.rows, moments.rowOffsets, work: moments.count * moments.width) { range in
        meridian_moment_weights_pullback(
          S.element, range.lowerBound, range.upperBound, plan, turns, x, gradient, result)
      }
    }
  }
}
