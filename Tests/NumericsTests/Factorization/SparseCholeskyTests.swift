import Numerics
import Testing

struct SparseCholeskyTests {
  /// The inverse of the tridiagonal matrix (−1, 2, −1) of order n is min(i, j) (n + 1 − max(i, j)) / (n + 1).
  @Test func theTridiagonalSolutionIsTheClosedForm() throws {
    let count = 101
    let matrix = try dirichlet(count)
    var right = [Double](repeating: 0, count: count)
    right[29] = 1
    let solution = try SparseCholesky(matrix).solve(right)
    for row in 1...count {
      let expected = Double(min(row, 30) * (count + 1 - max(row, 30))) / Double(count + 1)
      #expect(abs(solution[row - 1] - expected) < 1e-11)
    }
  }

  private func dirichlet(_ count: Int) throws -> SparseMatrix<Double> {
    var triplets: [(row: Int, column: Int, value: Double)] = [(count - 1, count - 1, 2)]
    for row in 0..<count - 1 {
      triplets += [(row, row, 2), (row, row + 1, -1), (row + 1, row, -1)]
    }
    return try SparseMatrix(rows: count, columns: count, triplets: triplets)
  }

  @Test(arguments: [1, 3, 8, 11, 21, 45])
  func theResidualVanishesForAnyNumberOfRightHandSides(width: Int) throws {
    let matrix = try SparseSamples.grid(31, 17).adding(.identity(31 * 17), scaledBy: 0.01)
    let right = SparseSamples.randomDense(Double.self, rows: 31 * 17, columns: width, seed: 4)
    let solver = try SparseCholesky(matrix)
    let solution = try solver.solve(right)
    #expect(SparseSamples.largestDifference(matrix.multiplied(by: solution), right) < 1e-10)
    for column in [0, width - 1] {
      let single = try solver.solve(right.column(column))
      #expect(zip(single, solution.column(column)).allSatisfy { abs($0 - $1) < 1e-10 })
    }
  }

  @Test func solvesHaveTheSameBitsOnAnyNumberOfWorkersAndThreads() async throws {
    let matrix = try SparseSamples.grid(53, 47).adding(.identity(53 * 47), scaledBy: 1e-3)
    let right = SparseSamples.randomDense(Double.self, rows: 53 * 47, columns: 19, seed: 5)
    let runs = try Workers.oneTwoThree { try SparseCholesky(matrix).solve(right) }
    #expect(runs[1] == runs[0] && runs[2] == runs[0])
    let solver = try SparseCholesky(matrix)
    let column = right.column(3)
    let expected = try solver.solve(column)
    try await withThrowingTaskGroup(of: [Double].self) { group in
      for _ in 0..<4 { group.addTask { try solver.solve(column) } }
      for try await solution in group { #expect(solution == expected) }
    }
  }

  /// Large matrices are ordered by nested dissection, whose library draws random numbers.
  @Test func aFactorOfALargeGridHasTheSameBitsAgainAndOnAnyNumberOfWorkers() throws {
    let (columns, rows) = (331, 307)
    let matrix = try SparseSamples.grid(columns, rows)
      .adding(.identity(columns * rows), scaledBy: 1e-3)
    var right = [Double](repeating: 0, count: columns * rows)
    right[12_345] = 1
    let runs = try Workers.oneTwoThree { try SparseCholesky(matrix).solve(right) }
    #expect(runs[1] == runs[0] && runs[2] == runs[0])
    let product = matrix.multiplied(by: runs[0])
    #expect(zip(product, right).allSatisfy { abs($0 - $1) < 1e-10 })
  }

  @Test(arguments: [1, 5, 13])
  func aFactorOfManySubtreesSolvesWithTheSameBitsOnAnyNumberOfWorkers(width: Int) throws {
    let count = 151 * 139
    let matrix = try SparseSamples.grid(151, 139).adding(.identity(count), scaledBy: 1e-3)
    let right = SparseSamples.randomDense(Double.self, rows: count, columns: width, seed: 6)
    let runs = try Workers.oneTwoThree { try SparseCholesky(matrix).solve(right) }
    #expect(runs[1] == runs[0] && runs[2] == runs[0])
    #expect(SparseSamples.largestDifference(matrix.multiplied(by: runs[0]), right) < 1e-10)
  }

  @Test func oneAnalysisServesAllMatricesOfItsPattern() throws {
    let grid = try SparseSamples.grid(31, 27)
    let first = grid.adding(.identity(31 * 27), scaledBy: 0.1)
    let second = grid.adding(.identity(31 * 27), scaledBy: 3)
    let analysis = try CholeskyAnalysis(first)
    let right = SparseSamples.randomDense(Double.self, rows: 31 * 27, columns: 1, seed: 2)
    for matrix in [first, second] {
      let shared = try SparseCholesky(matrix, analysis: analysis).solve(right)
      #expect(try SparseCholesky(matrix).solve(right) == shared)
    }
    #expect(analysis.factorNonzeroCount >= (grid.nonzeroCount + 31 * 27) / 2)
    let error = #expect(throws: NumericsError.self) {
      try SparseCholesky(.identity(31 * 27), analysis: analysis)
    }
    #expect(error?.code == .shapeMismatch)
  }

