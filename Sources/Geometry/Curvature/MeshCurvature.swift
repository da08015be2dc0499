internal import Numerics

/// The curvatures of a surface at the vertices of a mesh.
///
/// Positive where the surface bends away from its normal: a sphere of radius r that is oriented
/// outward has mean curvature 1/r. Vertices without a face have zeros.
public struct MeshCurvature: Sendable {
  /// 2π less the angles around each vertex (n), π less them at the boundary, in radians.
  ///
  /// Their sum is 2π times the Euler characteristic (Gauss & Bonnet).
  public let angleDefects: [Double]
  /// The angle defect over the vertex's mixed Voronoi area (n), in 1 / length².
  ///
  /// Meyer, Desbrun, Schröder & Barr (2003), equation 9.
  public let gaussian: [Double]
  /// Half the length of the cotangent Laplacian of the positions over the area (n), in 1 / length.
  ///
  /// Meyer et al., equation 8, with the sign of its direction along the normal.
  public let mean: [Double]
  /// The largest and the least curvature of curves through each vertex (n), in 1 / length.
  ///
  /// Eigenvalues of the shape operator of Rusinkiewicz, "Estimating Curvatures and Their Derivatives
  /// on Triangle Meshes" (2004): normals differ along each edge as it says, averaged over faces.
  public let principal: [SIMD2<Double>]
  /// The unit tangent direction of the largest curvature (n); its sign has no meaning.
  public let largestDirections: [SIMD3<Double>]
  /// The unit normal at each vertex (n).
  public let normals: [SIMD3<Double>]

  /// The unit tangent direction of the least curvature (n), across the largest.
  public var leastDirections: [SIMD3<Double>] {
    zip(normals, largestDirections).map { TriangleMesh.cross($0, $1) }
  }

  /// Measures a mesh.
  ///
  /// - Throws: ``MeshError``: not manifold, no proper face, or a face whose size is out of range.
  /// - Complexity: O(n + m).
  public init(of mesh: TriangleMesh) throws(MeshError) {
    let transport = try TangentTransport(of: mesh)
    let laplacian = try CotangentLaplacian(of: mesh)
    let areas = laplacian.vertexAreas(.voronoi)
    let frames = VertexFrames(of: mesh, transport.halfedges)
    let defects = (0..<mesh.vertexCount).map { vertex in
      guard transport.halfedges.vertexHalfedge[vertex] >= 0 else { return 0.0 }
      let full = transport.halfedges.isBoundary(vertex: vertex) ? Double.pi : 2 * Double.pi
      return full - transport.angleSums[vertex]
    }
    angleDefects = defects
    gaussian = zip(defects, areas).map { $1 > 0 ? $0 / $1 : 0 }
    mean = Self.mean(mesh, laplacian, areas, frames.normals)
    normals = frames.normals
    let shape = ShapeOperator(mesh, laplacian, frames)
    principal = shape.principal
    largestDirections = shape.directions
  }

  private static func mean(
    _ mesh: TriangleMesh, _ laplacian: CotangentLaplacian, _ areas: [Double],
    _ normals: [SIMD3<Double>]
  ) -> [Double] {
    let stiffness = laplacian.stiffness()
    return mesh.positions.indices.map { vertex in
      guard areas[vertex] > 0 else { return 0 }
      // Differences to the vertex, so that a mesh far from the origin loses no digits.
      let origin = mesh.positions[vertex]
      let vector = stiffness.entries(inRow: vertex).reduce(SIMD3<Double>.zero) { sum, entry in
        let other = mesh.positions[Int(stiffness.columnIndices[entry])]
        return sum + stiffness.values[entry] * (other - origin)
      }
      return (vector * normals[vertex]).sum() / (2 * areas[vertex])
    }
  }
}
