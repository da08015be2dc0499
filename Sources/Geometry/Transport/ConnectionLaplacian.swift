internal import Foundation
public import Numerics

/// The connection Laplacian: the Dirichlet energy of tangent vector fields.
///
/// Sharp, Soliman & Crane, "The Vector Heat Method" (2019), section 5.3: with a complex number u at
/// each vertex for a vector in its tangent plane, uᴴ L u = Σ wᵢⱼ |uⱼ − rᵢⱼ uᵢ|² over the edges, with
/// cotangent weights w and the rotation r of ``TangentTransport``. The Hermitian matrix is given as
/// a real symmetric one of twice the size: rows 2 i and 2 i + 1 are the real and imaginary part at
/// vertex i.
///
/// Where all weights are nonnegative, as on Delaunay meshes, it is positive semidefinite. With
/// ``Method/intrinsicDelaunay`` that holds on every mesh: edges are flipped first, with the angles
/// between them kept (Sharp, Soliman & Crane, "Navigating Intrinsic Triangulations", 2019), so that
/// vectors stay in the tangent planes of the given mesh.
///
///     let connection = try ConnectionLaplacian(of: mesh)
///     let (stiffness, mass) = (connection.stiffness(), connection.mass(.lumped))
public struct ConnectionLaplacian: Sendable {
  /// The triangulation of the surface whose edges carry vectors.
  public enum Method: String, Sendable, CaseIterable {
    /// The mesh as it is given.
    case cotangent
    /// The intrinsic Delaunay triangulation with the mesh's vertices.
    case intrinsicDelaunay = "intrinsic-delaunay"
  }

  /// The polar coordinates that the complex numbers are in, and transport along the mesh's edges.
  public let transport: TangentTransport
  /// The triangles whose edges carry vectors.
  let surface: MeasuredTriangles
  /// What a vector turns by along each side of these (3 m), in radians.
  private let rotations: [Double]
  /// The mean length of their edges, in length units.
  let meanEdgeLength: Double

  /// Measures a mesh in space.
  ///
  /// - Parameters:
  ///   - mesh: an oriented manifold mesh.
  ///   - method: the triangulation to build the operator on.
  /// - Throws: ``MeshError``: not manifold, no proper face, or a face whose size is out of range.
  /// - Complexity: O(n + m), and what is flipped.
  public init(of mesh: TriangleMesh, method: Method = .cotangent) throws(MeshError) {
    switch method {
    case .cotangent:
      let lengths = mesh.edgeLengths
      try self.init(
        TangentTransport(of: mesh, edgeLengths: lengths), CotangentLaplacian(of: mesh), lengths)
    case .intrinsicDelaunay:
      try self.init(flipping: IntrinsicTriangulation.signposted(of: mesh))
    }
  }

  /// Measures a surface by its edge lengths.
  ///
  /// - Parameters:
  ///   - mesh: gives the faces (m); positions are not looked at.
  ///   - edgeLengths: three a face (m), entry c opposite corner c, in length units.
  ///   - method: the triangulation to build the operator on.
  /// - Throws: ``MeshError`` as ``init(of:method:)``, or for lengths that belong to no triangle.
  public init(
    of mesh: TriangleMesh, edgeLengths: [SIMD3<Double>], method: Method = .cotangent
  ) throws(MeshError) {
    switch method {
    case .cotangent:
      try self.init(
        TangentTransport(of: mesh, edgeLengths: edgeLengths),
        CotangentLaplacian(of: mesh, edgeLengths: edgeLengths), edgeLengths)
    case .intrinsicDelaunay:
      try self.init(
        flipping: IntrinsicTriangulation.signposted(of: mesh, edgeLengths: edgeLengths))
    }
  }

  private init(
    _ transport: TangentTransport, _ laplacian: CotangentLaplacian, _ lengths: [SIMD3<Double>]
  ) {
    let edges = transport.halfedges.edgeHalfedge
    meanEdgeLength =
      edges.reduce(0) { $0 + lengths[Int($1) / 3][Int($1) % 3] } / Double(max(1, edges.count))
    self.transport = transport
    surface = MeasuredTriangles(laplacian, twins: transport.halfedges.twin)
    rotations = transport.rotations
  }

  private init(
    flipping given: (triangulation: IntrinsicTriangulation, transport: TangentTransport)
  ) throws(MeshError) {
    var triangulation = given.triangulation
    try triangulation.flipToDelaunay()
    transport = given.transport
    surface = MeasuredTriangles(triangulation)
    meanEdgeLength = triangulation.meanEdgeLength
    rotations = triangulation.signposts.map { triangulation.rotations($0) } ?? []
  }

  /// The number of vertices, n.
  public var vertexCount: Int { surface.vertexCount }

  /// The stiffness matrix (2 n × 2 n), symmetric, without unit.
  public func stiffness() -> SparseMatrix<Double> {
    let turns = [SIMD2<Double>](parallel: rotations.count) {
      SIMD2(cos(rotations[$0]), sin(rotations[$0]))
    }
    let (corners, glued, ends) = (surface.corners, surface.glued, surface.cornerVertices)
    let count = 2 * vertexCount
    return RowAssembler.assemble(rows: count, columns: count, entriesPerRow: 14) { index, row in
      let (vertex, part) = (index / 2, index % 2)
      var sum = 0.0
      func add(_ side: Int, to other: Int32, isTail: Bool) {
        let weight = surface.weight(side)
        // What comes from the other end is turned back if the side leaves here.
        let turn = SIMD2(turns[side].x, isTail ? -turns[side].y : turns[side].y)
        let (real, imaginary) = part == 0 ? (turn.x, -turn.y) : (turn.y, turn.x)
        let twin = Int(glued[side])
        let rank = twin < 0 ? side : min(side, twin)
        row.append(.init(column: 2 * other, rank: rank, value: -weight * real))
        row.append(.init(column: 2 * other + 1, rank: rank, value: -weight * imaginary))
        sum += weight
      }
      let slots = Int(corners.starts[vertex])..<Int(corners.starts[vertex + 1])
      guard !slots.isEmpty else { return }
      for slot in slots {
        let corner = Int(corners.corners[slot])
        let (next, previous) = (Halfedges.next(corner), Halfedges.previous(corner))
        add(previous, to: ends[next], isTail: true)
        if glued[next] < 0 { add(next, to: ends[previous], isTail: false) }
      }
      row.append(.init(column: Int32(index), rank: 0, value: sum))
    }
  }

  /// A diagonal mass matrix (2 n × 2 n), in length units squared.
  ///
  /// - Parameter kind: `.voronoi` for mixed areas; anything else gives a third of each face, since
  ///   what a Galerkin mass would multiply lies in different tangent planes.
  public func mass(_ kind: MassMatrix.Kind = .lumped) -> SparseMatrix<Double> {
    SparseMatrix.diagonal(surface.vertexAreas(kind).flatMap { [$0, $0] })
  }
}
