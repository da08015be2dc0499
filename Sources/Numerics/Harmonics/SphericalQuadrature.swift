#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The latitudes of a grid of bandwidth b over the sphere and their weights, exact for products of two functions of
/// bandwidth b (Driscoll & Healy, 1994; Kostelec & Rockmore, FFTs on the rotation group, 2008, section 3).
public struct SphericalQuadrature: Hashable, Sendable {
  /// The bandwidth: degrees 0 … b − 1 are told apart by 2 b latitudes and as many longitudes.
  public let bandwidth: Int
  /// The colatitudes β = π (2 j + 1) / 4 b in radians from the pole, none of them on it.
  public let angles: [Double]
  /// Weights that add up to 1: Σ w f(β) is the mean over the sphere of a function of β alone, up to degree 2 b − 1.
  public let weights: [Double]

  /// - Parameter bandwidth: from 1.
  public init(bandwidth: Int) {
    precondition(bandwidth > 0, "SphericalQuadrature: bandwidth \(bandwidth)")
    self.bandwidth = bandwidth
    let b = Double(bandwidth)
    angles = (0..<2 * bandwidth).map { .pi * Double(2 * $0 + 1) / (4 * b) }
    weights = angles.map { angle in
      var sum = 0.0
      for k in 0..<bandwidth {
        let odd = Double(2 * k + 1)
        sum += sin(odd * angle) / odd
      }
      return sin(angle) * sum / b
    }
  }
}
