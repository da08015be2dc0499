internal import Foundation
public import Numerics

/// Spectral filters without a basis: polynomials of the sparse operator M⁻¹ L, M diagonal.
///
/// Hammond, Vandergheynst & Gribonval, "Wavelets on Graphs via Spectral Graph Theory" (2011), section 6: g is
/// replaced by its truncated Chebyshev series on [0, λ_largest], and the recurrence needs one sparse product an
/// order. Nothing is lost to a truncated basis; how well the series follows g, ``error(of:)`` says.
///
///     let filter = try ChebyshevFilter(stiffness: stiffness, mass: mass, order: 30)
///     let smooth = try filter.filtered(signals, by: .heat(time: 0.01))
public struct ChebyshevFilter: Sendable {
  /// The degree of the polynomials.
  public let order: Int
  /// The bound of the spectrum that is used; no eigenvalue exceeds it.
  public let largest: Double
  /// 2 M⁻¹ L / λ_largest − I, whose eigenvalues lie in [−1, 1].
  private let shifted: SparseMatrix<Double>
  /// Rows of M with an entry that is not zero.
  private let isSupported: [Bool]

  /// Bounds the spectrum and scales the operator.
  ///
  /// - Parameters:
  ///   - stiffness: L (n × n), symmetric positive semidefinite.
  ///   - mass: M, diagonal and positive; nil for the identity. A vertex without mass must have no stiffness
  ///     either; signals become 0 there.
  ///   - order: 0 ... 10,000.
  ///   - largest: a bound of the eigenvalues that is known to hold; ``largestEigenvalueBound(stiffness:mass:)`` if
  ///     nil.
  /// - Throws: ``GraphError`` for matrices that do not fit, a mass that is not diagonal, or a bad parameter.
  public init(
    stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>? = nil, order: Int,
    largest: Double? = nil
  ) throws(GraphError) {
    guard (0...10_000).contains(order) else {
      throw .parameterOutOfRange(
        name: "order", value: "\(order)", range: "an integer from 0 to 10000")
    }
    if let largest { try SpectralFilter.require(largest, name: "largest") }
    let masses = try Self.masses(stiffness: stiffness, mass: mass)
    let bound = largest ?? Self.bound(stiffness, masses)
    // Without any edge every bound will do.
    let scale = bound > 0 ? bound : 1
    shifted = stiffness.scalingRows(by: masses.map { $0 > 0 ? 2 / (scale * $0) : 0 })
      .adding(.identity(stiffness.rows), scaledBy: -1)
    self.order = order
    self.largest = scale
    isSupported = masses.map { $0 > 0 }
  }

  /// The signals g(M⁻¹ L) x (n × c), up to the truncation of the series.
  ///
  /// - Parameters:
  ///   - signals: x, n × c.
  ///   - filter: g, continuous where it is to be followed well.
  /// - Throws: ``GraphError/signal(problem:)`` for another number of rows or a gain that is not finite.
  /// - Complexity: `order` sparse products.
  public func filtered(
    _ signals: DenseMatrix<Double>, by filter: SpectralFilter
  ) throws(GraphError) -> DenseMatrix<Double> {
    try filtered(signals, by: [filter])[0]
  }

  /// The signals through each of several filters, with one recurrence for all.
  ///
  /// - Throws: ``GraphError/signal(problem:)`` for another number of rows or a gain that is not finite.
  public func filtered(
    _ signals: DenseMatrix<Double>, by filters: [SpectralFilter]
  ) throws(GraphError) -> [DenseMatrix<Double>] {
    guard signals.rows == shifted.rows else {
      throw .signal(
        problem: "has \(signals.rows) rows, the operator \(shifted.rows)."
          + " Use a signal on the same vertices.")
    }
    var series: [[Double]] = []
    for filter in filters { series.append(try coefficients(of: filter)) }
    let width = signals.columns
    let supported = isSupported
    let values = signals.values
    var current = [Double](parallel: values.count) { supported[$0 / width] ? values[$0] : 0 }
    var previous = current
    var results = series.map { Self.scaled(current, by: $0[0] / 2) }
    for degree in 0..<order {
      let product = shifted.multiplied(
        by: DenseMatrix(rows: signals.rows, columns: width, values: current)
      ).values
      let (factor, older) = (degree == 0 ? 1.0 : 2.0, previous)
      let next = [Double](parallel: product.count) {
        degree == 0 ? product[$0] : factor * product[$0] - older[$0]
      }
      (previous, current) = (current, next)
      for index in results.indices {
        let (sum, weight) = (results[index], series[index][degree + 1])
        results[index] = [Double](parallel: sum.count) {
          supported[$0 / width] ? sum[$0] + weight * next[$0] : 0
        }
      }
    }
    return results.map { DenseMatrix(rows: signals.rows, columns: width, values: $0) }
  }

