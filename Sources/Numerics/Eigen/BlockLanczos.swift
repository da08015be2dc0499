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
  private let products: TallProducts
  private var orthonormalizer: BlockOrthonormalizer

  /// Row-major: `plan.capacity` columns, of which `filled` are projected in `projection`.
  private let basis: UnsafeMutablePointer<Double>
  private let block: UnsafeMutablePointer<Double>
  private let weighted: UnsafeMutablePointer<Double>
  private var filled = 0
  private var projection: DenseMatrix<Double>
  private var coupling: [Double] = []
  private var restarts = 0

  init(_ operation: ShiftInvert, count: Int, plan: BlockPlan, options: EigensolverOptions) {
    self.operation = operation
    self.options = options
    self.count = count
    self.plan = plan
    let rows = operation.problem.rows
    products = TallProducts(rows: rows)
    basis = .allocate(capacity: rows * plan.capacity)
    block = .allocate(capacity: rows * plan.width)
    weighted = .allocate(capacity: rows * plan.width)
    projection = DenseMatrix(rows: plan.capacity, columns: plan.capacity)
    orthonormalizer = BlockOrthonormalizer(
      operation, products: products, width: plan.width, seed: options.seed, weighted: weighted)
  }

  deinit {
    basis.deallocate()
    block.deallocate()
    weighted.deallocate()
  }

  /// The pairs, ascending.
  func solve() throws(NumericsError) -> (values: [Double], vectors: DenseMatrix<Double>) {
    startBlock()
    var ritz = try iterate(atLeast: 0)
    // Each round finds a pair or ends, so there are at most as many as pairs.
    for _ in 0..<count {
      let values = self.values(ritz)
      guard try missing(below: values) else { break }
      compress(ritz, keeping: count)
      startBlock()
      ritz = try iterate(atLeast: plan.capacity - plan.width)
      guard zip(self.values(ritz), values).contains(where: { $0 < $1 - 1e-9 * abs($1) }) else {
        break
      }
    }
    return (values(ritz), vectors(ritz))
  }

  /// Eigenpairs of the projection, the wanted ones (the largest) first, as many as are looked at.
  private struct Ritz {
    var values: [Double]
    /// filled × values.count.
    var vectors: [Double]
  }

  private func columns(_ range: Range<Int>) -> Tall {
    Tall(start: basis + range.lowerBound, columns: range.count, stride: plan.capacity)
  }

  /// Puts random vectors, orthonormal to the basis, into the block.
  private func startBlock() {
    orthonormalizer.fillRandomly(block)
    _ = orthonormalizer.apply(block, basis: columns(0..<filled))
  }

  private func iterate(atLeast least: Int) throws(NumericsError) -> Ritz {
    while true {
      expand()
      let isFull = filled + plan.width > plan.capacity
      guard isFull || (filled >= max(least, plan.firstCheck) && isCheckDue) else { continue }
      let ritz = try decompose(keeping: isFull ? plan.kept : count)
      let converged = convergedCount(ritz)
      if converged >= count, filled >= least { return ritz }
      guard isFull else { continue }
      restarts += 1
      if restarts >= options.restarts {
        throw NumericsError(
          .noConvergence,
          "\(converged) of \(count) eigenpairs converged within \(options.restarts) restarts of a"
            + " space of \(plan.capacity). Raise restarts or subspace, or lower the count.")
      }
      compress(ritz, keeping: plan.kept)
    }
  }

  /// A check costs about as much as a step: every second one is followed by one.
  private var isCheckDue: Bool { (filled / plan.width) % 2 == 0 }

  /// Adds the block to the basis and makes the next one.
  private func expand() {
    let (rows, width) = (products.rows, plan.width)
    let all = UnsafeMutableBufferPointer(start: block, count: rows * width)
    let massive = UnsafeMutableBufferPointer(start: weighted, count: rows * width)
    for row in 0..<rows {
      (basis + row * plan.capacity + filled).update(from: block + row * width, count: width)
    }
    operation.weigh(UnsafeBufferPointer(all), width: width, into: massive)
    operation.solve(UnsafeBufferPointer(massive), width: width, into: all)
    let parts = orthonormalizer.apply(block, basis: columns(0..<filled + width))
    for row in 0..<filled + width {
      for column in 0..<width {
        let value = parts.basis[row * width + column]
        if row < filled {
          projection[row, filled + column] = value
          projection[filled + column, row] = value
        } else {
          projection[row, filled + column] = value
        }
      }
    }
    coupling = parts.rest
    filled += width
  }

  private func decompose(keeping kept: Int) throws(NumericsError) -> Ritz {
    var square = DenseMatrix<Double>(rows: filled, columns: filled)
    for row in 0..<filled {
      for column in 0..<filled {
        square[row, column] = 0.5 * (projection[row, column] + projection[column, row])
      }
    }
    let (values, vectors) = try SymmetricEigen.decompose(square)
    let most = min(kept, filled)
    var entries = [Double](repeating: 0, count: filled * most)
    for row in 0..<filled {
      for column in 0..<most { entries[row * most + column] = vectors[row, filled - 1 - column] }
    }
    return Ritz(values: Array(values.reversed().prefix(most)), vectors: entries)
  }

  /// How many of the wanted pairs have a relative residual, up to the spread of the masses, within the tolerance.
  ///
  /// With S the Ritz vector and s its last block, A x − θ x = Q R s, so K x − λ M x = −(K − σM) Q R s / θ.
  private func convergedCount(_ ritz: Ritz) -> Int {
    let (rows, width, most) = (products.rows, plan.width, ritz.values.count)
    guard most >= count else { return 0 }
    operation.applyShifted(
      UnsafeBufferPointer(start: block, count: rows * width), width: width,
      into: UnsafeMutableBufferPointer(start: weighted, count: rows * width))
    let image = Tall(start: weighted, columns: width, stride: width)
    var gram = [Double](repeating: 0, count: width * width)
    products.inner(image, image, into: &gram)
    let problem = operation.problem
    let meanMass = problem.mass.diagonalValues.reduce(0, +) / Double(rows)
    return (0..<count).count { pair in
      var rest = [Double](repeating: 0, count: width)
      for row in 0..<width {
        for column in 0..<width {
          let entry = ritz.vectors[(filled - width + column) * most + pair]
          rest[row] += coupling[row * width + column] * entry
        }
      }
      var square = 0.0
      for row in 0..<width {
        for column in 0..<width { square += rest[row] * gram[row * width + column] * rest[column] }
      }
      let theta = ritz.values[pair]
      guard theta > 0 else { return false }
      let size = theta * (abs(operation.shift + 1 / theta) + problem.floor)
      return max(square, 0).squareRoot()
        <= max(options.tolerance, 1e-14) * size * meanMass.squareRoot()
    }
  }

  /// Replaces the basis by the leading Ritz vectors.
  private func compress(_ ritz: Ritz, keeping kept: Int) {
    let most = ritz.values.count
    let width = min(kept, most)
    var factor = [Double](repeating: 0, count: filled * width)
    for row in 0..<filled {
      for column in 0..<width { factor[row * width + column] = ritz.vectors[row * most + column] }
    }
    products.multiply(columns(0..<filled), by: factor, into: columns(0..<width))
    projection = DenseMatrix(rows: plan.capacity, columns: plan.capacity)
    for pair in 0..<width { projection[pair, pair] = ritz.values[pair] }
    filled = width
  }

  private func values(_ ritz: Ritz) -> [Double] {
    ritz.values.prefix(count).map { operation.shift + 1 / $0 }
  }

  private func vectors(_ ritz: Ritz) -> DenseMatrix<Double> {
    let most = ritz.values.count
    var factor = [Double](repeating: 0, count: filled * count)
    for row in 0..<filled {
      for column in 0..<count { factor[row * count + column] = ritz.vectors[row * most + column] }
    }
    let size = products.rows * count
    let values = [Double](unsafeUninitializedCapacity: size) { target, initialized in
      if let start = target.baseAddress {
        products.multiply(
          columns(0..<filled), by: factor, into: Tall(start: start, columns: count, stride: count))
      }
      initialized = size
    }
    return DenseMatrix(rows: products.rows, columns: count, values: values)
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
