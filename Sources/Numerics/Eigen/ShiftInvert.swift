internal import CARPACK

/// ARPACK's reverse communication for (K − σM)⁻¹M in the inner product of M.
struct ShiftInvert {
  private let problem: EigenProblem
  private let options: EigensolverOptions
  private let shift: Double
  private let factor: SparseCholesky

  init(_ problem: EigenProblem, options: EigensolverOptions) throws(NumericsError) {
    self.problem = problem
    self.options = options
    shift = options.shift ?? -problem.floor
    let shifted = problem.stiffness.adding(problem.mass, scaledBy: -shift)
    do {
      factor = try SparseCholesky(shifted)
    } catch {
      throw NumericsError(
        error.code,
        "The stiffness matrix shifted by \(shift) times the mass matrix cannot be factored. "
          + error.message)
    }
  }

  func solve(count: Int) throws(NumericsError) -> Eigenpairs {
    var found = try search(count: count, outside: nil)
    let check = MissingPairs(problem)
    // Each round adds a pair or ends, so there are at most as many as pairs.
    for _ in 0..<count {
      let values = found.values.sorted()
      let missing = try check.count(below: values)
      guard missing > 0, let highest = values.last else { break }
      let more = try search(
        count: min(missing, problem.rows - count - 1), outside: Deflation(found, of: problem))
      guard let lowest = more.values.min(), lowest < highest else { break }
      found = MissingPairs.merged(found, more, rows: problem.rows)
    }
    return problem.finished(values: found.values, columns: found.columns)
  }

  private func search(
    count: Int, outside deflation: Deflation?
  ) throws(NumericsError) -> RawPairs {
    try LibraryLock.withLock { () throws(NumericsError) in
      OpenBLAS.useOneThread()
      return try iterate(count: count, outside: deflation)
    }
  }

  /// The state that ARPACK keeps between calls.
  private struct State {
    var ido: Int32 = 0
    var info: Int32 = 1
    var residual: [Double]
    var basis: [Double]
    var parameters = [Int32](repeating: 0, count: 11)
    var pointers = [Int32](repeating: 0, count: 11)
    var vectors: [Double]
    var workspace: [Double]
    let subspace: Int

    init(rows: Int, subspace: Int, options: EigensolverOptions) {
      self.subspace = subspace
      var stream = RandomStream(seed: options.seed, "Eigensolver", "start vector")
      residual = (0..<rows).map { _ in stream.uniform() - 0.5 }
      basis = Array(repeating: 0, count: rows * subspace)
      vectors = Array(repeating: 0, count: 3 * rows)
      workspace = Array(repeating: 0, count: subspace * (subspace + 8))
      parameters[0] = 1
      parameters[2] = Int32(options.restarts)
      parameters[3] = 1
      parameters[6] = 3
    }
  }

  private func iterate(
    count: Int, outside deflation: Deflation?
  ) throws(NumericsError) -> RawPairs {
    let rows = problem.rows
    let subspace = min(
      rows - (deflation?.count ?? 0), options.subspace ?? max(2 * count + 1, 20))
    var state = State(rows: rows, subspace: subspace, options: options)
    var permuted = [Double](repeating: 0, count: rows)
    repeat {
      dsaupd_c(
        &state.ido, "G", Int32(rows), "LM", Int32(count), options.tolerance, &state.residual,
        Int32(subspace), &state.basis, Int32(rows), &state.parameters, &state.pointers,
        &state.vectors, &state.workspace, Int32(state.workspace.count), &state.info)
      apply(&state, &permuted, outside: deflation)
    } while state.ido != 99
    try check(state, count: count)
    return try extract(&state, count: count)
  }

  /// Answers one request: −1 asks for (K − σM)⁻¹M x, 1 for the same with M x given, 2 for M x.
  private func apply(
    _ state: inout State, _ permuted: inout [Double], outside deflation: Deflation?
  ) {
    guard [-1, 1, 2].contains(state.ido) else { return }
    let rows = problem.rows
    let from = Int(state.pointers[0]) - 1
    let to = Int(state.pointers[1]) - 1
    let given = Int(state.pointers[2]) - 1
    let request = state.ido
    state.vectors.withUnsafeMutableBufferPointer { vectors in
      let x = UnsafeBufferPointer(rebasing: vectors[from..<from + rows])
      let y = UnsafeMutableBufferPointer(rebasing: vectors[to..<to + rows])
      if request != 1 { problem.mass.multiply(x, width: 1, into: y) }
      if request == 2 { return }
      let right =
        request == 1
        ? UnsafeBufferPointer(rebasing: vectors[given..<given + rows]) : UnsafeBufferPointer(y)
      factor.solve(right, into: y, width: 1)
      deflation?.apply(y)
    }
  }

  private func extract(
    _ state: inout State, count: Int
  ) throws(NumericsError) -> RawPairs {
    let rows = problem.rows
    let selection = [Int32](repeating: 0, count: state.subspace)
    var values = [Double](repeating: 0, count: count)
    var columns = [Double](repeating: 0, count: rows * count)
    dseupd_c(
      1, "A", selection, &values, &columns, Int32(rows), shift, "G", Int32(rows), "LM",
      Int32(count), options.tolerance, &state.residual, Int32(state.subspace), &state.basis,
      Int32(rows), &state.parameters, &state.pointers, &state.vectors, &state.workspace,
      Int32(state.workspace.count), &state.info)
    guard state.info == 0, state.parameters[4] >= count else {
      throw NumericsError(
        .libraryFailure,
        "ARPACK's dseupd failed with code \(state.info) on \(rows) rows and \(count) pairs."
          + " Choose another subspace or seed.")
    }
    return RawPairs(values: values, columns: columns)
  }

  private func check(_ state: State, count: Int) throws(NumericsError) {
    if state.info == 0 { return }
    let converged = state.parameters[4]
    guard state.info == 1 || state.info == 3 || state.info == -9999 else {
      throw NumericsError(
        .libraryFailure,
        "ARPACK's dsaupd failed with code \(state.info) on \(problem.rows) rows and \(count)"
          + " pairs. Choose another seed.")
    }
    throw NumericsError(
      .noConvergence,
      "\(converged) of \(count) eigenpairs converged within \(options.restarts) restarts of a"
        + " space of \(state.subspace). Raise restarts or subspace, or lower the count.")
  }
}
