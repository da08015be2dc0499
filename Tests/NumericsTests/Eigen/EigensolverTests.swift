import Foundation
import Numerics
import Testing

struct EigensolverTests {
  @Test(arguments: [(20, 5), (20, 20), (333, 1), (333, 12), (333, 200)])
  func thePathHasItsClosedFormSpectrum(size: Int, count: Int) throws {
    let pairs = try Eigensolver.smallest(
      stiffness: SparseSamples.path(size), mass: .identity(size), count: count)
    for index in 0..<count {
      let expected = 2 - 2 * cos(Double.pi * Double(index) / Double(size))
      #expect(abs(pairs.values[index] - expected) < 1e-11)
    }
    // The second eigenvector is cos(π (i + ½) / n), up to its length √(n / 2).
    if count > 1 {
      let vector = pairs.vectors.column(1)
      for row in 0..<size {
        let angle = Double.pi * (Double(row) + 0.5) / Double(size)
        #expect(abs(vector[row] - cos(angle) * (2 / Double(size)).squareRoot()) < 1e-8)
      }
    }
    #expect(pairs.residuals.allSatisfy { $0 < 1e-6 })
  }

  @Test func iterativeAndDenseSolversAgreeForDiagonalAndGalerkinMass() throws {
    let stiffness = try SparseSamples.grid(13, 11)
    let count = 143
    var stream = RandomStream(seed: 8, "mass")
    let lumped = SparseMatrix.diagonal((0..<count).map { _ in 0.5 + stream.uniform() })
    // Diagonally dominant, with the pattern of the grid.
    let galerkin = lumped.adding(stiffness, scaledBy: 0.1)
    for mass in [lumped, galerkin] {
      let pairs = try Eigensolver.smallest(stiffness: stiffness, mass: mass, count: 17)
      let reference = try SymmetricEigen.decompose(stiffness.dense(), mass: mass.dense())
      for index in 0..<17 {
        #expect(abs(pairs.values[index] - reference.values[index]) < 1e-10)
      }
      let gram = SparseSamples.product(
        pairs.vectors.transposed(), mass.multiplied(by: pairs.vectors))
      let identity = SparseMatrix<Double>.identity(17).dense()
      #expect(SparseSamples.largestDifference(gram, identity) < 1e-10)
    }
  }

  @Test func aGraphOfSeveralComponentsHasAsManyZeros() throws {
    let path = try SparseSamples.path(40)
    var triplets: [(row: Int, column: Int, value: Double)] = []
    for part in 0..<3 {
      for row in 0..<40 {
        for entry in path.entries(inRow: row) {
          triplets.append(
            (40 * part + row, 40 * part + Int(path.columnIndices[entry]), path.values[entry]))
        }
      }
    }
    let stiffness = try SparseMatrix(rows: 121, columns: 121, triplets: triplets)
    let pairs = try Eigensolver.smallest(stiffness: stiffness, mass: .identity(121), count: 7)
    let first = 2 - 2 * cos(Double.pi / 40)
    for (value, expected) in zip(pairs.values, [0, 0, 0, 0, first, first, first]) {
      #expect(abs(value - expected) < 1e-11)
    }
  }

