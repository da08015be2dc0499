internal import Foundation
public import Numerics

/// The wave kernel signature: how likely a quantum particle of some energy is found at x.
///
/// Aubry, Schlickewei & Cremers, "The Wave Kernel Signature: A Quantum Mechanical Approach to Shape Analysis"
/// (2011): WKS(x, e) = C_e Σᵢ φᵢ(x)² exp(−(e − ln λᵢ)² / 2σ²) over the eigenvalues above zero, with C_e the inverse
/// of the sum of the exponentials. Where heat lets only low frequencies pass, each energy is a band.
public enum WaveKernelSignature {
  /// The bands: logarithms of energies and their common width.
  public struct Energies: Sendable, Equatable {
    /// e, ascending: logarithms of eigenvalues.
    public let logarithms: [Double]
    /// The standard deviation σ of a band, in the logarithm; positive.
    public let width: Double

    /// Names the bands.
    ///
    /// - Throws: ``GraphError/parameterOutOfRange(name:value:range:)``.
    public init(logarithms: [Double], width: Double) throws(GraphError) {
      if let bad = logarithms.first(where: { !$0.isFinite }) {
        throw .parameterOutOfRange(name: "energy", value: "\(bad)", range: "a finite logarithm")
      }
      guard width.isFinite, width > 0 else {
        throw .parameterOutOfRange(
          name: "width", value: "\(width)", range: "a positive finite number")
      }
      self.logarithms = logarithms
      self.width = width
    }
  }

  /// Energies from ln λ_first + 2σ to ln λ_last − 2σ, evenly spaced by δ = σ / `widthInSteps`, as in the paper.
  ///
  /// - Parameters:
  ///   - basis: with at least two different eigenvalues above zero.
  ///   - count: number of energies, at least 1. Default: 100.
  ///   - widthInSteps: σ / δ, positive. Default: 7.
  /// - Throws: ``GraphError``.
  public static func energies(
    of basis: Eigenbasis, count: Int = 100, widthInSteps: Double = 7
  ) throws(GraphError) -> Energies {
    guard count >= 1 else {
      throw .parameterOutOfRange(name: "count", value: "\(count)", range: "at least 1")
    }
    guard widthInSteps.isFinite, widthInSteps > 0 else {
      throw .parameterOutOfRange(
        name: "widthInSteps", value: "\(widthInSteps)", range: "a positive finite number")
    }
    let low = try log(basis.values[basis.firstPositive()])
    let high = log(basis.values[basis.count - 1])
    guard high > low else {
      throw .eigenbasis(
        problem: "has one eigenvalue above zero, wave kernels need two. Compute more pairs.")
    }
    let step = (high - low) / (Double(count - 1) + 4 * widthInSteps)
    return try Energies(
      logarithms: (0..<count).map { low + step * (2 * widthInSteps + Double($0)) },
      width: widthInSteps * step)
  }

  /// The weights exp(−(e − ln λ)² / 2σ²), 0 for eigenvalues that are zero.
  ///
  /// - Parameters:
  ///   - basis: k pairs, at least one above zero.
  ///   - energies: t bands.
  ///   - isNormalized: whether each energy has the factor C_e, by which its signature integrates to 1.
  /// - Throws: ``GraphError`` where all eigenvalues are zero.
  public static func weights(
    of basis: Eigenbasis, energies: Energies, isNormalized: Bool = true
  ) throws(GraphError) -> SpectralWeights {
    let first = try basis.firstPositive()
    return SpectralWeights(
      count: basis.count, columns: energies.logarithms.count, isNormalized: isNormalized
    ) { pair, column in
      guard pair >= first else { return -.infinity }
      let distance = (energies.logarithms[column] - log(basis.values[pair])) / energies.width
      return -0.5 * distance * distance
    }
  }

  /// The signature (n × t), one row a vertex.
  ///
  /// - Throws: ``GraphError`` where all eigenvalues are zero.
  /// - Complexity: O(n k t).
  public static func values(
    of basis: Eigenbasis, energies: Energies, isNormalized: Bool = true
  ) throws(GraphError) -> DenseMatrix<Double> {
    try weights(of: basis, energies: energies, isNormalized: isNormalized).diagonal(of: basis)
  }
}
