internal import CKernels

/// L and D of P A Pᵀ = L D Lᵀ, pivots of either sign, in the blocks of a ``CholeskyAnalysis``.
struct SupernodalFactor: Sendable {
  let analysis: CholeskyAnalysis
  private let values: [Double]
  private let pivots: [Double]

  /// Factors a matrix of the analyzed pattern without exchanging pivots.
  ///
  /// - Parameter positive: whether a negative pivot is an error; one lost in rounding errors always is.
  init(
    _ matrix: SparseMatrix<Double>, analysis: CholeskyAnalysis, positive: Bool
  ) throws(NumericsError) {
    self.analysis = analysis
    let rows = analysis.rows
    var pivots = [Double](repeating: 0, count: rows)
    var failure: Int64 = -1
    values = [Double](unsafeUninitializedCapacity: analysis.valueCount) { values, count in
      LargeMemory.advise(values)
      matrix.withUnsafeArrays { offsets, columns, entries in
        withUnsafePointer(to: analysis.nodes) { nodes in
          failure = meridian_supernodal_factor(
            nodes, offsets.baseAddress, columns.baseAddress, entries.baseAddress,
            positive ? 1 : 0, values.baseAddress, &pivots)
        }
      }
      // A failed factor is thrown away below without being read.
      count = failure == -1 ? analysis.valueCount : 0
    }
    self.pivots = pivots
    if failure == -2 { throw .factorMemory(rows: rows) }
    if failure >= 0 {
      throw .notPositive(
        row: Int(analysis.nodes.permutation[Int(failure)]), pivot: pivots[Int(failure)])
    }
  }

  /// The number of negative pivots: of negative eigenvalues of the factored matrix, by Sylvester's law of inertia.
  var negativePivotCount: Int { pivots.count { $0 < 0 } }

  /// The right-hand sides that are solved together: 1, 8 or 16.
  static func lanes(width: Int) -> Int { width <= 1 ? 1 : width <= 8 ? 8 : 16 }

  /// Solves for columns of a row-major matrix, at most 16; `source` and `target` may be the same memory.
  ///
  /// - Parameters:
  ///   - stride: elements from one row to the next, of both.
  ///   - columns: those to be solved for.
  ///   - workspace: `analysis.vectorLength` times the lanes of their number.
  func solve(
    _ source: UnsafePointer<Double>, into target: UnsafeMutablePointer<Double>, stride: Int,
    columns: Range<Int>, workspace: UnsafeMutablePointer<Double>
  ) {
    let lanes = Self.lanes(width: columns.count)
    guard let permutation = analysis.nodes.permutation else { return }
    let width = columns.count
    for row in 0..<analysis.rows {
      let from = source + Int(permutation[row]) * stride + columns.lowerBound
      let to = workspace + row * lanes
      for lane in 0..<width { to[lane] = from[lane] }
      for lane in width..<lanes { to[lane] = 0 }
    }
    solveOrdered(workspace, lanes: lanes)
    for row in 0..<analysis.rows {
      let from = workspace + row * lanes
      let to = target + Int(permutation[row]) * stride + columns.lowerBound
      for lane in 0..<width { to[lane] = from[lane] }
    }
  }

  /// Solves in place for 1, 8 or 16 right-hand sides in the order of the factor.
  ///
  /// - Parameter vectors: row-major, `analysis.vectorLength` rows.
  func solveOrdered(_ vectors: UnsafeMutablePointer<Double>, lanes: Int) {
    withUnsafePointer(to: analysis.nodes) { nodes in
      meridian_supernodal_solve(nodes, values, pivots, Int32(lanes), vectors)
    }
  }
}
