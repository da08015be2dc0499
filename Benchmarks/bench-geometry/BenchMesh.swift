internal import Geometry

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The surface that is measured: a sphere with bumps and three different axes, so that no eigenvalue is multiple and
/// no triangle like another.
enum BenchMesh {
  /// 10·4ᵏ + 2 vertices.
  static func make(subdivisions: Int) throws -> TriangleMesh {
    let sphere = try MeshPrimitives.icosphere(subdivisions: subdivisions)
    let positions = sphere.positions.map { point in
      let bump = 1 + 0.08 * sin(5 * point.x + 1) * cos(4 * point.y) + 0.05 * sin(9 * point.z)
      return point * bump * SIMD3(1, 0.8, 0.65)
    }
    return try TriangleMesh(positions: positions, faces: sphere.faces)
  }
}
