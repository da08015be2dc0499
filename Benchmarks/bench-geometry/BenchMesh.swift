internal import Geometry

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The surfaces that are measured: with bumps, so that no eigenvalue is multiple and no triangle like another.
enum BenchMesh {
  /// Up to 10, `size` is a number of subdivisions k of a sphere with three different axes, 10·4ᵏ + 2 vertices; above
  /// it is about how many vertices a torus has.
  static func make(size: Int) throws -> TriangleMesh {
    size <= 10 ? try sphere(subdivisions: size) : try torus(vertices: size)
  }

  private static func sphere(subdivisions: Int) throws -> TriangleMesh {
    let sphere = try MeshPrimitives.icosphere(subdivisions: subdivisions)
    return try moved(sphere) { point in
      let bump = 1 + 0.08 * sin(5 * point.x + 1) * cos(4 * point.y) + 0.05 * sin(9 * point.z)
      return point * bump * SIMD3(1, 0.8, 0.65)
    }
  }

  private static func torus(vertices: Int) throws -> TriangleMesh {
    // Triangles as long as wide: the radii are 1 and 0.4.
    let minor = max(3, Int((Double(vertices) * 0.4).squareRoot()))
    let torus = try MeshPrimitives.torus(
      majorSegments: max(3, vertices / minor), minorSegments: minor)
    return try moved(torus) { point in
      point * (1 + 0.06 * sin(5 * point.x + 1) * cos(4 * point.y))
    }
  }

  private static func moved(
    _ mesh: TriangleMesh, _ move: (SIMD3<Double>) -> SIMD3<Double>
  ) throws -> TriangleMesh {
    try TriangleMesh(positions: mesh.positions.map(move), faces: mesh.faces)
  }
}
