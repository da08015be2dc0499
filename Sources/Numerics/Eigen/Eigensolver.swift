/// Eigenpairs at the low end of K x = λ M x, for sparse K and M.
public enum Eigensolver {
  /// The `count` smallest eigenvalues with their eigenvectors.
  ///
  /// Block Lanczos with thick restarts on (K − σM)⁻¹M (Wu and Simon, SIAM J. Matrix Anal. Appl. 22(2), 2000), the inverse
  /// applied to a block of vectors at once through a factorization. A count of negative pivots makes sure that no
  /// copy of a multiple eigenvalue is passed over. Small problems, and those that ask for a large part of all pairs,
  /// are solved densely by LAPACK. The result does not depend on the number of workers.
  ///
  /// - Parameters:
  ///   - stiffness: K, `n × n`, symmetric positive semidefinite, finite.
  ///   - mass: M, `n × n`, symmetric positive definite: diagonal (lumped) or not (Galerkin).
  ///   - count: the number of pairs, from 1 to `n`.
  ///   - options: tolerances, restarts, shift and seed.
  /// - Throws: ``NumericsError``: matrices that break a rule (naming the row), a count out of range, no convergence,
  ///   a residual above the tolerance.
  public static func smallest(
    stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>, count: Int,
    options: EigensolverOptions = EigensolverOptions()
  ) throws(NumericsError) -> Eigenpairs {
    try check(stiffness: stiffness, mass: mass, count: count, options: options)
    let problem = EigenProblem(stiffness: stiffness, mass: mass)
    let pairs = try solve(problem, count: count, options: options)
    try check(residuals: pairs, options: options)
    return pairs
  }

  private static func solve(
    _ problem: EigenProblem, count: Int, options: EigensolverOptions
  ) throws(NumericsError) -> Eigenpairs {
    guard !problem.isSmall(count: count),
      let plan = BlockPlan(rows: problem.rows, count: count, subspace: options.subspace)
    else { return try problem.solveDensely(count: count) }
    let (values, vectors) = try BlockLanczos(
      ShiftInvert(problem, shift: options.shift), count: count, plan: plan, options: options
    ).solve()
    return problem.finished(values: values, vectors: vectors)
  }

  private static func check(
    stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>, count: Int,
    options: EigensolverOptions
  ) throws(NumericsError) {
    try SymmetricCheck.check(stiffness, name: "stiffness matrix")
    try SymmetricCheck.check(mass, name: "mass matrix")
    let rows = stiffness.rows
    guard mass.rows == rows else {
      throw NumericsError(
        .shapeMismatch,
        "The stiffness matrix has \(rows) rows, the mass matrix \(mass.rows). Make both from the"
          + " same mesh or graph.")
    }
    guard (1...max(rows, 1)).contains(count), rows > 0 else {
      throw NumericsError(
        .parameterOutOfRange,
        "\(count) eigenpairs of a problem of \(rows) rows. Ask for 1 to \(rows).")
    }
    if let row = mass.diagonalValues.firstIndex(where: { $0 <= 0 }) {
      throw NumericsError(
        .notPositiveDefinite,
        "The mass matrix holds \(mass[row, row]) on its diagonal at row \(row). Every vertex needs"
          + " a positive mass: remove isolated vertices and degenerate faces.")
    }
    try check(options, count: count)
  }

  private static func check(
    _ options: EigensolverOptions, count: Int
  ) throws(NumericsError) {
    func fail(_ text: String) -> NumericsError { NumericsError(.parameterOutOfRange, text) }
    guard options.tolerance >= 0, options.tolerance < 1 else {
      throw fail("tolerance is \(options.tolerance). Choose 0 or more, below 1.")
    }
    guard options.residualTolerance > 0 else {
      throw fail("residualTolerance is \(options.residualTolerance). Choose a positive number.")
    }
    guard options.restarts >= 1, options.restarts <= 1_000_000 else {
      throw fail("restarts is \(options.restarts). Choose 1 to 1,000,000.")
    }
    if let subspace = options.subspace, subspace <= count {
      throw fail("subspace is \(subspace) for \(count) eigenpairs. Choose more than that.")
    }
    if let shift = options.shift, !shift.isFinite {
      throw fail("shift is \(shift). Choose a finite number below the lowest eigenvalue.")
    }
  }

  private static func check(
    residuals pairs: Eigenpairs, options: EigensolverOptions
  ) throws(NumericsError) {
    let bad = pairs.residuals.firstIndex { !($0 <= options.residualTolerance) }
    guard let bad else { return }
    throw NumericsError(
      .noConvergence,
      "Eigenpair \(bad) (λ = \(pairs.values[bad])) has a relative residual of"
        + " \(pairs.residuals[bad]), above \(options.residualTolerance). Repair slivers of the"
        + " mesh, or raise the tolerance.")
  }
}
