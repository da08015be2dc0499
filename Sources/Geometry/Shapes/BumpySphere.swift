internal import Foundation

/// A unit sphere with bumps in some directions d: radius 1 + h Σ exp((u · d − 1) / w) in direction u.
struct BumpySphere: ImplicitSurface {
  /// Unit directions of the bumps.
  let directions: [SIMD3<Double>]
  /// The height h of a bump, in length units.
  let height: Double
  /// The width w: 1 − cos of the angle at which a bump has fallen by e.
  let width: Double

  var thinnest: Double { 0.25 }

  var box: (lower: SIMD3<Double>, upper: SIMD3<Double>) {
    let reach = SIMD3<Double>(
      repeating: 1 + height * (1 + Double(directions.count) * exp(-1 / width)))
    return (-reach, reach)
  }

  func value(at point: SIMD3<Double>) -> Double {
    let length = TriangleMesh.length(point)
    guard length > 0 else { return -1 }
    let sum = directions.reduce(0) { sum, direction in
      sum + exp(((point * direction).sum() / length - 1) / width)
    }
    return length - 1 - height * sum
  }
}
