import Numerics

/// Matrices for tests, and slow products to hold the fast ones against.
enum SparseSamples {
  /// The Laplacian of a path of `count` vertices; its eigenvalues are 2 − 2 cos(πj / count).
  static func path(_ count: Int) throws -> SparseMatrix<Double> {
    var triplets: [(row: Int, column: Int, value: Double)] = []
    for row in 0..<count - 1 {
      triplets += [
        (row, row, 1), (row + 1, row + 1, 1), (row, row + 1, -1), (row + 1, row, -1),
      ]
    }
    return try SparseMatrix(rows: count, columns: count, triplets: triplets)
  }

  /// The Laplacian of a grid of `width × height` vertices.
  static func grid(_ width: Int, _ height: Int) throws -> SparseMatrix<Double> {
    var triplets: [(row: Int, column: Int, value: Double)] = []
    func join(_ a: Int, _ b: Int) {
      triplets += [(a, a, 1), (b, b, 1), (a, b, -1), (b, a, -1)]
    }
    for y in 0..<height {
      for x in 0..<width {
        if x + 1 < width { join(y * width + x, y * width + x + 1) }
        if y + 1 < height { join(y * width + x, (y + 1) * width + x) }
      }
    }
    return try SparseMatrix(rows: width * height, columns: width * height, triplets: triplets)
  }

  /// About `entries` entries at random places with random values.
  static func random<Scalar: NumericScalar>(
    _ type: Scalar.Type, rows: Int, columns: Int, entries: Int, seed: UInt64
  ) throws -> SparseMatrix<Scalar> {
    var stream = RandomStream(seed: seed, "SparseSamples")
    return try SparseMatrix(
      rows: rows, columns: columns,
      triplets: (0..<entries).map { _ in
        (stream.below(rows), stream.below(columns), Scalar(stream.normal()))
      })
  }

  static func randomDense<Scalar: NumericScalar>(
    _ type: Scalar.Type, rows: Int, columns: Int, seed: UInt64
  ) -> DenseMatrix<Scalar> {
    var stream = RandomStream(seed: seed, "SparseSamples", "dense")
    return DenseMatrix(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { _ in Scalar(stream.normal()) })
  }

  static func product<Scalar: NumericScalar>(
    _ a: DenseMatrix<Scalar>, _ b: DenseMatrix<Scalar>
  ) -> DenseMatrix<Scalar> {
    var result = DenseMatrix<Scalar>(rows: a.rows, columns: b.columns)
    for row in 0..<a.rows {
      for column in 0..<b.columns {
        var sum: Scalar = 0
        for middle in 0..<a.columns { sum += a[row, middle] * b[middle, column] }
        result[row, column] = sum
      }
    }
    return result
  }

  static func largestDifference<Scalar: NumericScalar>(
    _ a: DenseMatrix<Scalar>, _ b: DenseMatrix<Scalar>
  ) -> Double {
    guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
    return zip(a.values, b.values).reduce(0) { max($0, Double(abs($1.0 - $1.1))) }
  }
}
