/// A sum of weighted squared distances to planes, xᵀ A x + 2 bᵀ x + c (Garland & Heckbert 1997, section 5).
struct Quadric: Sendable {
  /// Axx, Ayy, Azz.
  private var diagonal = SIMD3<Double>.zero
  /// Ayz, Axz, Axy.
  private var mixed = SIMD3<Double>.zero
  private var linear = SIMD3<Double>.zero
  private var constant = 0.0
  /// The weight of all planes of faces: what makes an error a mean.
  private(set) var weight = 0.0

  /// No plane.
  init() {}

  /// The distance to one plane.
  ///
  /// - Parameters:
  ///   - normal: of length 1.
  ///   - point: on the plane.
  ///   - weight: of the squared distance.
  ///   - counts: whether the weight is one of a face.
  init(normal: SIMD3<Double>, through point: SIMD3<Double>, weight: Double, counts: Bool) {
    let offset = -(normal * point).sum()
    diagonal = weight * normal * normal
    mixed =
      weight
      * SIMD3(normal.y * normal.z, normal.x * normal.z, normal.x * normal.y)
    linear = (weight * offset) * normal
    constant = weight * offset * offset
    if counts { self.weight = weight }
  }

  static func + (a: Quadric, b: Quadric) -> Quadric {
    var sum = a
    sum += b
    return sum
  }

  static func += (a: inout Quadric, b: Quadric) {
    a.diagonal += b.diagonal
    a.mixed += b.mixed
    a.linear += b.linear
    a.constant += b.constant
    a.weight += b.weight
  }

  /// The sum at a point; never negative.
  func error(at point: SIMD3<Double>) -> Double {
    max(0, (point * (product(point) + 2 * linear)).sum() + constant)
  }

  /// The point of least error, or `nil` where the planes hardly determine one.
  ///
  /// - Parameter point: a point near it, from which the system is solved so that little is lost to rounding.
  func minimizer(near point: SIMD3<Double>) -> SIMD3<Double>? {
    // The adjugate of A.
    let (xx, yy, zz) = (diagonal.x, diagonal.y, diagonal.z)
    let (yz, xz, xy) = (mixed.x, mixed.y, mixed.z)
    let first = SIMD3(yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy)
    let determinant = (SIMD3(xx, xy, xz) * first).sum()
    let mean = diagonal.sum() / 3
    guard determinant > Self.leastDeterminant * mean * mean * mean else { return nil }
    let second = SIMD3(first.y, xx * zz - xz * xz, xy * xz - xx * yz)
    let third = SIMD3(first.z, second.z, xx * yy - xy * xy)
    let slope = product(point) + linear
    let step = SIMD3((first * slope).sum(), (second * slope).sum(), (third * slope).sum())
    return point - step / determinant
  }

  /// Of the determinant to that of a multiple of the identity; one of planes that meet in a line is rounding alone.
  private static let leastDeterminant = 1e-11

  private func product(_ x: SIMD3<Double>) -> SIMD3<Double> {
    diagonal * x
      + SIMD3(
        mixed.z * x.y + mixed.y * x.z, mixed.z * x.x + mixed.x * x.z,
        mixed.y * x.x + mixed.x * x.y)
  }
}
