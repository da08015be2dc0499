internal import Foundation
internal import Numerics

/// Bends and twists of space that keep lengths nearly.
enum SurfaceBend {
  /// The most by which half of a body is turned by one bend, in radians.
  private static let mostTurn = 1.5

  /// Bends points around a cylinder: what lies t in direction `normal` is stretched along `axis` by 1 − κ t.
  ///
  /// - Parameters:
  ///   - points: around the origin.
  ///   - axis: unit direction that becomes an arc.
  ///   - normal: unit direction towards the arc's centre, at a right angle to it.
  ///   - strength: of the largest stretch or shortening, −1 < β < 1; κ is β over the largest |t|, or less where
  ///     the body is so long that it would close to a ring.
  static func bent(
    _ points: [SIMD3<Double>], axis: SIMD3<Double>, normal: SIMD3<Double>, strength: Double
  ) -> [SIMD3<Double>] {
    var (length, thickness) = (0.0, 0.0)
    for point in points {
      length = max(length, abs((point * axis).sum()))
      thickness = max(thickness, abs((point * normal).sum()))
    }
    guard strength != 0, length > 0, thickness > 0 else { return points }
    let curvature = strength / max(thickness, length * abs(strength) / mostTurn)
    return points.map { point in
      let (along, across) = ((point * axis).sum(), (point * normal).sum())
      let radius = 1 / curvature - across
      let angle = curvature * along
      let turned = axis * (radius * sin(angle)) + normal * (1 / curvature - radius * cos(angle))
      return point + turned - axis * along - normal * across
    }
  }

  /// Twists points about an axis by an angle that grows along it; lengths change by at most half the strength.
  ///
  /// - Parameters:
  ///   - points: around the origin.
  ///   - axis: unit direction.
  ///   - strength: the shear at the point farthest from the axis, −1 < γ < 1.
  static func twisted(
    _ points: [SIMD3<Double>], axis: SIMD3<Double>, strength: Double
  ) -> [SIMD3<Double>] {
    var thickness = 0.0
    for point in points {
      let across = point - axis * (point * axis).sum()
      thickness = max(thickness, TriangleMesh.length(across))
    }
    guard strength != 0, thickness > 0 else { return points }
    return points.map { point in
      Quaternion(axis: axis, angle: strength / thickness * (point * axis).sum()).rotated(point)
    }
  }

  /// A random unit direction at a right angle to another.
  ///
  /// Draws one word.
  static func across(_ axis: SIMD3<Double>, _ stream: inout RandomStream) -> SIMD3<Double> {
    // The axis of space that is farthest from the direction.
    var helper = SIMD3<Double>.zero
    let parts = [abs(axis.x), abs(axis.y), abs(axis.z)]
    helper[parts.firstIndex(of: min(parts[0], parts[1], parts[2])) ?? 0] = 1
    let first = TriangleMesh.cross(axis, helper)
    let angle = 2 * Double.pi * stream.uniform()
    return Quaternion(axis: axis, angle: angle).rotated(first / TriangleMesh.length(first))
  }
}
