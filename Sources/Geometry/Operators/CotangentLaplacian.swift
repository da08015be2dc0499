public import Numerics

/// The cotangent Laplacian of a triangle mesh, with its mass matrices.
///
/// Linear finite elements: the stiffness matrix L is positive semidefinite with
/// Lᵢⱼ = −½ (cot αᵢⱼ + cot βᵢⱼ) over the two angles opposite edge ij and zero row sums, so that
/// uᵀ L u is the Dirichlet energy of u; the Laplace–Beltrami operator is −M⁻¹ L. Pinkall & Polthier,
/// "Computing Discrete Minimal Surfaces and Their Conjugates" (1993); Meyer, Desbrun, Schröder &
/// Barr, "Discrete Differential-Geometry Operators for Triangulated 2-Manifolds" (2003).
///
/// It needs neither orientation nor manifoldness: edges with one face or with three simply have
/// one or three angles. Faces with a repeated corner count for nothing; faces whose corners lie on
/// a line count as a triangle a millionth of their longest edge away from one, so that all weights
/// are finite. Vertices without a proper face have empty rows in L and zero mass.
///
///     let laplacian = try CotangentLaplacian(of: mesh)
///     let (stiffness, mass) = (laplacian.stiffness(), laplacian.mass(.lumped))
public struct CotangentLaplacian: Sendable {
  /// The number of vertices, n: every matrix is n × n.
  public let vertexCount: Int
  let faces: [SIMD3<Int32>]
  let geometry: FaceGeometry
  let corners: VertexCorners

  /// Measures the faces of a mesh.
  ///
  /// - Throws: ``MeshError`` if the mesh has no proper face, or one whose size is out of range.
  /// - Complexity: O(n + m) for n vertices and m faces.
  public init(of mesh: TriangleMesh) throws(MeshError) {
    self.init(
      vertexCount: mesh.vertexCount, faces: mesh.faces, geometry: try FaceGeometry(of: mesh))
    guard !corners.corners.isEmpty else { throw .empty }
  }

  /// Measures faces by their edge lengths alone: the Laplacian is intrinsic.
  ///
  /// - Parameters:
  ///   - mesh: gives the faces (m); positions are not looked at.
  ///   - edgeLengths: three a face (m), entry c opposite corner c, in length units.
  /// - Throws: ``MeshError`` that names a face whose lengths belong to no triangle.
  public init(of mesh: TriangleMesh, edgeLengths: [SIMD3<Double>]) throws(MeshError) {
    guard edgeLengths.count == mesh.faceCount else {
      throw .edgeLengthCount(lengths: edgeLengths.count, faces: mesh.faceCount)
    }
    self.init(
      vertexCount: mesh.vertexCount, faces: mesh.faces,
      geometry: try FaceGeometry(faces: mesh.faces, edgeLengths: edgeLengths))
    guard !corners.corners.isEmpty else { throw .empty }
  }

  private init(vertexCount: Int, faces: [SIMD3<Int32>], geometry: FaceGeometry) {
    self.vertexCount = vertexCount
    self.faces = faces
    self.geometry = geometry
    self.corners = VertexCorners(vertexCount: vertexCount, faces: faces)
  }

  /// The stiffness matrix L (n × n), symmetric positive semidefinite, without unit.
  public func stiffness() -> SparseMatrix<Double> {
    assemble(geometry.halfCotangents, sign: -1)
  }

  /// A mass matrix M (n × n), in length units squared; its entries add up to the mesh's area.
  public func mass(_ kind: MassMatrix.Kind) -> SparseMatrix<Double> {
    switch kind {
    case .lumped, .voronoi:
      return SparseMatrix.diagonal(vertexAreas(kind))
    case .galerkin:
      let areas = geometry.areas
      return assemble([Double](parallel: 3 * areas.count) { areas[$0 / 3] / 12 }, sign: 1)
    }
  }

  /// The part of the surface that belongs to each vertex (n), in length units squared.
  ///
  /// - Parameter kind: `.voronoi` for Meyer's mixed areas; anything else gives a third of each face.
  func vertexAreas(_ kind: MassMatrix.Kind) -> [Double] {
    MassMatrix.vertexAreas(
      kind, halfCotangents: geometry.halfCotangents, areas: geometry.areas, corners: corners)
  }

  /// Adds up a symmetric matrix of one number an edge of each face.
  ///
  /// - Parameters:
  ///   - weights: the number of the edge opposite corner c of face f, at 3 f + c. The diagonal at a corner grows by
  ///     those of the two edges that meet there.
  ///   - sign: what the entries of edges are multiplied by, 1 or −1.
  private func assemble(_ weights: [Double], sign: Double) -> SparseMatrix<Double> {
    RowAssembler.assemble(rows: vertexCount, columns: vertexCount, entriesPerRow: 8) {
      vertex, row in
      let slots = Int(corners.starts[vertex])..<Int(corners.starts[vertex + 1])
      guard !slots.isEmpty else { return }
      var sum = 0.0
      for slot in slots {
        let corner = Int(corners.corners[slot])
        let face = corner / 3
        let ends = faces[face]
        // The edge to the next corner lies opposite the one before, and the other way round.
        let (next, previous) = (
          weights[Halfedges.next(corner)], weights[Halfedges.previous(corner)]
        )
        let (second, third) =
          switch corner - 3 * face {
          case 0: (ends.y, ends.z)
          case 1: (ends.z, ends.x)
          default: (ends.x, ends.y)
          }
        row.append(.init(column: second, rank: face, value: sign * previous))
        row.append(.init(column: third, rank: face, value: sign * next))
        sum += previous + next
      }
      row.append(.init(column: Int32(vertex), rank: 0, value: sum))
    }
  }
}

extension CotangentLaplacian {
  /// The stiffness matrix of a mesh in one call; see ``stiffness()``.
  public static func stiffness(of mesh: TriangleMesh) throws(MeshError) -> SparseMatrix<Double> {
    try CotangentLaplacian(of: mesh).stiffness()
  }
}