  /// The largest difference between g and its series at 10 points an order (at least 1,000) over the spectrum.
  ///
  /// A filtered signal is off by at most this part of its norm, but for what lies between the points.
  ///
  /// - Throws: ``GraphError/signal(problem:)`` for a gain that is not finite.
  public func error(of filter: SpectralFilter) throws(GraphError) -> Double {
    let series = try coefficients(of: filter)
    let points = max(1_000, 10 * order)
    return (0...points).reduce(0) { worst, point in
      let angle = Double.pi * Double(point) / Double(points)
      let x = cos(angle)
      // Clenshaw's recurrence.
      var (next, afterNext) = (0.0, 0.0)
      for degree in stride(from: order, to: 0, by: -1) {
        (next, afterNext) = (series[degree] + 2 * x * next - afterNext, next)
      }
      let sum = series[0] / 2 + x * next - afterNext
      return max(worst, abs(sum - filter.gain(at: largest / 2 * (x + 1))))
    }
  }

  /// The coefficients c₀ … c_order of g = c₀ / 2 + Σⱼ cⱼ Tⱼ, by the rule of Chebyshev's points.
  private func coefficients(of filter: SpectralFilter) throws(GraphError) -> [Double] {
    // More points than the order, so that the terms left out do not fold back on those kept.
    let points = 2 * order + 64
    let angles = (0..<points).map { Double.pi * (Double($0) + 0.5) / Double(points) }
    let gains = angles.map { filter.gain(at: largest / 2 * (cos($0) + 1)) }
    if let bad = gains.firstIndex(where: { !$0.isFinite }) {
      throw .signal(
        problem: "cannot be filtered: the gain at λ = \(largest / 2 * (cos(angles[bad]) + 1)) is"
          + " \(gains[bad]). Choose a filter that is finite from 0 to \(largest).")
    }
    return (0...order).map { degree in
      zip(angles, gains).reduce(0) { $0 + $1.1 * cos(Double(degree) * $1.0) } * 2
        / Double(points)
    }
  }

  private static func scaled(_ values: [Double], by factor: Double) -> [Double] {
    [Double](parallel: values.count) { factor * values[$0] }
  }
}

/// The bound of the spectrum.
extension ChebyshevFilter {
  /// A number that no eigenvalue of M⁻¹ L exceeds: the smaller of Gershgorin's bounds for M⁻¹ L and for the similar
  /// M^(−½) L M^(−½).
  ///
  /// It is a theorem, not an estimate; for D − A it gives twice the largest degree.
  ///
  /// - Parameters:
  ///   - stiffness: L, n × n.
  ///   - mass: M, diagonal; nil for the identity.
  /// - Throws: ``GraphError`` for matrices that do not fit or a mass that is not diagonal.
  public static func largestEigenvalueBound(
    stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>? = nil
  ) throws(GraphError) -> Double {
    try bound(stiffness, masses(stiffness: stiffness, mass: mass))
  }

  private static func bound(_ stiffness: SparseMatrix<Double>, _ masses: [Double]) -> Double {
    var (plain, balanced) = (0.0, 0.0)
    for row in 0..<stiffness.rows where masses[row] > 0 {
      var sums = (plain: 0.0, balanced: 0.0)
      for entry in stiffness.entries(inRow: row) {
        let size = abs(stiffness.values[entry])
        let mass = masses[Int(stiffness.columnIndices[entry])]
        guard size > 0, mass > 0 else { continue }
        sums.plain += size
        sums.balanced += size / mass.squareRoot()
      }
      plain = max(plain, sums.plain / masses[row])
      balanced = max(balanced, sums.balanced / masses[row].squareRoot())
    }
    // Rounding of the sums must not put an eigenvalue outside.
    return min(plain, balanced) * (1 + 1e-12)
  }

  /// The diagonal of the mass, once it is known to be one.
  private static func masses(
    stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>?
  ) throws(GraphError) -> [Double] {
    let size = stiffness.rows
    guard stiffness.columns == size, mass.map({ $0.rows == size && $0.columns == size }) ?? true
    else {
      throw .signal(
        problem: "cannot be filtered by a stiffness of \(size) × \(stiffness.columns) and a mass"
          + " of another size. Take both from one mesh or graph.")
    }
    guard let mass else { return [Double](repeating: 1, count: size) }
    for row in 0..<size {
      for entry in mass.entries(inRow: row)
      where Int(mass.columnIndices[entry]) != row && mass.values[entry] != 0 {
        throw .signal(
          problem: "cannot be filtered by a polynomial: the mass has an entry at row \(row), column"
            + " \(mass.columnIndices[entry]). Use a lumped mass, or filter in an eigenbasis.")
      }
    }
    let masses = mass.diagonalValues
    for row in 0..<size where !(masses[row] > 0) {
      guard masses[row] == 0,
        stiffness.entries(inRow: row).allSatisfy({ stiffness.values[$0] == 0 })
      else {
        throw .signal(
          problem: "cannot be filtered: row \(row) has stiffness but the mass \(masses[row])."
            + " Use a mass matrix with positive entries there.")
      }
    }
    return masses
  }
}
