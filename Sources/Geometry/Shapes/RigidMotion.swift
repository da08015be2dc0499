/// A rotation and a translation as a unit dual quaternion, which blends without collapsing what it moves.
///
/// Kavan, Collins, Žára & O'Sullivan, "Skinning with dual quaternions", 2007.
struct RigidMotion: Sendable, Equatable {
  /// The rotation.
  private(set) var real: SIMD4<Double>
  /// Half the translation times the rotation.
  private(set) var dual: SIMD4<Double>

  static let identity = RigidMotion(
    rotation: .identity, translation: .zero)

  /// x ↦ rotation · x + translation.
  init(rotation: Quaternion, translation: SIMD3<Double>) {
    real = rotation.parts
    dual = Quaternion.product(SIMD4(translation, 0), rotation.parts) / 2
  }

  /// The rotation about an axis through a point.
  init(rotation: Quaternion, about point: SIMD3<Double>) {
    self.init(rotation: rotation, translation: point - rotation.rotated(point))
  }

  private init(real: SIMD4<Double>, dual: SIMD4<Double>) {
    (self.real, self.dual) = (real, dual)
  }

  /// The motion of the right side, then that of the left.
  static func * (left: RigidMotion, right: RigidMotion) -> RigidMotion {
    RigidMotion(
      real: Quaternion.product(left.real, right.real),
      dual: Quaternion.product(left.real, right.dual) + Quaternion.product(left.dual, right.real))
  }

  /// The same motion, written with the sign that is nearer to another.
  func signed(like other: RigidMotion) -> RigidMotion {
    (real * other.real).sum() < 0 ? RigidMotion(real: -real, dual: -dual) : self
  }

  /// Motions of which neighbours have like signs, mixed by weights of sum 1.
  static func blend(_ motions: [RigidMotion], weights: [Double]) -> RigidMotion {
    var (real, dual) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    for (motion, weight) in zip(motions, weights) {
      real += motion.real * weight
      dual += motion.dual * weight
    }
    let length = (real * real).sum().squareRoot()
    return RigidMotion(real: real / length, dual: dual / length)
  }

  /// The image of a point.
  func applied(to point: SIMD3<Double>) -> SIMD3<Double> {
    let conjugate = SIMD4(-real.x, -real.y, -real.z, real.w)
    let twice = 2 * Quaternion.product(dual, conjugate)
    return Quaternion(parts: real).rotated(point) + SIMD3(twice.x, twice.y, twice.z)
  }
}
