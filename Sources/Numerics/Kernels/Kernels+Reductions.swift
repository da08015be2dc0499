internal import CKernels

extension Kernels {
  /// Rows whose sums of columns are formed together before they are added in order.
  static let columnSumRows = 256

  /// `y[o, i] = Σ_m x[o, m, i]`, in an order fixed by the shape.
  package static func sum<S: NumericScalar>(
    outer: Int, middle: Int, inner: Int, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    guard outer > 0 && inner > 0 else { return }
    if inner == 1 {
      sumRows(rows: outer, columns: middle, x, into: y)
    } else if outer > 1 {
      shards(outer, size: rowShard(elementsPerRow: middle * inner)) { range in
        for o in range {
          meridian_sum_columns(
            S.element, middle, inner, inner, x + o * middle * inner, y + o * inner)
        }
      }
    } else {
      sumColumns(rows: middle, columns: inner, x, into: y)
    }
  }

  private static func sumRows<S: NumericScalar>(
    rows: Int, columns: Int, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    let size = 2 * elementShard
    guard rows == 1, columns > size else {
      shards(rows, size: rowShard(elementsPerRow: columns)) { range in
        meridian_sum_rows(
          S.element, range.count, columns, x + range.lowerBound * columns, y + range.lowerBound)
      }
      return
    }
    withScratch(of: S.self, (columns + size - 1) / size) { partial in
      shards(columns, size: size) { range in
        meridian_sum_rows(
          S.element, 1, range.count, x + range.lowerBound, partial + range.lowerBound / size)
      }
      meridian_sum_rows(S.element, 1, (columns + size - 1) / size, partial, y)
    }
  }

  private static func sumColumns<S: NumericScalar>(
    rows: Int, columns: Int, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    let blocks = (rows + columnSumRows - 1) / columnSumRows
    guard blocks > 1 else {
      meridian_sum_columns(S.element, rows, columns, columns, x, y)
      return
    }
    withScratch(of: S.self, blocks * columns) { partial in
      let group = max(1, elementShard / (columnSumRows * max(1, columns)))
      shards(blocks, size: group) { range in
        for block in range {
          let begin = block * columnSumRows
          meridian_sum_columns(
            S.element, min(columnSumRows, rows - begin), columns, columns, x + begin * columns,
            partial + block * columns)
        }
      }
      sumColumns(rows: blocks, columns: columns, partial, into: y)
    }
  }

  /// `Σ x²`, in double precision.
  package static func sumOfSquares<S: NumericScalar>(count: Int, _ x: UnsafePointer<S>) -> Double {
    var total = 0.0
    var begin = 0
    while begin < count {
      let length = min(elementShard, count - begin)
      total += meridian_sum_squares(S.element, length, x + begin)
      begin += length
    }
    return total
  }

  /// Softmax of each row, or its logarithm; `columns` is at least 1.
  package static func softmax<S: NumericScalar>(
    logarithm: Bool, rows: Int, columns: Int, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    shards(rows, size: rowShard(elementsPerRow: 2 * columns)) { range in
      let start = range.lowerBound * columns
      meridian_softmax(S.element, logarithm ? 1 : 0, range.count, columns, x + start, y + start)
    }
  }

  /// The gradient to softmax's (or its logarithm's) argument from its result `y`.
  package static func softmaxPullback<S: NumericScalar>(
    logarithm: Bool, rows: Int, columns: Int, y: UnsafePointer<S>, gradient: UnsafePointer<S>,
    into result: UnsafeMutablePointer<S>
  ) {
    shards(rows, size: rowShard(elementsPerRow: 2 * columns)) { range in
      let start = range.lowerBound * columns
      meridian_softmax_pullback(
        S.element, logarithm ? 1 : 0, range.count, columns, y + start, gradient + start,
        result + start)
    }
  }

  /// For each chosen row: `ln Σ_c exp x[row, c] − x[row, label]`, and that logarithm.
  package static func crossEntropy<S: NumericScalar>(
    count: Int, columns: Int, _ x: UnsafePointer<S>, rows: UnsafePointer<Int32>,
    labels: UnsafePointer<Int32>, losses: UnsafeMutablePointer<S>,
    logarithms: UnsafeMutablePointer<S>
  ) {
    shards(count, size: rowShard(elementsPerRow: 2 * columns)) { range in
      let start = range.lowerBound
      meridian_cross_entropy(
        S.element, range.count, columns, x, rows + start, labels, losses + start,
        logarithms + start)
    }
  }

  /// Adds `scale (softmax − one-hot)` to the chosen rows of `result`; rows that repeat must not be shared
  /// out, which `areDistinct` says.
  package static func crossEntropyPullback<S: NumericScalar>(
    count: Int, columns: Int, _ x: UnsafePointer<S>, rows: UnsafePointer<Int32>,
    areDistinct: Bool, labels: UnsafePointer<Int32>, logarithms: UnsafePointer<S>, scale: Double,
    into result: UnsafeMutablePointer<S>
  ) {
    let size = areDistinct ? rowShard(elementsPerRow: 2 * columns) : max(1, count)
    shards(count, size: size) { range in
      let start = range.lowerBound
      meridian_cross_entropy_pullback(
        S.element, range.count, columns, x, rows + start, labels, logarithms + start, scale, result)
    }
  }
}
