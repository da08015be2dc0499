internal import Numerics

/// Exact nearest neighbours among the rows of a matrix, in any dimension.
///
/// Trees do not help in tens of dimensions, so all pairs are compared: ½ |x|² − q · x by matrix products over tiles,
/// and whatever rounding leaves open by summing (q − x)² term by term. The answer is that of comparing all these
/// sums, the lowest index first among equals, and no more than a tile is in memory.
struct NearestRows {
  private let table: DenseMatrix<Double>
  private let halfSquares: [Double]
  private let largestSquare: Double

  /// Queries and rows of the table that are compared at once.
  private static let (queryTile, tableTile) = (128, 1024)

  /// - Parameter table: at least one row, all finite.
  init(_ table: DenseMatrix<Double>) {
    self.table = table
    let (width, values) = (table.columns, table.values)
    halfSquares = [Double](parallel: table.rows) { row in
      (row * width..<(row + 1) * width).reduce(0) { $0 + values[$1] * values[$1] } / 2
    }
    largestSquare = 2 * (halfSquares.max() ?? 0)
  }

  /// The row of the table that is nearest to each query.
  ///
  /// - Parameter queries: finite, as wide as the table.
  /// - Complexity: the products of all pairs of rows, in parallel.
  func nearest(to queries: DenseMatrix<Double>) -> [Int32] {
    precondition(queries.columns == table.columns, "NearestRows: queries of another width")
    var nearest = [Int32](repeating: 0, count: queries.rows)
    queries.values.withUnsafeBufferPointer { queries in
      table.values.withUnsafeBufferPointer { table in
        guard let queries = queries.baseAddress, let table = table.baseAddress else { return }
        nearest.withUnsafeMutableBufferPointer { nearest in
          let nearest = nearest
          Parallel.forEach(rangesOf: nearest.count, grain: Self.queryTile) { range in
            withScratch(of: Double.self, Self.queryTile * Self.tableTile) { products in
              search(range, queries, table, products, nearest)
            }
          }
        }
      }
    }
    return nearest
  }

  private func search(
    _ range: Range<Int>, _ queries: UnsafePointer<Double>, _ table: UnsafePointer<Double>,
    _ products: UnsafeMutablePointer<Double>, _ nearest: UnsafeMutableBufferPointer<Int32>
  ) {
    let width = self.table.columns
    var searches = range.map { Search(queries + $0 * width, width, largestSquare) }
    for start in stride(from: 0, to: self.table.rows, by: Self.tableTile) {
      let rows = min(Self.tableTile, self.table.rows - start)
      Kernels.gemm(
        m: range.count, n: rows, k: width, queries + range.lowerBound * width,
        transposed: false, table + start * width, transposed: true, into: products)
      halfSquares.withUnsafeBufferPointer { halfSquares in
        for index in searches.indices {
          searches[index].consider(
            products + index * rows, halfSquares, start..<start + rows, table)
        }
      }
    }
    for (index, search) in searches.enumerated() {
      nearest[range.lowerBound + index] = Int32(search.index)
    }
  }

  /// What one query has found so far.
  private struct Search {
    let query: UnsafePointer<Double>
    let width: Int
    /// How far rounding may put a score off, twice.
    let slack: Double
    /// Scores above it cannot be the least.
    var threshold = Double.infinity
    var squaredDistance = Double.infinity
    var index = 0

    init(_ query: UnsafePointer<Double>, _ width: Int, _ largestSquare: Double) {
      self.query = query
      self.width = width
      let square = (0..<width).reduce(0) { $0 + query[$1] * query[$1] }
      slack = 8 * Double(width + 4) * Double.ulpOfOne * (square + largestSquare)
    }

    mutating func consider(
      _ products: UnsafePointer<Double>, _ halfSquares: UnsafeBufferPointer<Double>,
      _ rows: Range<Int>, _ table: UnsafePointer<Double>
    ) {
      var threshold = threshold
      for row in rows {
        let score = halfSquares[row] - products[row - rows.lowerBound]
        guard score <= threshold else { continue }
        threshold = min(threshold, score + slack)
        compare(row, table + row * width)
      }
      self.threshold = threshold
    }

    private mutating func compare(_ row: Int, _ entries: UnsafePointer<Double>) {
      var sum = 0.0
      for column in 0..<width {
        let difference = query[column] - entries[column]
        sum += difference * difference
        // A row that is not nearer need not be summed to its end; equal ones come in order of index.
        if sum >= squaredDistance { return }
      }
      (squaredDistance, index) = (sum, row)
    }
  }
}
