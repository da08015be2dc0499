internal import Foundation

/// The angles of triangles, from their edge lengths.
enum CornerAngles {
  /// The angle at each corner (3 m), in radians; those of a face sum to π, however flat it is.
  ///
  /// Faces with a repeated corner get zeros.
  static func measure(_ faces: [SIMD3<Int32>], lengths: [SIMD3<Double>]) -> [Double] {
    var angles = [Double](repeating: 0, count: 3 * faces.count)
    for (index, face) in faces.enumerated() where !TriangleMesh.hasRepeatedCorner(face) {
      let area = IntrinsicTriangle(lengths[index]).area
      for corner in 0..<3 {
        angles[3 * index + corner] = angle(
          opposite: lengths[index][corner], lengths[index][(corner + 1) % 3],
          lengths[index][(corner + 2) % 3], area)
      }
    }
    return angles
  }

  /// The law of cosines, with differences of like lengths taken before squaring.
  private static func angle(
    opposite: Double, _ first: Double, _ second: Double, _ area: Double
  ) -> Double {
    let (short, long) = (min(first, second), max(first, second))
    let numerator = short * short + (long - opposite) * (long + opposite)
    guard area > 0 || numerator != 0 else {
      // An edge of no length has right angles at its ends; a mere point is taken as equilateral.
      return long > 0 ? .pi / 2 : .pi / 3
    }
    return atan2(4 * area, numerator)
  }
}
