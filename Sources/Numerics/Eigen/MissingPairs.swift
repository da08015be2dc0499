/// Eigenpairs that a Krylov method passed over.
///
/// In exact arithmetic a Krylov space holds one vector of each eigenspace; further copies of a multiple eigenvalue come
/// from rounding errors, and now and then one has not come when all that were asked for have converged. Sylvester's law
/// of inertia tells: K − σM has as many negative pivots as there are eigenvalues below σ (Parlett, "The Symmetric
/// Eigenvalue Problem", 1998, section 3.3).
struct MissingPairs {
  private let problem: EigenProblem

  init(_ problem: EigenProblem) { self.problem = problem }

  /// Two eigenvalues further apart than this, relative to the larger, have room for σ between them.
  private static let gap = 1e-5

  /// How many eigenvalues below the highest gap of `values` are not among them.
  ///
  /// - Parameter values: ascending.
  func count(below values: [Double]) throws(NumericsError) -> Int {
    let highest = values.indices.dropFirst().last {
      values[$0] - values[$0 - 1] > Self.gap * (abs(values[$0]) + problem.floor)
    }
    guard let highest else { return 0 }
    let shift = 0.5 * (values[highest - 1] + values[highest])
    do {
      let shifted = SymmetricCheck.withSymmetricPattern(
        problem.stiffness.adding(problem.mass, scaledBy: -shift))
      let factor = try SupernodalFactor(
        shifted, analysis: CholeskyAnalysis(shifted), positive: false)
      return max(0, factor.negativePivotCount - highest)
    } catch  where error.code == .notPositiveDefinite {
      // A zero pivot: σ hit an eigenvalue of a leading part, and the count is not known.
      return 0
    }
  }

  /// The smallest of two lists of pairs, as many as the first has.
  static func merged(_ first: RawPairs, _ second: RawPairs, rows: Int) -> RawPairs {
    let values = first.values + second.values
    let columns = first.columns + second.columns
    let order = values.indices.sorted {
      values[$0] == values[$1] ? $0 < $1 : values[$0] < values[$1]
    }
    let kept = order.prefix(first.values.count)
    return RawPairs(
      values: kept.map { values[$0] },
      columns: kept.flatMap { columns[$0 * rows..<($0 + 1) * rows] })
  }
}

/// Eigenvalues, and their vectors one after the other.
struct RawPairs {
  var values: [Double]
  var columns: [Double]
}

/// The projection that takes given eigenvectors V out of a vector: y − V Vᵀ M y.
struct Deflation {
  /// The number of vectors taken out.
  let count: Int
  private let rows: Int
  private let columns: [Double]
  private let massive: [Double]

  init(_ pairs: RawPairs, of problem: EigenProblem) {
    count = pairs.values.count
    rows = problem.rows
    columns = pairs.columns
    var massive: [Double] = []
    massive.reserveCapacity(columns.count)
    for column in pairs.values.indices {
      massive += problem.mass.multiplied(by: Array(columns[column * rows..<(column + 1) * rows]))
    }
    self.massive = massive
  }

  func apply(_ vector: UnsafeMutableBufferPointer<Double>) {
    columns.withUnsafeBufferPointer { columns in
      massive.withUnsafeBufferPointer { massive in
        for start in stride(from: 0, to: columns.count, by: rows) {
          var dot = 0.0
          for row in 0..<rows { dot += massive[start + row] * vector[row] }
          for row in 0..<rows { vector[row] -= dot * columns[start + row] }
        }
      }
    }
  }
}
