import Numerics
import Testing

@Suite struct DenseProductTests {
  private func random(_ rows: Int, _ columns: Int, _ seed: UInt64) -> DenseMatrix<Double> {
    var stream = RandomStream(seed: seed, "dense")
    return DenseMatrix(
      rows: rows, columns: columns, values: (0..<rows * columns).map { _ in stream.normal() })
  }

  @Test(arguments: [(3, 5, 7), (65, 1, 33), (1, 129, 1), (0, 3, 2), (3, 0, 2)])
  func `products are the sums of their definition`(rows: Int, inner: Int, columns: Int) {
    let (a, b) = (random(rows, inner, 1), random(inner, columns, 2))
    let expected = DenseMatrix(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { index in
        (0..<inner).reduce(0) { $0 + a[index / columns, $1] * b[$1, index % columns] }
      })
    for product in [
      a.multiplied(by: b), a.multiplied(byTransposed: b.transposed()),
      a.transposed().transposedMultiplied(by: b),
    ] {
      #expect((product.rows, product.columns) == (rows, columns))
      for (found, wanted) in zip(product.values, expected.values) {
        #expect(abs(found - wanted) < 1e-12)
      }
    }
  }

  @Test func `a factored system is solved`() throws {
    let root = random(19, 19, 3)
    var matrix = root.multiplied(byTransposed: root)
    for row in 0..<19 { matrix[row, row] += 1 }
    let right = random(19, 1, 4).values
    let solution = try DenseCholesky(matrix).solve(right)
    for row in 0..<19 {
      let product = (0..<19).reduce(0) { $0 + matrix[row, $1] * solution[$1] }
      #expect(abs(product - right[row]) < 1e-9)
    }
    #expect(try DenseCholesky(DenseMatrix(rows: 0, columns: 0)).solve([]).isEmpty)
  }

  @Test func `what has no factor is refused`() {
    #expect(throws: NumericsError.self) { try DenseCholesky(DenseMatrix(rows: 2, columns: 3)) }
    #expect(throws: NumericsError.self) {
      try DenseCholesky(DenseMatrix(rows: 1, columns: 1, repeating: .nan))
    }
    #expect {
      try DenseCholesky(DenseMatrix(rows: 2, columns: 2, values: [1, 2, 2, 1]))
    } throws: {
      "\($0)".contains("row and column 1")
    }
  }
}
