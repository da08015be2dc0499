public import Numerics

/// A rotation of space about the origin, as its matrix.
public struct SpatialRotation: Sendable, Hashable {
  /// The rows of the matrix R, orthonormal and of determinant 1: the rotation moves p to R p.
  public let rows: [SIMD3<Double>]

  /// The rotation that moves nothing.
  public static let identity = SpatialRotation(
    rows: [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)])

  private init(rows: [SIMD3<Double>]) { self.rows = rows }

  /// The rotation of a quaternion w + x i + y j + z k, which is scaled to length 1.
  ///
  /// - Throws: ``GridError`` for one that is 0 or not finite.
  public init(quaternion: SIMD4<Double>) throws(GridError) {
    let length = (quaternion * quaternion).sum().squareRoot()
    guard length > 0, length.isFinite else {
      throw .parameterOutOfRange(
        name: "quaternion", value: "\(quaternion)", range: "finite numbers that are not all 0")
    }
    let unit = quaternion / length
    let (w, x, y, z) = (unit.x, unit.y, unit.z, unit.w)
    self.init(rows: [
      SIMD3(1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
      SIMD3(2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
      SIMD3(2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    ])
  }

  /// A rotation drawn from SO(3), all equally likely.
  ///
  /// It is the direction of four normal numbers taken as a quaternion (Shoemake, "Uniform Random Rotations", Graphics
  /// Gems III, 1992). Draws eight words unless the four numbers are all 0.
  public static func random(_ stream: inout RandomStream) -> SpatialRotation {
    while true {
      let drawn = SIMD4(stream.normal(), stream.normal(), stream.normal(), stream.normal())
      if let rotation = try? SpatialRotation(quaternion: drawn) { return rotation }
    }
  }

  /// The matrix, row by row.
  public var matrix: [Double] { rows.flatMap { [$0.x, $0.y, $0.z] } }

  /// Where a point goes.
  public func callAsFunction(_ point: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3((rows[0] * point).sum(), (rows[1] * point).sum(), (rows[2] * point).sum())
  }

  /// The rotation back.
  public var inverse: SpatialRotation {
    SpatialRotation(rows: (0..<3).map { SIMD3(rows[0][$0], rows[1][$0], rows[2][$0]) })
  }
}
