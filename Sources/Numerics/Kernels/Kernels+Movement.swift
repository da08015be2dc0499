internal import CKernels

extension Kernels {
  /// The name on the C side of an element type that is only moved: `Float`, `Double`, `Int32` or `Int64`.
  @inline(__always)
  static func code<S: BitwiseCopyable>(_ type: S.Type) -> Int32 {
    if type == Float.self { return Int32(MERIDIAN_FLOAT32) }
    if type == Double.self { return Int32(MERIDIAN_FLOAT64) }
    return Int32(MemoryLayout<S>.size == 4 ? MERIDIAN_INT32 : MERIDIAN_INT64)
  }

  /// `y[i, :] = x[indices[i], :]`; every index is a row of x.
  package static func gatherRows<S: BitwiseCopyable>(
    count: Int, columns: Int, _ x: UnsafePointer<S>, indices: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<S>
  ) {
    shards(count, size: rowShard(elementsPerRow: columns)) { range in
      let start = range.lowerBound
      meridian_gather_rows(
        code(S.self), range.count, columns, x, indices + start, y + start * columns)
    }
  }

  /// `y[indices[i], :] += x[i, :]`, in the order of i.
  package static func scatterAddRows<S: NumericScalar>(
    count: Int, columns: Int, _ x: UnsafePointer<S>, indices: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<S>
  ) {
    meridian_scatter_add_rows(S.element, count, columns, x, indices, y)
  }

  /// `y[r, c] = x[r rowStep + c columnStep]`.
  package static func copyStrided<S: BitwiseCopyable>(
    rows: Int, columns: Int, _ x: UnsafePointer<S>, rowStep: Int, columnStep: Int,
    into y: UnsafeMutablePointer<S>
  ) {
    shards(rows, size: max(16, rowShard(elementsPerRow: columns))) { range in
      meridian_copy_grid(
        code(S.self), range.count, columns, x + range.lowerBound * rowStep, rowStep, columnStep,
        y + range.lowerBound * columns, columns, 1)
    }
  }

  /// Copies `count` runs of `columns` elements, in steps of `xStep` from x and `yStep` in y.
  package static func copyRuns<S: BitwiseCopyable>(
    count: Int, columns: Int, _ x: UnsafePointer<S>, xStep: Int,
    into y: UnsafeMutablePointer<S>, yStep: Int
  ) {
    shards(count, size: rowShard(elementsPerRow: columns)) { range in
      let start = range.lowerBound
      meridian_copy_runs(
        code(S.self), range.count, columns, x + start * xStep, xStep, y + start * yStep, yStep)
    }
  }

  /// Sets every element to `value`.
  package static func fill<S: BitwiseCopyable>(
    count: Int, repeating value: S, _ y: UnsafeMutablePointer<S>
  ) {
    withUnsafePointer(to: value) { value in
      shards(count, size: 4 * elementShard) { range in
        meridian_fill_element(code(S.self), range.count, value, y + range.lowerBound)
      }
    }
  }

  /// Copies into another element type; to whole numbers towards zero, clamped to the range, NaN to 0.
  package static func convert<S: BitwiseCopyable, T: BitwiseCopyable>(
    count: Int, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<T>
  ) {
    shards(count, size: elementShard) { range in
      meridian_convert(
        code(S.self), code(T.self), range.count, x + range.lowerBound, y + range.lowerBound)
    }
  }

  /// Whether all elements are equal; NaN equals nothing.
  package static func areEqual<S: BitwiseCopyable>(
    count: Int, _ x: UnsafePointer<S>, _ y: UnsafePointer<S>
  ) -> Bool {
    meridian_equal(code(S.self), count, x, y) != 0
  }

  /// Whether every index is in `0 ..< bound`.
  package static func areIndices(
    count: Int, _ indices: UnsafePointer<Int32>, below bound: Int
  ) -> Bool {
    meridian_indices_within(count, indices, bound) != 0
  }
}
