internal import Foundation

/// A function g of the eigenvalues by which signals are filtered: y = Φ g(Λ) Φᵀ M x.
///
/// Applied in an eigenbasis by ``SpectralDomain/filtered(_:by:)``, or without one by ``ChebyshevFilter``.
public struct SpectralFilter: Sendable {
  private let function: @Sendable (Double) -> Double

  /// A filter with a gain of one's own.
  ///
  /// - Parameter gain: finite for every λ ≥ 0.
  public init(_ gain: @escaping @Sendable (Double) -> Double) { function = gain }

  /// g(λ); eigenvalues below zero, which rounding makes, count as zero.
  public func gain(at value: Double) -> Double { function(max(0, value)) }

  /// Diffusion: exp(−t λ).
  ///
  /// - Parameter time: t, finite and at least 0, in 1 / unit of λ.
  /// - Throws: ``GraphError/parameterOutOfRange(name:value:range:)``.
  public static func heat(time: Double) throws(GraphError) -> SpectralFilter {
    try require(time, name: "time", mayBeZero: true)
    return SpectralFilter { exp(-time * $0) }
  }

  /// The regularized inverse 1 / (λ + s).
  ///
  /// - Parameter shift: s, positive and finite, in units of λ.
  /// - Throws: ``GraphError/parameterOutOfRange(name:value:range:)``.
  public static func inverse(shift: Double) throws(GraphError) -> SpectralFilter {
    try require(shift, name: "shift")
    return SpectralFilter { 1 / ($0 + shift) }
  }

  /// The ideal low-pass filter: 1 up to the cutoff, 0 above.
  ///
  /// - Parameter cutoff: in units of λ, finite and at least 0.
  /// - Throws: ``GraphError/parameterOutOfRange(name:value:range:)``.
  public static func lowPass(upTo cutoff: Double) throws(GraphError) -> SpectralFilter {
    try require(cutoff, name: "cutoff", mayBeZero: true)
    return SpectralFilter { $0 <= cutoff ? 1 : 0 }
  }

  /// The ideal band-pass filter: 1 from `lower` to `upper`, both included, 0 elsewhere.
  ///
  /// - Throws: ``GraphError/parameterOutOfRange(name:value:range:)`` unless 0 ≤ lower < upper, both finite.
  public static func bandPass(
    from lower: Double, to upper: Double
  ) throws(GraphError) -> SpectralFilter {
    try require(lower, name: "lower", mayBeZero: true)
    guard upper.isFinite, upper > lower else {
      throw .parameterOutOfRange(
        name: "upper", value: "\(upper)", range: "a finite number above \(lower)")
    }
    return SpectralFilter { $0 >= lower && $0 <= upper ? 1 : 0 }
  }

  /// The Mexican hat s λ exp(1 − s λ): 0 at λ = 0, and 1 at its peak 1 / s.
  ///
  /// The wavelet kernel of Hammond, Vandergheynst & Gribonval, "Wavelets on Graphs via Spectral Graph Theory"
  /// (2011), with the generator of the Laplacian of a Gaussian.
  ///
  /// - Parameter scale: s, positive and finite, in 1 / unit of λ.
  /// - Throws: ``GraphError/parameterOutOfRange(name:value:range:)``.
  public static func mexicanHat(scale: Double) throws(GraphError) -> SpectralFilter {
    try require(scale, name: "scale")
    return SpectralFilter { scale * $0 * exp(1 - scale * $0) }
  }

  static func require(
    _ value: Double, name: String, mayBeZero: Bool = false
  ) throws(GraphError) {
    guard value.isFinite, mayBeZero ? value >= 0 : value > 0 else {
      throw .parameterOutOfRange(
        name: name, value: "\(value)",
        range: mayBeZero ? "a finite number from 0" : "a positive finite number")
    }
  }
}
