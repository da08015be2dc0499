internal import Foundation
public import Numerics

/// The connection Laplacian: the Dirichlet energy of tangent vector fields.
///
/// Sharp, Soliman & Crane, "The Vector Heat Method" (2019), section 5.3: with a complex number u at
/// each vertex for a vector in its tangent plane, uᴴ L u = Σ wᵢⱼ |uⱼ − rᵢⱼ uᵢ|² over the edges, with
/// cotangent weights w and the rotation r of ``TangentTransport``. The Hermitian matrix is given as
/// a real symmetric one of twice the size: rows 2 i and 2 i + 1 are the real and imaginary part at
/// vertex i. Where all weights are nonnegative, as on Delaunay meshes, it is positive semidefinite.
///
///     let connection = try ConnectionLaplacian(of: mesh)
///     let (stiffness, mass) = (connection.stiffness(), connection.mass(.lumped))
public struct ConnectionLaplacian: Sendable {
  /// The polar coordinates that the complex numbers are in.
  public let transport: TangentTransport
  private let laplacian: CotangentLaplacian

  /// Measures a mesh in space.
  ///
  /// - Throws: ``MeshError``: not manifold, no proper face, or a face whose size is out of range.
  /// - Complexity: O(n + m).
  public init(of mesh: TriangleMesh) throws(MeshError) {
    transport = try TangentTransport(of: mesh)
    laplacian = try CotangentLaplacian(of: mesh)
  }

  /// Measures a surface by its edge lengths.
  ///
  /// - Parameters:
  ///   - mesh: gives the faces (m); positions are not looked at.
  ///   - edgeLengths: three a face (m), entry c opposite corner c, in length units.
  /// - Throws: ``MeshError`` as ``init(of:)``, or for lengths that belong to no triangle.
  public init(of mesh: TriangleMesh, edgeLengths: [SIMD3<Double>]) throws(MeshError) {
    transport = try TangentTransport(of: mesh, edgeLengths: edgeLengths)
    laplacian = try CotangentLaplacian(of: mesh, edgeLengths: edgeLengths)
  }

  /// The stiffness matrix (2 n × 2 n), symmetric, without unit.
  public func stiffness() -> SparseMatrix<Double> {
    let halfedges = transport.halfedges
    let half = laplacian.geometry.halfCotangents
    let corners = laplacian.corners
    let count = 2 * laplacian.vertexCount
    // From the tail of an edge's halfedge to its head.
    let turns = [SIMD2<Double>](parallel: halfedges.edges.count) { edge in
      let angle = transport.rotations[Int(halfedges.edgeHalfedge[edge])]
      return SIMD2(cos(angle), sin(angle))
    }
    return RowAssembler.assemble(rows: count, columns: count, entriesPerRow: 14) { index, row in
      let (vertex, part) = (index / 2, index % 2)
      var sum = 0.0
      func add(_ halfedge: Int, to other: Int32) {
        let edge = Int(halfedges.edge[halfedge])
        let twin = Int(halfedges.twin[halfedge])
        let weight = half[halfedge] + (twin >= 0 ? half[twin] : 0)
        // What comes from the other end is turned back if the edge's halfedge leaves here.
        let isTail = halfedges.tail(Int(halfedges.edgeHalfedge[edge])) == vertex
        let turn = SIMD2(turns[edge].x, isTail ? -turns[edge].y : turns[edge].y)
        let (real, imaginary) = part == 0 ? (turn.x, -turn.y) : (turn.y, turn.x)
        row.append(.init(column: 2 * other, rank: edge, value: -weight * real))
        row.append(.init(column: 2 * other + 1, rank: edge, value: -weight * imaginary))
        sum += weight
      }
      let slots = Int(corners.starts[vertex])..<Int(corners.starts[vertex + 1])
      guard !slots.isEmpty else { return }
      for slot in slots {
        let corner = Int(corners.corners[slot])
        let (next, previous) = (Halfedges.next(corner), Halfedges.previous(corner))
        add(previous, to: Int32(halfedges.apex(next)))
        if halfedges.twin[next] < 0 { add(next, to: Int32(halfedges.apex(previous))) }
      }
      row.append(.init(column: Int32(index), rank: 0, value: sum))
    }
  }

  /// A diagonal mass matrix (2 n × 2 n), in length units squared.
  ///
  /// - Parameter kind: `.voronoi` for mixed areas; anything else gives a third of each face, since
  ///   what a Galerkin mass would multiply lies in different tangent planes.
  public func mass(_ kind: MassMatrix.Kind = .lumped) -> SparseMatrix<Double> {
    SparseMatrix.diagonal(laplacian.vertexAreas(kind).flatMap { [$0, $0] })
  }
}