  @Test func aPatternThatLacksANegligibleEntryIsFactored() throws {
    var triplets: [(row: Int, column: Int, value: Double)] = (0..<9).map { ($0, $0, 2) }
    triplets.append((1, 7, 1e-13))
    let matrix = try SparseMatrix(rows: 9, columns: 9, triplets: triplets)
    let solution = try SparseCholesky(matrix).solve([Double](repeating: 1, count: 9))
    #expect(solution.allSatisfy { abs($0 - 0.5) < 1e-12 })
    let error = #expect(throws: NumericsError.self) { try CholeskyAnalysis(matrix) }
    #expect(error?.code == .notSymmetric)
  }

  @Test func aMatrixWithoutRowsHasAnEmptySolution() throws {
    #expect(try SparseCholesky(.zeros(rows: 0, columns: 0)).solve([]) == [])
  }

  @Test func matricesThatCannotBeFactoredAreRefusedWithTheirPlace() throws {
    expect(.zeros(rows: 2, columns: 3), .notSquare, says: "2 × 3")
    try expect(matrix([(0, 0, 1), (1, 1, 1), (1, 0, 3)]), .notSymmetric, says: "row 0, column 1")
    try expect(matrix([(0, 0, 1), (1, 1, .nan)]), .notFinite, says: "row 1, column 1")
    try expect(matrix([(0, 0, 1), (1, 1, -2)]), .notPositiveDefinite, says: "row and column 1")
    try expect(matrix([(0, 0, 1)]), .notPositiveDefinite, says: "row and column 1")
    try expect(
      matrix([(0, 0, 1), (0, 1, 2), (1, 0, 2), (1, 1, 1)]), .notPositiveDefinite, says: "-3")
    try expect(SparseSamples.path(50), .notPositiveDefinite, says: "add a small multiple")
  }

  private func matrix(
    _ triplets: [(row: Int, column: Int, value: Double)]
  ) throws -> SparseMatrix<Double> {
    try SparseMatrix(rows: 2, columns: 2, triplets: triplets)
  }

  private func expect(
    _ matrix: SparseMatrix<Double>, _ code: NumericsError.Code, says text: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: NumericsError.self, sourceLocation: sourceLocation) {
      try SparseCholesky(matrix)
    }
    #expect(error?.code == code, sourceLocation: sourceLocation)
    #expect(
      error?.message.contains(text) == true, "\(error?.message ?? "")",
      sourceLocation: sourceLocation)
  }

  @Test func aRightHandSideOfAnotherLengthIsRefused() throws {
    let solver = try SparseCholesky(.identity(4))
    #expect(throws: NumericsError.self) { try solver.solve([1, 2, 3]) }
    #expect(throws: NumericsError.self) { try solver.solve(DenseMatrix(rows: 5, columns: 1)) }
  }

  @Test func anEmptyMatrixHasAnEmptySolution() throws {
    #expect(try SparseCholesky(.zeros(rows: 0, columns: 0)).solve([]) == [])
  }
}