  @Test(arguments: 0..<12)
  func noCopyOfAMultipleEigenvalueIsMissed(seed: UInt64) throws {
    // The product of two cycles: sums of 2 − 2 cos (2 π i / n), mostly four- and eightfold.
    let side = 15
    var triplets: [(row: Int, column: Int, value: Double)] = []
    for row in 0..<side {
      for column in 0..<side {
        let node = row * side + column
        triplets.append((node, node, 4))
        for other in [
          (row + 1) % side * side + column, (row + side - 1) % side * side + column,
          row * side + (column + 1) % side, row * side + (column + side - 1) % side,
        ] {
          triplets.append((node, other, -1))
        }
      }
    }
    let count = side * side
    let cycle = (0..<side).map { 2 - 2 * cos(2 * Double.pi * Double($0) / Double(side)) }
    let exact = cycle.flatMap { a in cycle.map { a + $0 } }.sorted()
    let pairs = try Eigensolver.smallest(
      stiffness: SparseMatrix(rows: count, columns: count, triplets: triplets),
      mass: .identity(count), count: 30, options: EigensolverOptions(seed: seed))
    let worst = zip(pairs.values, exact).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 1e-10, "seed \(seed)")
    let gram = SparseSamples.product(pairs.vectors.transposed(), pairs.vectors)
    #expect(
      SparseSamples.largestDifference(gram, SparseMatrix<Double>.identity(30).dense()) < 1e-9)
  }

  @Test func theBlockMethodAgreesWithARPACK() throws {
    let stiffness = try SparseSamples.grid(61, 47)
    let count = 61 * 47
    var stream = RandomStream(seed: 3, "mass")
    let lumped = SparseMatrix.diagonal((0..<count).map { _ in 0.5 + stream.uniform() })
    let galerkin = lumped.adding(stiffness, scaledBy: 0.1)
    for mass in [lumped, galerkin] {
      let pairs = try Eigensolver.smallest(stiffness: stiffness, mass: mass, count: 53)
      let oracle = try ArpackOracle.smallest(
        stiffness: stiffness, mass: mass, count: 53, shift: -1e-3)
      for index in 0..<53 {
        #expect(abs(pairs.values[index] - oracle[index]) < 1e-11 + 1e-9 * abs(oracle[index]))
      }
      let gram = SparseSamples.product(
        pairs.vectors.transposed(), mass.multiplied(by: pairs.vectors))
      let identity = SparseMatrix<Double>.identity(53).dense()
      #expect(SparseSamples.largestDifference(gram, identity) < 1e-10)
      #expect(pairs.residuals.allSatisfy { $0 < 1e-8 })
    }
  }

  @Test func moreCopiesOfAnEigenvalueThanABlockHasVectorsAreAllFound() throws {
    // Eleven equal paths: every eigenvalue is elevenfold, and 30 pairs cut the third multiplet short.
    let (parts, length) = (11, 60)
    let path = try SparseSamples.path(length)
    var triplets: [(row: Int, column: Int, value: Double)] = []
    for part in 0..<parts {
      for row in 0..<length {
        for entry in path.entries(inRow: row) {
          let column = Int(path.columnIndices[entry])
          triplets.append((part * length + row, part * length + column, path.values[entry]))
        }
      }
    }
    let stiffness = try SparseMatrix(
      rows: parts * length, columns: parts * length, triplets: triplets)
    for seed in 0..<4 {
      let pairs = try Eigensolver.smallest(
        stiffness: stiffness, mass: .identity(parts * length), count: 30,
        options: EigensolverOptions(seed: UInt64(seed)))
      for index in 0..<30 {
        let exact = 2 - 2 * cos(Double.pi * Double(index / parts) / Double(length))
        #expect(abs(pairs.values[index] - exact) < 1e-11, "seed \(seed), pair \(index)")
      }
      let gram = SparseSamples.product(pairs.vectors.transposed(), pairs.vectors)
      #expect(
        SparseSamples.largestDifference(gram, SparseMatrix<Double>.identity(30).dense()) < 1e-10)
    }
  }

  @Test func aSmallSubspaceRestartsToTheSamePairs() throws {
    let stiffness = try SparseSamples.grid(37, 29)
    let mass = SparseMatrix<Double>.identity(37 * 29)
    let wide = try Eigensolver.smallest(stiffness: stiffness, mass: mass, count: 20)
    let narrow = try Eigensolver.smallest(
      stiffness: stiffness, mass: mass, count: 20, options: EigensolverOptions(subspace: 33))
    for index in 0..<20 {
      #expect(abs(wide.values[index] - narrow.values[index]) < 1e-11)
    }
    #expect(narrow.residuals.allSatisfy { $0 < 1e-8 })
  }

  @Test func theResultHasTheSameBitsOnAnyNumberOfWorkersAndTwice() throws {
    let stiffness = try SparseSamples.grid(41, 37)
    let mass = SparseMatrix<Double>.identity(41 * 37)
    let runs = try Workers.oneTwoThree {
      try Eigensolver.smallest(stiffness: stiffness, mass: mass, count: 9)
    }
    #expect(runs[1] == runs[0] && runs[2] == runs[0])
    let again = try Eigensolver.smallest(stiffness: stiffness, mass: mass, count: 9)
    #expect(again == runs[0])
  }

  @Test func solversOnSeveralThreadsDoNotDisturbEachOther() async throws {
    let stiffness = try SparseSamples.grid(23, 19)
    let mass = SparseMatrix<Double>.identity(23 * 19)
    let expected = try Eigensolver.smallest(stiffness: stiffness, mass: mass, count: 6)
    try await withThrowingTaskGroup(of: Eigenpairs.self) { group in
      for _ in 0..<4 {
        group.addTask { try Eigensolver.smallest(stiffness: stiffness, mass: mass, count: 6) }
      }
      for try await pairs in group { #expect(pairs == expected) }
    }
  }

  @Test func requestsThatCannotBeMetAreRefused() throws {
    let path = try SparseSamples.path(100)
    let one = SparseMatrix<Double>.identity(100)
    expect(path, one, 0, .parameterOutOfRange, says: "Ask for 1 to 100")
    expect(path, one, 101, .parameterOutOfRange, says: "101 eigenpairs")
    expect(path, .identity(99), 3, .shapeMismatch, says: "99")
    expect(path, .zeros(rows: 100, columns: 100), 3, .notPositiveDefinite, says: "row 0")
    var damaged = path
    damaged.values[3] = .nan
    expect(damaged, one, 3, .notFinite, says: "row 1")
    expect(path.scaled(by: -1), one, 3, .notPositiveDefinite, says: "cannot be factored")
    expect(
      path, one, 3, .noConvergence, says: "converged within 1 restarts",
      EigensolverOptions(tolerance: 0, restarts: 1, subspace: 4))
    expect(
      path, one, 3, .parameterOutOfRange, says: "subspace is 3", EigensolverOptions(subspace: 3))
    expect(
      .zeros(rows: 0, columns: 0), .zeros(rows: 0, columns: 0), 1, .parameterOutOfRange, says: "0")
  }

  private func expect(
    _ stiffness: SparseMatrix<Double>, _ mass: SparseMatrix<Double>, _ count: Int,
    _ code: NumericsError.Code, says text: String,
    _ options: EigensolverOptions = EigensolverOptions(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: NumericsError.self, sourceLocation: sourceLocation) {
      try Eigensolver.smallest(stiffness: stiffness, mass: mass, count: count, options: options)
    }
    #expect(error?.code == code, sourceLocation: sourceLocation)
    #expect(
      error?.message.contains(text) == true, "\(error?.message ?? "")",
      sourceLocation: sourceLocation)
  }
}
