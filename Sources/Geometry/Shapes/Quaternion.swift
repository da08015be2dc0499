internal import Foundation
internal import Numerics

/// A unit quaternion: a rotation of space.
struct Quaternion: Sendable, Equatable {
  /// The imaginary part in x, y and z, the real part in w.
  let parts: SIMD4<Double>

  static let identity = Quaternion(parts: [0, 0, 0, 1])

  /// The rotation about a unit axis by an angle in radians, counterclockwise as seen from the axis' tip.
  init(axis: SIMD3<Double>, angle: Double) {
    parts = SIMD4(axis * sin(angle / 2), cos(angle / 2))
  }

  init(parts: SIMD4<Double>) { self.parts = parts }

  /// A rotation from all alike (Shoemake 1992).
  ///
  /// Draws three words.
  init(from stream: inout RandomStream) {
    let (share, first, second) = (stream.uniform(), stream.uniform(), stream.uniform())
    let (low, high) = ((1 - share).squareRoot(), share.squareRoot())
    parts = SIMD4(
      low * sin(2 * Double.pi * first), low * cos(2 * Double.pi * first),
      high * sin(2 * Double.pi * second), high * cos(2 * Double.pi * second))
  }

  private var imaginary: SIMD3<Double> { SIMD3(parts.x, parts.y, parts.z) }

  /// The rotation of the right side, then that of the left.
  static func * (left: Quaternion, right: Quaternion) -> Quaternion {
    Quaternion(parts: product(left.parts, right.parts))
  }

  /// The product of quaternions of any length.
  static func product(_ left: SIMD4<Double>, _ right: SIMD4<Double>) -> SIMD4<Double> {
    let (a, b) = (SIMD3(left.x, left.y, left.z), SIMD3(right.x, right.y, right.z))
    return SIMD4(
      left.w * b + right.w * a + TriangleMesh.cross(a, b), left.w * right.w - (a * b).sum())
  }

  /// A vector turned by this rotation.
  func rotated(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    let twice = 2 * TriangleMesh.cross(imaginary, vector)
    return vector + parts.w * twice + TriangleMesh.cross(imaginary, twice)
  }
}
