internal import Numerics

/// Where a basis may be cut without tearing a multiplet.
extension Eigenbasis {
  /// The gap between neighbouring eigenvalues, relative to the larger one, that counts as one between multiplets.
  ///
  /// 1 / 1000: eigenvalues that symmetry makes equal differ by less on all but coarse meshes, and without
  /// symmetry k eigenvalues lie 1 / k apart in the mean, so that few are dropped.
  public static var defaultRelativeGap: Double { 1e-3 }

  /// Eigenvalues below this part of the last one count as zero: they carry the solver's rounding alone.
  static var zeroLevel: Double { 1e-8 }

  /// The number of pairs before the last spectral gap: the most that certainly hold whole multiplets.
  ///
  /// It is the largest m < k with λₘ₊₁ − λₘ > `relativeGap` · λₘ₊₁ (counted from 1; λₘ₊₁ at least 10⁻⁶ of the
  /// last, so that several zeros belong together). What comes after pair k is not known, so the multiplet of the
  /// last pair, which may be torn, is not counted. All k where the basis is complete (k = n) or `relativeGap` is 0.
  ///
  /// - Parameter relativeGap: from 0 below 1; 0 keeps everything.
  /// - Throws: ``GraphError`` for a bad `relativeGap`, or where there is no gap.
  public func countToLastGap(
    relativeGap: Double = Eigenbasis.defaultRelativeGap
  ) throws(GraphError) -> Int {
    guard relativeGap >= 0, relativeGap < 1 else {
      throw .parameterOutOfRange(
        name: "relativeGap", value: "\(relativeGap)", range: "a number from 0 below 1")
    }
    guard relativeGap > 0, count < size, let last = values.last else { return count }
    let floor = 1e-6 * abs(last)
    let gap = values.indices.dropFirst().last {
      values[$0] - values[$0 - 1] > relativeGap * max(abs(values[$0]), floor)
    }
    guard let gap else {
      throw .eigenbasis(
        problem: "has no relative gap above \(relativeGap) among its \(count) values, so that it"
          + " may hold a part of a multiplet alone. Compute more pairs, or lower the gap.")
    }
    return gap
  }

  /// The pairs before the last spectral gap; see ``countToLastGap(relativeGap:)``.
  public func cutAtLastGap(
    relativeGap: Double = Eigenbasis.defaultRelativeGap
  ) throws(GraphError) -> Eigenbasis {
    try prefix(countToLastGap(relativeGap: relativeGap))
  }

  /// The first pairs.
  ///
  /// - Parameter count: 1 ... the number of pairs.
  /// - Throws: ``GraphError/parameterOutOfRange(name:value:range:)``.
  public func prefix(_ count: Int) throws(GraphError) -> Eigenbasis {
    guard count >= 1, count <= self.count else {
      throw .parameterOutOfRange(
        name: "count", value: "\(count)",
        range: "an integer from 1 to \(self.count), the pairs of the basis")
    }
    guard count < self.count else { return self }
    return try Eigenbasis(
      values: Array(values.prefix(count)), vectors: vectors.firstColumns(count))
  }

  /// The index of the first eigenvalue above zero: the number of components of the domain, if all were found.
  ///
  /// - Throws: ``GraphError`` where all values are zero.
  func firstPositive() throws(GraphError) -> Int {
    guard let last = values.last, last > 0,
      let first = values.firstIndex(where: { $0 > Self.zeroLevel * last })
    else {
      throw .eigenbasis(
        problem: "has no eigenvalue above zero. Compute more pairs than the domain has components.")
    }
    return first
  }
}

extension DenseMatrix {
  /// The columns before `count`.
  func firstColumns(_ count: Int) -> DenseMatrix {
    let (width, source) = (columns, values)
    var kept: [Scalar] = []
    kept.reserveCapacity(rows * count)
    for row in 0..<rows { kept += source[row * width..<row * width + count] }
    return DenseMatrix(rows: rows, columns: count, values: kept)
  }
}
