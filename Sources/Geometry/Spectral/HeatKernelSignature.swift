internal import Foundation
public import Numerics

/// The heat kernel signature h(x, t) = Σᵢ exp(−λᵢ t) φᵢ(x)²: the heat that is left at x after time t.
///
/// Sun, Ovsjanikov & Guibas, "A Concise and Provably Informative Multi-Scale Signature Based on Heat Diffusion"
/// (2009). It is the same for isometric shapes, whatever the signs and rotations of eigenvectors, as long as
/// the basis holds whole multiplets: cut it first by ``Eigenbasis/cutAtLastGap(relativeGap:)``.
///
///     let whole = try basis.cutAtLastGap()
///     let times = try HeatKernelSignature.times(of: whole)
///     let signature = try HeatKernelSignature.values(of: whole, times: times)
public enum HeatKernelSignature {
  /// Times from 4 ln 10 / λ_last to 4 ln 10 / λ_first (the first above zero), evenly spaced in the logarithm.
  ///
  /// - Parameters:
  ///   - basis: with at least one eigenvalue above zero.
  ///   - count: number t of times, at least 1. Default: 100, as in the paper.
  /// - Returns: ascending, in 1 / unit of λ; for a surface in length units squared.
  /// - Throws: ``GraphError``.
  public static func times(of basis: Eigenbasis, count: Int = 100) throws(GraphError) -> [Double] {
    guard count >= 1 else {
      throw .parameterOutOfRange(name: "count", value: "\(count)", range: "at least 1")
    }
    let low = try basis.values[basis.firstPositive()]
    let high = basis.values[basis.count - 1]
    let peak = 4 * log(10.0)
    let step = log(high / low) / Double(max(1, count - 1))
    return (0..<count).map { peak / high * exp(step * Double($0)) }
  }

  /// The weights exp(−λ t).
  ///
  /// - Parameters:
  ///   - basis: k pairs.
  ///   - times: t, finite and not negative.
  ///   - isScaled: whether each time is divided by the heat trace Σᵢ exp(−λᵢ t), which brings all times to one scale.
  /// - Throws: ``GraphError/parameterOutOfRange(name:value:range:)``.
  public static func weights(
    of basis: Eigenbasis, times: [Double], isScaled: Bool = true
  ) throws(GraphError) -> SpectralWeights {
    if let bad = times.first(where: { !($0 >= 0 && $0.isFinite) }) {
      throw .parameterOutOfRange(name: "time", value: "\(bad)", range: "a finite number from 0")
    }
    return SpectralWeights(
      count: basis.count, columns: times.count, isNormalized: isScaled
    ) { -basis.values[$0] * times[$1] }
  }

  /// The signature (n × t), one row a vertex.
  ///
  /// - Throws: ``GraphError/parameterOutOfRange(name:value:range:)``; see ``weights(of:times:isScaled:)``.
  /// - Complexity: O(n k t).
  public static func values(
    of basis: Eigenbasis, times: [Double], isScaled: Bool = true
  ) throws(GraphError) -> DenseMatrix<Double> {
    try weights(of: basis, times: times, isScaled: isScaled).diagonal(of: basis)
  }
}
