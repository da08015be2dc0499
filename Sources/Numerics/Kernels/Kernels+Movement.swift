internal import CKernels

extension Kernels {
  /// `y[i, :] = x[indices[i], :]`; every index is a row of x.
  package static func gatherRows<S: NumericScalar>(
    count: Int, columns: Int, _ x: UnsafePointer<S>, indices: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<S>
  ) {
    shards(count, size: rowShard(elementsPerRow: columns)) { range in
      let start = range.lowerBound
      meridian_gather_rows(
        S.element, range.count, columns, x, indices + start, y + start * columns)
    }
  }

  /// `y[indices[i], :] += x[i, :]`, in the order of i; many wide rows are shared out.
  package static func scatterAddRows<S: NumericScalar>(
    count: Int, columns: Int, _ x: UnsafePointer<S>, indices: UnsafePointer<Int32>,
    into y: UnsafeMutablePointer<S>
  ) {
    // Grouping costs an index a few operations, and so does a row that no index names.
    if columns >= 16, count * columns > 4 * elementShard,
      let last = UnsafeBufferPointer(start: indices, count: count).max(), Int(last) < 8 * count
    {
      scatterAddRows(
        count: count, rows: Int(last) + 1, columns: columns, x, indices: indices, into: y)
      return
    }
    meridian_scatter_add_rows(S.element, count, columns, x, indices, y)
  }

  /// `y[r, c] = x[r rowStep + c columnStep]`.
  package static func copyStrided<S: NumericScalar>(
    rows: Int, columns: Int, _ x: UnsafePointer<S>, rowStep: Int, columnStep: Int,
    into y: UnsafeMutablePointer<S>
  ) {
    shards(rows, size: max(16, rowShard(elementsPerRow: columns))) { range in
      meridian_copy_strided(
        S.element, range.count, columns, x + range.lowerBound * rowStep, rowStep, columnStep,
        y + range.lowerBound * columns)
    }
  }

  /// Copies `count` runs of `columns` elements, in steps of `xStep` from x and `yStep` in y.
  package static func copyRuns<S: NumericScalar>(
    count: Int, columns: Int, _ x: UnsafePointer<S>, xStep: Int,
    into y: UnsafeMutablePointer<S>, yStep: Int
  ) {
    shards(count, size: rowShard(elementsPerRow: columns)) { range in
      let start = range.lowerBound
      meridian_copy_runs(
        S.element, range.count, columns, x + start * xStep, xStep, y + start * yStep, yStep)
    }
  }
}
