import Numerics
import Testing

struct SparseMatrixTests {
  @Test func arraysThatDescribeNoMatrixAreRefusedWithTheirPlace() {
    expect(rows: 2, columns: 2, [0, 1], [0], [1], says: "2 row offsets for 2 rows")
    expect(rows: 1, columns: 2, [1, 1], [0], [1], says: "Row offsets run from 1 to 1")
    expect(rows: 2, columns: 2, [0, 2, 1], [0], [1], says: "Row 1 ends before it begins")
    expect(rows: 1, columns: 2, [0, 2], [1, 0], [1, 2], says: "Row 0 names column 0 after")
    expect(rows: 1, columns: 2, [0, 2], [1, 1], [1, 2], says: "Row 0 names column 1 after")
    expect(rows: 2, columns: 2, [0, 0, 1], [2], [1], says: "Row 1 names column 2, but")
    expect(rows: 2, columns: 2, [0, 0, 1], [-1], [1], says: "Row 1 names column -1, but")
    expect(rows: 1, columns: 2, [0, 1], [1], [1, 2], says: "2 values for 1 column indices")
    expect(rows: -1, columns: 2, [0], [], [], says: "outside what 32-bit indices carry")
    expect(rows: 3, columns: 2, [0, 9, -9, 1], [0], [1], says: "Row 1 ends before it begins")
    expect(rows: 2, columns: 2, [], [], [], says: "0 row offsets for 2 rows")
  }

