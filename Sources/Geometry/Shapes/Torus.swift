/// A tube around a circle in the plane z = 0.
struct Torus: ImplicitSurface {
  /// The radius of the circle, in length units.
  let radius: Double
  /// The radius of the tube, less than that.
  let tube: Double

  var thinnest: Double { min(tube, radius - tube) }
  var genus: Int { 1 }
  var steepest: Double { 1 }

  var box: (lower: SIMD3<Double>, upper: SIMD3<Double>) {
    let reach = SIMD3(radius + tube, radius + tube, tube)
    return (-reach, reach)
  }

  func value(at point: SIMD3<Double>) -> Double {
    let across = (point.x * point.x + point.y * point.y).squareRoot() - radius
    return (across * across + point.z * point.z).squareRoot() - tube
  }
}
