/// The operator (K − σM)⁻¹M, symmetric in the inner product of M; its largest eigenvalues 1 / (λ − σ) belong to the
/// smallest λ above σ.
struct ShiftInvert {
  let problem: EigenProblem
  let shift: Double
  private let analysis: CholeskyAnalysis
  private let factor: SparseCholesky
  private let shifted: SparseMatrix<Double>

  init(_ problem: EigenProblem, shift: Double?) throws(NumericsError) {
    self.problem = problem
    self.shift = shift ?? -problem.floor
    shifted = SymmetricCheck.withSymmetricPattern(
      problem.stiffness.adding(problem.mass, scaledBy: -self.shift))
    analysis = try CholeskyAnalysis(shifted)
    do {
      factor = try SparseCholesky(shifted, analysis: analysis)
    } catch {
      throw NumericsError(
        error.code,
        "The stiffness matrix shifted by \(self.shift) times the mass matrix cannot be factored. "
          + error.message)
    }
  }

  /// M x for `width` columns, row-major.
  func weigh(
    _ x: UnsafeBufferPointer<Double>, width: Int, into y: UnsafeMutableBufferPointer<Double>
  ) {
    problem.mass.multiply(x, width: width, into: y)
  }

  /// (K − σM) x.
  func applyShifted(
    _ x: UnsafeBufferPointer<Double>, width: Int, into y: UnsafeMutableBufferPointer<Double>
  ) {
    shifted.multiply(x, width: width, into: y)
  }

  /// (K − σM)⁻¹ x; both may be the same memory.
  func solve(
    _ x: UnsafeBufferPointer<Double>, width: Int, into y: UnsafeMutableBufferPointer<Double>
  ) {
    factor.solve(x, into: y, width: width)
  }

  /// The number of eigenvalues below `value`, by Sylvester's law of inertia: K − μM has as many negative pivots as there
  /// are eigenvalues below μ (Parlett, "The Symmetric Eigenvalue Problem", 1998, section 3.3). Nil where a pivot is lost
  /// in rounding errors: μ hit an eigenvalue of a leading part.
  func countBelow(_ value: Double) throws(NumericsError) -> Int? {
    let moved = SymmetricCheck.withSymmetricPattern(
      problem.stiffness.adding(problem.mass, scaledBy: -value))
    do {
      return try SupernodalFactor(moved, analysis: analysis, positive: false).negativePivotCount
    } catch  where error.code == .notPositiveDefinite {
      return nil
    }
  }
}
