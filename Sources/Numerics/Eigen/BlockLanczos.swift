/// Block Lanczos with thick restarts on (K − σM)⁻¹M.
///
/// The basis V grows by a block of vectors a step; T = Vᵀ M (K − σM)⁻¹ M V is computed entry by entry, which makes the
/// method as robust as Arnoldi's at the price of one product. When the basis is full, the best Ritz vectors take its
/// place: Wu and Simon, "Thick-restart Lanczos method for large symmetric eigenvalue problems", SIAM J. Matrix Anal.
/// Appl. 22(2), 2000; Stewart, "A Krylov–Schur algorithm for large eigenproblems", 23(3), 2001. A block finds several
/// copies of a multiple eigenvalue at once; ``ShiftInvert/countBelow(_:)`` tells whether any is missing.
final class BlockLanczos {
  private let operation: ShiftInvert
  private let options: EigensolverOptions
  private let count: Int
  private let plan: BlockPlan
  private let products: BlockVectors
  private let width = BlockVectors.width
  private var orthonormalizer: BlockOrthonormalizer

  /// `plan.capacity` panels, of which the first `filled` are projected in `projection`.
  private let basis: UnsafeMutablePointer<Double>
  private let block: UnsafeMutablePointer<Double>
  private let weighted: UnsafeMutablePointer<Double>
  private var filled = 0
  private var projection: DenseMatrix<Double>
  /// R of the last step.
  private var rest: [Double] = []
  /// Vᵀ M (K − σM)⁻¹ M Q for the next block Q as far as theory tells it: from panel `firstCoupled` on.
  private var coupling: [Double]?
  private var firstCoupled = 0
  private var restarts = 0

  init(_ operation: ShiftInvert, count: Int, plan: BlockPlan, options: EigensolverOptions) {
    self.operation = operation
    self.options = options
    self.count = count
    self.plan = plan
    products = BlockVectors(rows: operation.problem.rows)
    basis = .allocate(capacity: operation.problem.rows * plan.capacity * width)
    LargeMemory.advise(
      UnsafeMutableBufferPointer(
        start: basis, count: operation.problem.rows * plan.capacity * width))
    block = .allocate(capacity: operation.blockRows * width)
    weighted = .allocate(capacity: operation.problem.rows * width)
    projection = DenseMatrix(rows: plan.capacity * width, columns: plan.capacity * width)
    orthonormalizer = BlockOrthonormalizer(
      operation, products: products, seed: options.seed, weighted: weighted)
  }

  deinit {
    basis.deallocate()
    block.deallocate()
    weighted.deallocate()
  }

  /// The pairs, ascending.
  func solve() throws(NumericsError) -> (values: [Double], vectors: DenseMatrix<Double>) {
    try startBlock()
    var ritz = try iterate(atLeast: 0)
    // Each round finds a pair or ends, so there are at most as many as pairs.
    for _ in 0..<count {
      let values = self.values(ritz)
      guard try missing(below: values) else { break }
      compress(ritz, keeping: count)
      try startBlock()
      ritz = try iterate(atLeast: plan.capacity)
      guard zip(self.values(ritz), values).contains(where: { $0 < $1 - 1e-9 * abs($1) }) else {
        break
      }
    }
    return (values(ritz), vectors(ritz))
  }

  /// Eigenpairs of the projection, the wanted ones (the largest) first, as many as are looked at.
  private struct Ritz {
    var values: [Double]
    /// One a column, a row for each column of the basis.
    var vectors: [Double]
  }

  /// Puts random vectors, orthonormal to the basis, into the block.
  private func startBlock() throws(NumericsError) {
    orthonormalizer.fillRandomly(block)
    _ = try orthonormalizer.apply(block, panels: basis, count: filled)
    coupling = nil
  }

  private func iterate(atLeast least: Int) throws(NumericsError) -> Ritz {
    while true {
      try expand()
      let isFull = filled == plan.capacity
      guard isFull || (filled >= max(least, plan.firstCheck) && isCheckDue) else { continue }
      let ritz = try decompose(keeping: isFull ? plan.kept * width : count)
      let converged = convergedCount(ritz)
      if converged >= count, filled >= least { return ritz }
      guard isFull else { continue }
      restarts += 1
      if restarts >= options.restarts {
        throw NumericsError(
          .noConvergence,
          "\(converged) of \(count) eigenpairs converged within \(options.restarts) restarts of a"
            + " space of \(plan.capacity * width). Raise restarts or subspace, or lower the count.")
      }
      compress(ritz, keeping: plan.kept * width)
    }
  }

  /// A check costs about as much as two steps.
  private var isCheckDue: Bool { filled % 4 == 0 }

  /// Adds the block to the basis and makes the next one.
  private func expand() throws(NumericsError) {
    let size = products.rows * width
    (basis + filled * size).update(from: block, count: size)
    operation.weigh(block, width: width, into: weighted)
    block.update(from: weighted, count: size)
    operation.solve(block)
    let parts = try orthonormalizer.apply(
      block, panels: basis, count: filled + 1, known: coupling ?? (filled == 0 ? [] : nil),
      first: firstCoupled)
    let columns = filled * width
    for row in 0..<columns + width {
      for column in 0..<width {
        let value = parts.basis[row * width + column]
        projection[row, columns + column] = value
        if row < columns { projection[columns + column, row] = value }
      }
    }
    rest = parts.rest
    coupling = (0..<width * width).map { rest[$0 % width * width + $0 / width] }
    firstCoupled = filled
    filled += 1
  }

