public import Numerics

/// Mass matrices of a triangle mesh: the inner product of functions on the surface.
///
/// To get them together with the stiffness matrix, measure the mesh once with
/// ``CotangentLaplacian``.
public enum MassMatrix {
  /// How the area of faces is shared out among vertices.
  public enum Kind: String, Sendable, CaseIterable {
    /// Diagonal: a third of each face to each corner (barycentric cells).
    case lumped
    /// Diagonal: Voronoi cells, clipped in obtuse faces; the "mixed area" of Meyer, Desbrun,
    /// Schröder & Barr (2003), section 3.3.
    case voronoi
    /// Consistent linear finite elements: a sixth of each face on the diagonal at each corner, a
    /// twelfth for each pair of corners.
    case galerkin
  }

  /// The mass matrix of a kind (n × n), in length units squared.
  ///
  /// - Throws: ``MeshError`` if the mesh has no proper face, or one whose size is out of range.
  public static func matrix(_ kind: Kind, of mesh: TriangleMesh) throws(MeshError) -> SparseMatrix<
    Double
  > {
    try CotangentLaplacian(of: mesh).mass(kind)
  }

  /// The lumped (barycentric) mass matrix (n × n), diagonal.
  public static func lumped(of mesh: TriangleMesh) throws(MeshError) -> SparseMatrix<Double> {
    try matrix(.lumped, of: mesh)
  }

  /// The Galerkin mass matrix (n × n), with the pattern of the stiffness matrix.
  public static func galerkin(of mesh: TriangleMesh) throws(MeshError) -> SparseMatrix<Double> {
    try matrix(.galerkin, of: mesh)
  }
}

extension MassMatrix {
  /// The part of the surface that belongs to each vertex (n), in length units squared.
  ///
  /// - Parameters:
  ///   - kind: `.voronoi` for Meyer's mixed areas; anything else gives a third of each face.
  ///   - halfCotangents: one a corner (3 m).
  ///   - areas: one a face (m), in length units squared.
  ///   - corners: the corners around each vertex.
  static func vertexAreas(
    _ kind: Kind, halfCotangents: [Double], areas: [Double], corners: VertexCorners
  ) -> [Double] {
    // A third of each face needs no list of its own.
    kind == .voronoi
      ? corners.sums(of: cornerAreas(kind, halfCotangents: halfCotangents, areas: areas))
      : corners.sums { areas[$0 / 3] / 3 }
  }

  /// The part of each face that belongs to each of its corners (3 m), in length units squared.
  static func cornerAreas(
    _ kind: Kind, halfCotangents half: [Double], areas: [Double]
  ) -> [Double] {
    guard kind == .voronoi else {
      return [Double](parallel: 3 * areas.count) { areas[$0 / 3] / 3 }
    }
    return [Double](parallel: 3 * areas.count) { corner in
      let face = corner / 3
      let (own, second, third) = (
        half[corner], half[Halfedges.next(corner)], half[Halfedges.previous(corner)]
      )
      if own < 0 { return areas[face] / 2 }
      if second < 0 || third < 0 { return areas[face] / 4 }
      return areas[face] * ((own + second) * third + (own + third) * second)
    }
  }
}
