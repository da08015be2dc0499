internal import CKernels

/// An array seen as `[outer, middle, inner]`, for work along the middle axis.
package struct Lanes: Sendable {
  package let outer: Int
  package let middle: Int
  package let inner: Int

  /// The axes before one, that one, and those after it.
  package init(_ shape: [Int], axis: Int) {
    outer = shape[..<axis].reduce(1, *)
    middle = shape[axis]
    inner = shape[(axis + 1)...].reduce(1, *)
  }

  /// Calls the closure for outer indices and ranges of inner ones that cover all lanes, in shards.
  func forEach(_ body: (_ outer: Int, _ inner: Range<Int>) -> Void) {
    let elements = outer * middle * inner
    guard elements > 0 else { return }
    if outer > 1 || inner == 1 || elements <= Kernels.elementShard {
      Kernels.shards(outer, size: Kernels.rowShard(elementsPerRow: middle * inner)) { range in
        for index in range { body(index, 0..<inner) }
      }
    } else {
      // Whole cache lines, so that two workers do not write to one.
      let size = max(64, Kernels.rowShard(elementsPerRow: middle) / 64 * 64)
      Kernels.shards(inner, size: size) { body(0, $0) }
    }
  }
}

extension Kernels {
  /// How two elements are compared.
  package enum Comparison: Int32, Sendable {
    case less, lessOrEqual, equal
  }

  /// `y[o, i] = max_m x[o, m, i]`, or the minimum, with the first m that attains it; NaN wins. The middle
  /// axis is not empty.
  package static func extreme<S: NumericScalar>(
    minimum: Bool, _ lanes: Lanes, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>,
    positions: UnsafeMutablePointer<Int32>
  ) {
    lanes.forEach { o, inner in
      meridian_extreme(
        S.element, minimum ? 1 : 0, lanes.middle, lanes.inner, inner.lowerBound, inner.upperBound,
        x + o * lanes.middle * lanes.inner, y + o * lanes.inner, positions + o * lanes.inner)
    }
  }

  /// Sends each gradient to the element at its position; the others get zero.
  package static func extremePullback<S: NumericScalar>(
    _ lanes: Lanes, gradient: UnsafePointer<S>, positions: UnsafePointer<Int32>,
    into result: UnsafeMutablePointer<S>
  ) {
    lanes.forEach { o, inner in
      meridian_extreme_pullback(
        S.element, lanes.middle, lanes.inner, inner.lowerBound, inner.upperBound,
        gradient + o * lanes.inner, positions + o * lanes.inner,
        result + o * lanes.middle * lanes.inner)
    }
  }

  /// `y[o, m, i] = Σ_{l ≤ m} x[o, l, i]`, or from the other end.
  package static func cumulativeSum<S: NumericScalar>(
    reversed: Bool, _ lanes: Lanes, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    lanes.forEach { o, inner in
      let start = o * lanes.middle * lanes.inner
      meridian_cumulative_sum(
        S.element, reversed ? 1 : 0, lanes.middle, lanes.inner, inner.lowerBound,
        inner.upperBound, x + start, y + start)
    }
  }

  /// `y[o, m, i] = x[o, indices[o, m, i], i]`; the lanes are those of the indices, `size` the middle axis of x.
  package static func gatherAlong<S: BitwiseCopyable>(
    _ lanes: Lanes, size: Int, _ x: UnsafePointer<S>, indices: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<S>
  ) {
    lanes.forEach { o, inner in
      let start = o * lanes.middle * lanes.inner
      meridian_gather_along(
        code(S.self), lanes.middle, lanes.inner, inner.lowerBound, inner.upperBound,
        x + o * size * lanes.inner, indices + start, y + start)
    }
  }

  /// `y[o, indices[o, m, i], i] += x[o, m, i]` in the order of m; the lanes are those of the indices, `size`
  /// the middle axis of y.
  package static func scatterAddAlong<S: NumericScalar>(
    _ lanes: Lanes, size: Int, _ x: UnsafePointer<S>, indices: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<S>
  ) {
    lanes.forEach { o, inner in
      let start = o * lanes.middle * lanes.inner
      meridian_scatter_add_along(
        S.element, lanes.middle, lanes.inner, inner.lowerBound, inner.upperBound, x + start,
        indices + start, y + o * size * lanes.inner)
    }
  }

  /// `y[o, k, :] = x[o, indices[k], :]`; the lanes are those of x.
  package static func gatherMiddle<S: BitwiseCopyable>(
    _ lanes: Lanes, count: Int, _ x: UnsafePointer<S>, indices: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<S>
  ) {
    if lanes.outer == 1 {
      gatherRows(count: count, columns: lanes.inner, x, indices: indices, into: y)
      return
    }
    shards(lanes.outer, size: rowShard(elementsPerRow: count * lanes.inner)) { range in
      for o in range {
        meridian_gather_rows(
          code(S.self), count, lanes.inner, x + o * lanes.middle * lanes.inner, indices,
          y + o * count * lanes.inner)
      }
    }
  }

  /// `y[o, indices[k], :] += x[o, k, :]` in the order of k; the lanes are those of y.
  package static func scatterAddMiddle<S: NumericScalar>(
    _ lanes: Lanes, count: Int, _ x: UnsafePointer<S>, indices: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<S>
  ) {
    if lanes.outer == 1 {
      scatterAddRows(count: count, columns: lanes.inner, x, indices: indices, into: y)
      return
    }
    shards(lanes.outer, size: rowShard(elementsPerRow: count * lanes.inner)) { range in
      for o in range {
        meridian_scatter_add_rows(
          S.element, count, lanes.inner, x + o * count * lanes.inner, indices,
          y + o * lanes.middle * lanes.inner)
      }
    }
  }

  /// `y[i] = 1` where a and b compare as told, else 0; steps are 0 or 1.
  package static func compare<S: NumericScalar>(
    _ comparison: Comparison, count: Int, _ a: UnsafePointer<S>, step aStep: Int,
    _ b: UnsafePointer<S>, step bStep: Int, into y: UnsafeMutablePointer<Int32>
  ) {
    shards(count, size: elementShard) { range in
      let start = range.lowerBound
      meridian_compare(
        S.element, comparison.rawValue, range.count, a + start * aStep, aStep, b + start * bStep,
        bStep, y + start)
    }
  }

  /// `y[i] = a` where the mask is not 0, else b; steps are 0 or 1.
  package static func select<S: NumericScalar>(
    count: Int, mask: UnsafePointer<Int32>, _ a: UnsafePointer<S>, step aStep: Int,
    _ b: UnsafePointer<S>, step bStep: Int, into y: UnsafeMutablePointer<S>
  ) {
    shards(count, size: elementShard) { range in
      let start = range.lowerBound
      meridian_select(
        S.element, range.count, mask + start, a + start * aStep, aStep, b + start * bStep, bStep,
        y + start)
    }
  }
}
