internal import Foundation

/// The points at which signals on the sphere of bandwidth b are sampled: 2b × 2b of them.
///
/// β(j) = π (2j + 1) / (4b) counts down from the north pole, α(k) = 2π k / (2b) around the axis (Driscoll & Healy 1994;
/// Cohen, Geiger, Köhler & Welling 2018, arXiv 1801.10130).
public struct SphericalSamples: Sendable, Hashable {
  /// The bandwidth b.
  public let bandwidth: Int

  /// Samples of a bandwidth.
  ///
  /// - Throws: ``GridError`` unless it is in 1 ... 1,024.
  public init(bandwidth: Int) throws(GridError) {
    guard (1...1024).contains(bandwidth) else {
      throw .parameterOutOfRange(
        name: "bandwidth", value: "\(bandwidth)", range: "a whole number from 1 to 1,024")
    }
    self.bandwidth = bandwidth
  }

  /// Samples along a meridian, and as many around: 2b.
  public var side: Int { 2 * bandwidth }

  /// The angle β(j) from the north pole, in radians.
  public func colatitude(_ j: Int) -> Double { .pi * Double(2 * j + 1) / Double(4 * bandwidth) }

  /// The angle α(k) around the axis, in radians.
  public func longitude(_ k: Int) -> Double { 2 * .pi * Double(k) / Double(2 * bandwidth) }

  /// All points, j after j: (sin β cos α, sin β sin α, cos β).
  public var points: [SIMD3<Double>] {
    (0..<side * side).map { index in
      let (beta, alpha) = (colatitude(index / side), longitude(index % side))
      return SIMD3(sin(beta) * cos(alpha), sin(beta) * sin(alpha), cos(beta))
    }
  }
}