  private func expect(
    rows: Int, columns: Int, _ offsets: [Int32], _ indices: [Int32], _ values: [Double],
    says text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: NumericsError.self, sourceLocation: sourceLocation) {
      try SparseMatrix(
        rows: rows, columns: columns, rowOffsets: offsets, columnIndices: indices, values: values)
    }
    #expect(error?.message.contains(text) == true, sourceLocation: sourceLocation)
  }

  @Test func tripletsAreSortedAndDuplicatesSummedInOrder() throws {
    let matrix = try SparseMatrix<Double>(
      rows: 3, columns: 4,
      triplets: [(2, 3, 1e16), (0, 2, 5), (2, 0, 7), (2, 3, 1), (0, 1, 4), (2, 3, -1e16)])
    #expect(matrix.rowOffsets == [0, 2, 2, 4])
    #expect(matrix.columnIndices == [1, 2, 0, 3])
    // Summed left to right, the one is lost; in another order it would not be.
    #expect(matrix.values == [4, 5, 7, 0])
    #expect(matrix[2, 0] == 7 && matrix[1, 1] == 0 && matrix[0, 2] == 5)
  }

  @Test func aTripletOutsideIsNamed() {
    let error = #expect(throws: NumericsError.self) {
      try SparseMatrix<Float>(rows: 2, columns: 3, triplets: [(0, 0, 1), (1, 3, 1)])
    }
    #expect(error?.message.hasPrefix("Triplet 1 is at row 1, column 3") == true)
    #expect(error?.code == .invalidStructure)
  }

  /// With 70,000 columns the long rows need three passes of the radix sort.
  @Test(arguments: [(23, 17, 500), (3, 70_000, 900), (4, 1, 50)])
  func tripletsAgreeWithAddingIntoADenseMatrix(rows: Int, columns: Int, count: Int) throws {
    var stream = RandomStream(seed: 21, "triplets")
    let triplets = (0..<count).map { _ in
      (row: stream.below(rows), column: stream.below(columns), value: Double(stream.below(9)) - 4)
    }
    var expected = DenseMatrix<Double>(rows: rows, columns: columns)
    for triplet in triplets { expected[triplet.row, triplet.column] += triplet.value }
    let matrix = try SparseMatrix(rows: rows, columns: columns, triplets: triplets)
    #expect(matrix.dense() == expected)
    let checked = try SparseMatrix(
      rows: rows, columns: columns, rowOffsets: matrix.rowOffsets,
      columnIndices: matrix.columnIndices,
      values: matrix.values)
    #expect(checked == matrix)
  }

  @Test func transposingExchangesRowsAndColumnsAndTwiceIsNothing() throws {
    let matrix = try SparseSamples.random(Float.self, rows: 31, columns: 18, entries: 90, seed: 1)
    #expect(matrix.transposed().dense() == matrix.dense().transposed())
    #expect(matrix.transposed().transposed() == matrix)
  }

  @Test(arguments: [1, 2, 7, 8, 31, 32, 45, 64, 97, 128])
  func productWithDenseAgreesWithTheDefinition(width: Int) throws {
    try agree(Double.self, width: width, tolerance: 1e-13)
    try agree(Float.self, width: width, tolerance: 1e-4)
  }

  private func agree<Scalar: NumericScalar>(
    _ type: Scalar.Type, width: Int, tolerance: Double
  ) throws {
    let a = try SparseSamples.random(type, rows: 57, columns: 39, entries: 300, seed: 2)
    let b = SparseSamples.randomDense(type, rows: 39, columns: width, seed: 3)
    let expected = SparseSamples.product(a.dense(), b)
    #expect(SparseSamples.largestDifference(a.multiplied(by: b), expected) < tolerance)
    let vector = a.multiplied(by: b.column(0))
    #expect(
      zip(vector, expected.column(0)).allSatisfy { abs(Double($0 - $1)) < tolerance })
  }

  @Test func productWithSparseAgreesWithTheDefinition() throws {
    for entries in [0, 40, 300, 4000] {
      let a = try SparseSamples.random(
        Double.self, rows: 41, columns: 60, entries: entries, seed: 4)
      let b = try SparseSamples.random(
        Double.self, rows: 60, columns: 407, entries: entries, seed: 5)
      let product = try a.multiplied(by: b)
      let expected = SparseSamples.product(a.dense(), b.dense())
      #expect(SparseSamples.largestDifference(product.dense(), expected) < 1e-12)
      _ = try SparseMatrix(
        rows: product.rows, columns: product.columns, rowOffsets: product.rowOffsets,
        columnIndices: product.columnIndices, values: product.values)
    }
  }

  @Test func productsHaveTheSameBitsOnAnyNumberOfWorkers() throws {
    let a = try SparseSamples.random(
      Double.self, rows: 20_011, columns: 9_973, entries: 150_001, seed: 6)
    let x = SparseSamples.randomDense(Double.self, rows: 9_973, columns: 13, seed: 7)
    let dense = Workers.oneTwoThree { a.multiplied(by: x) }
    #expect(dense[1] == dense[0] && dense[2] == dense[0])
    let vector = Workers.oneTwoThree { a.multiplied(by: x.column(1)) }
    #expect(vector[1] == vector[0] && vector[2] == vector[0])
    let b = a.transposed()
    let sparse = try Workers.oneTwoThree { try b.multiplied(by: a) }
    #expect(sparse[1] == sparse[0] && sparse[2] == sparse[0])
  }

  @Test func addingMergesEntries() throws {
    let a = try SparseSamples.random(Double.self, rows: 19, columns: 23, entries: 80, seed: 8)
    let b = try SparseSamples.random(Double.self, rows: 19, columns: 23, entries: 70, seed: 9)
    let sum = a.adding(b, scaledBy: -2)
    for row in 0..<19 {
      for column in 0..<23 {
        #expect(abs(sum[row, column] - (a[row, column] - 2 * b[row, column])) < 1e-15)
      }
    }
    #expect(a.adding(.zeros(rows: 19, columns: 23)) == a)
  }

  @Test func scalingAndSumsFollowTheDefinition() throws {
    let a = try SparseSamples.random(Double.self, rows: 5, columns: 4, entries: 12, seed: 10)
    let left: [Double] = [1, -2, 3, 0, 5]
    let right: [Double] = [2, 3, -1, 7]
    let scaled = a.scalingRows(by: left).scalingColumns(by: right).scaled(by: 3)
    for row in 0..<5 {
      for column in 0..<4 {
        #expect(scaled[row, column] == a[row, column] * left[row] * right[column] * 3)
      }
    }
    #expect(SparseMatrix<Double>.diagonal(left).diagonalValues == left)
    #expect(SparseMatrix<Float>.identity(3).rowSums == [1, 1, 1])
    #expect(a.diagonalValues == (0..<4).map { a[$0, $0] })
    #expect(a.converted(to: Float.self).values == a.values.map { Float($0) })
  }

  @Test func symmetryIsJudgedByTheLargestEntry() throws {
    let grid = try SparseSamples.grid(5, 4)
    #expect(grid.isSymmetric())
    var bent = grid
    bent.values[1] += 1e-9
    #expect(!bent.isSymmetric() && bent.isSymmetric(tolerance: 1e-8))
    let half = try SparseMatrix<Double>(rows: 2, columns: 2, triplets: [(0, 1, 1)])
    #expect(!half.isSymmetric())
    #expect(!SparseMatrix<Double>.zeros(rows: 2, columns: 3).isSymmetric())
  }
}
