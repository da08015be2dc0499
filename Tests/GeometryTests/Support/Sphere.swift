import Foundation
import Geometry

/// Closed forms on the unit sphere, and vectors in space.
enum Sphere {
  static func length(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum().squareRoot() }

  static func distance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    2 * asin(min(1, length(a - b) / 2))
  }

  /// A tangent vector at `a` carried along the great circle to `b`, which is not opposite.
  static func carried(
    _ vector: SIMD3<Double>, from a: SIMD3<Double>, to b: SIMD3<Double>
  ) -> SIMD3<Double> {
    vector - (a + b) * ((vector * b).sum() / (1 + (a * b).sum()))
  }

  /// Where `b` lies in the tangent plane of `a`: the azimuthal equidistant map.
  static func chart(
    of b: SIMD3<Double>, around a: SIMD3<Double>, x: SIMD3<Double>, y: SIMD3<Double>
  ) -> SIMD2<Double> {
    let flat = b - a * (a * b).sum()
    let size = length(flat)
    return size > 0 ? distance(a, b) / size * SIMD2((flat * x).sum(), (flat * y).sum()) : .zero
  }

  /// Points spread evenly over the sphere along a spiral.
  static func spiral(_ count: Int) -> [SIMD3<Double>] {
    (0..<count).map { index in
      let z = 1 - (2 * Double(index) + 1) / Double(count)
      let angle = Double(index) * .pi * (3 - 5.0.squareRoot())
      let radius = (1 - z * z).squareRoot()
      return SIMD3(radius * cos(angle), radius * sin(angle), z)
    }
  }
}

extension Surfaces {
  /// A flat patch of n × n squares, two triangles each, sheared so that its triangles are needles
  /// with angles far above a right one.
  static func needles(_ n: Int, shear: Double) throws -> TriangleMesh {
    let grid = try MeshPrimitives.gridPatch(rows: n, columns: n)
    return try TriangleMesh(
      positions: grid.positions.map { SIMD3($0.x + shear * $0.y, $0.y, 0) }, faces: grid.faces)
  }

  /// A pyramid over a polygon, cut by rings: flat, seen from inside, but for its tip, vertex 0.
  static func pyramid(sectors: Int, rings: Int, slope: Double) throws -> TriangleMesh {
    var positions: [SIMD3<Double>] = [.zero]
    for ring in 1...rings {
      for sector in 0..<sectors {
        let angle = 2 * Double.pi * Double(sector) / Double(sectors)
        positions.append(Double(ring) * SIMD3(cos(angle), sin(angle), -slope))
      }
    }
    func vertex(_ ring: Int, _ sector: Int) -> Int32 {
      Int32(1 + (ring - 1) * sectors + sector % sectors)
    }
    var faces: [SIMD3<Int32>] = []
    for sector in 0..<sectors {
      faces.append([0, vertex(1, sector), vertex(1, sector + 1)])
      for ring in 1..<rings {
        let (a, b) = (vertex(ring, sector), vertex(ring + 1, sector))
        let (c, d) = (vertex(ring + 1, sector + 1), vertex(ring, sector + 1))
        faces += [[a, b, c], [a, c, d]]
      }
    }
    return try TriangleMesh(positions: positions, faces: faces)
  }
}
