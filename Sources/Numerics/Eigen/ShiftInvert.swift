/// The operator (K − σM)⁻¹M, symmetric in the inner product of M.
///
/// Its largest eigenvalues 1 / (λ − σ) belong to the smallest λ above σ. Vectors are in the order of the factorization,
/// so that a solve moves no data.
struct ShiftInvert {
  let problem: EigenProblem
  let shift: Double
  /// The mean of M's diagonal.
  let meanMass: Double
  private let analysis: CholeskyAnalysis
  private let factor: SupernodalFactor
  private let mass: SparseMatrix<Double>
  private let shifted: SparseMatrix<Double>

  init(_ problem: EigenProblem, shift: Double?) throws(NumericsError) {
    self.problem = problem
    self.shift = shift ?? -problem.floor
    let given = SymmetricCheck.withSymmetricPattern(
      problem.stiffness.adding(problem.mass, scaledBy: -self.shift))
    analysis = try CholeskyAnalysis(given)
    do {
      factor = try SupernodalFactor(given, analysis: analysis, positive: true)
    } catch {
      throw NumericsError(
        error.code,
        "The stiffness matrix shifted by \(self.shift) times the mass matrix cannot be factored. "
          + error.message)
    }
    let order = analysis.permutation
    mass = problem.mass.reordered(order)
    shifted = given.reordered(order)
    meanMass = mass.diagonalValues.reduce(0, +) / Double(max(1, problem.rows))
  }

  /// The rows that a block must have memory for: those of the problem, then those that a solve needs.
  var blockRows: Int { analysis.vectorLength }

  /// The row of the problem that each row of a block stands for.
  var order: [Int32] { analysis.permutation }

  /// y = M x for `width` columns.
  func weigh(_ x: UnsafePointer<Double>, width: Int, into y: UnsafeMutablePointer<Double>) {
    multiply(mass, x, width: width, into: y)
  }

  /// y = (K − σM) x for `width` columns.
  func applyShifted(_ x: UnsafePointer<Double>, width: Int, into y: UnsafeMutablePointer<Double>) {
    multiply(shifted, x, width: width, into: y)
  }

  /// x = (K − σM)⁻¹ x for a block.
  func solve(_ block: UnsafeMutablePointer<Double>) {
    factor.solveOrdered(block, lanes: BlockVectors.width)
  }

  /// The number of eigenvalues below `value`.
  ///
  /// By Sylvester's law of inertia K − μM has as many negative pivots as there are eigenvalues below μ (Parlett, "The
  /// Symmetric Eigenvalue Problem", 1998, section 3.3). Nil where a pivot is lost in rounding errors: μ hit an
  /// eigenvalue of a leading part.
  func countBelow(_ value: Double) throws(NumericsError) -> Int? {
    let moved = SymmetricCheck.withSymmetricPattern(
      problem.stiffness.adding(problem.mass, scaledBy: -value))
    do {
      return try SupernodalFactor(moved, analysis: analysis, positive: false).negativePivotCount
    } catch  where error.code == .notPositiveDefinite {
      return nil
    }
  }

  private func multiply(
    _ matrix: SparseMatrix<Double>, _ x: UnsafePointer<Double>, width: Int,
    into y: UnsafeMutablePointer<Double>
  ) {
    let size = problem.rows * width
    matrix.multiply(
      UnsafeBufferPointer(start: x, count: size), width: width,
      into: UnsafeMutableBufferPointer(start: y, count: size))
  }
}

extension SparseMatrix where Scalar == Double {
  /// The matrix whose row and column k are row and column `order[k]` of this one.
  fileprivate func reordered(_ order: [Int32]) -> SparseMatrix {
    var places = [Int32](repeating: 0, count: rows)
    for (place, row) in order.enumerated() { places[Int(row)] = Int32(place) }
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(rows + 1)
    var indices: [Int32] = []
    var entries: [Double] = []
    indices.reserveCapacity(nonzeroCount)
    entries.reserveCapacity(nonzeroCount)
    var row: [(column: Int32, value: Double)] = []
    for given in order {
      row.removeAll(keepingCapacity: true)
      for entry in self.entries(inRow: Int(given)) {
        row.append((places[Int(columnIndices[entry])], values[entry]))
      }
      row.sort { $0.column < $1.column }
      for (column, value) in row {
        indices.append(column)
        entries.append(value)
      }
      offsets.append(Int32(indices.count))
    }
    return SparseMatrix(
      uncheckedRows: rows, columns: columns, rowOffsets: offsets, columnIndices: indices,
      values: entries)
  }
}