  private func decompose(keeping kept: Int) throws(NumericsError) -> Ritz {
    let size = filled * width
    var square = DenseMatrix<Double>(rows: size, columns: size)
    for row in 0..<size {
      for column in 0..<size {
        square[row, column] = 0.5 * (projection[row, column] + projection[column, row])
      }
    }
    let (values, vectors) = try SymmetricEigen.decompose(square)
    let most = min(kept, size)
    var entries = [Double](repeating: 0, count: size * most)
    for row in 0..<size {
      for column in 0..<most { entries[row * most + column] = vectors[row, size - 1 - column] }
    }
    return Ritz(values: Array(values.reversed().prefix(most)), vectors: entries)
  }

  /// What rounding errors let a residual reach.
  private static let leastTolerance = 1e-12

  /// How many of the wanted pairs have a relative residual, up to the spread of the masses, within the tolerance.
  ///
  /// With S the Ritz vector and s its last block, A x − θ x = Q R s, so K x − λ M x = −(K − σM) Q R s / θ.
  private func convergedCount(_ ritz: Ritz) -> Int {
    guard ritz.values.count >= count else { return 0 }
    operation.applyShifted(block, width: width, into: weighted)
    let gram = products.inner(weighted, count: 1, weighted)
    let tolerance = max(options.tolerance, Self.leastTolerance) * operation.meanMass.squareRoot()
    return (0..<count).count { pair in
      let rest = lastPart(ritz, pair: pair)
      var square = 0.0
      for row in 0..<width {
        for column in 0..<width { square += rest[row] * gram[row * width + column] * rest[column] }
      }
      let theta = ritz.values[pair]
      guard theta > 0 else { return false }
      let size = theta * (abs(operation.shift + 1 / theta) + operation.problem.floor)
      return max(square, 0).squareRoot() <= tolerance * size
    }
  }

  /// R s for the last block s of a Ritz vector.
  private func lastPart(_ ritz: Ritz, pair: Int) -> [Double] {
    let most = ritz.values.count
    return (0..<width).map { row in
      (0..<width).reduce(0) { sum, column in
        let entry = ritz.vectors[((filled - 1) * width + column) * most + pair]
        return sum + rest[row * width + column] * entry
      }
    }
  }

  /// Replaces the basis by the leading Ritz vectors, the last panel filled up with zeros.
  private func compress(_ ritz: Ritz, keeping kept: Int) {
    let panels = (kept + width - 1) / width
    let most = ritz.values.count
    let (rows, width) = (products.rows, width)
    var factor = [Double](repeating: 0, count: filled * width * panels * width)
    for row in 0..<filled * width {
      for column in 0..<min(kept, most) {
        factor[row * panels * width + column] = ritz.vectors[row * most + column]
      }
    }
    let basis = basis
    products.combine(basis, count: filled, factor: factor, width: panels * width) {
      first, count, product in
      for panel in 0..<panels {
        for row in 0..<count {
          (basis + (panel * rows + first + row) * width).update(
            from: product + (row * panels + panel) * width, count: width)
        }
      }
    }
    projection = DenseMatrix(rows: plan.capacity * width, columns: plan.capacity * width)
    coupling = []
    for pair in 0..<panels * width {
      projection[pair, pair] = pair < most ? ritz.values[pair] : 0
      coupling? += pair < most ? lastPart(ritz, pair: pair) : Array(repeating: 0, count: width)
    }
    firstCoupled = 0
    filled = panels
  }

  private func values(_ ritz: Ritz) -> [Double] {
    ritz.values.prefix(count).map { operation.shift + 1 / $0 }
  }

  private func vectors(_ ritz: Ritz) -> DenseMatrix<Double> {
    let most = ritz.values.count
    let (depth, wanted, order) = (filled * width, count, operation.order)
    var factor = [Double](repeating: 0, count: depth * wanted)
    for row in 0..<depth {
      for column in 0..<wanted { factor[row * wanted + column] = ritz.vectors[row * most + column] }
    }
    let size = products.rows * wanted
    let values = [Double](unsafeUninitializedCapacity: size) { target, initialized in
      if let start = target.baseAddress {
        products.combine(basis, count: filled, factor: factor, width: wanted) {
          first, count, product in
          for row in 0..<count {
            (start + Int(order[first + row]) * wanted).update(
              from: product + row * wanted, count: wanted)
          }
        }
      }
      initialized = size
    }
    return DenseMatrix(rows: products.rows, columns: wanted, values: values)
  }

  /// Two eigenvalues further apart than this, relative to the larger, have room for a shift between them.
  private static let gap = 1e-5

  /// Whether there are more eigenvalues below the highest gap of `values` (ascending) than these.
  private func missing(below values: [Double]) throws(NumericsError) -> Bool {
    let highest = values.indices.dropFirst().last {
      values[$0] - values[$0 - 1] > Self.gap * (abs(values[$0]) + operation.problem.floor)
    }
    guard let highest else { return false }
    let shift = 0.5 * (values[highest - 1] + values[highest])
    return try operation.countBelow(shift).map { $0 > highest } ?? false
  }
}
