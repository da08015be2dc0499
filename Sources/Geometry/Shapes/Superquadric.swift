internal import Foundation

/// A superquadric (Barr 1981): ((|x/a|ᵖ + |y/b|ᵖ)^(q/p) + |z/c|ᑫ)^(1/q) = 1.
///
/// Exponents of 2 make an ellipsoid, larger ones a box, less than 2 an octahedron.
struct Superquadric: ImplicitSurface {
  /// Half axes a, b, c, in length units.
  let radii: SIMD3<Double>
  /// The exponent p across, and q along z; above 1.
  let across: Double
  let along: Double

  init(_ radii: SIMD3<Double>, across: Double = 2, along: Double = 2) {
    (self.radii, self.across, self.along) = (radii, across, along)
  }

  var thinnest: Double { radii.min() / 2 }

  var box: (lower: SIMD3<Double>, upper: SIMD3<Double>) { (-radii, radii) }

  func value(at point: SIMD3<Double>) -> Double {
    let x = abs(point.x) / radii.x
    let y = abs(point.y) / radii.y
    let z = abs(point.z) / radii.z
    let disk = pow(pow(x, across) + pow(y, across), along / across)
    return radii.min() * (pow(disk + pow(z, along), 1 / along) - 1)
  }
}
