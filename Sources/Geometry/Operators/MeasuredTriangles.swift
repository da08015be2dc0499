internal import Numerics

/// Triangles with their angles and areas, as operators read them: those of a mesh, or of an intrinsic
/// triangulation over it.
struct MeasuredTriangles: Sendable {
  let vertexCount: Int
  /// The vertex at each corner (3 m).
  let cornerVertices: [Int32]
  /// The side to which each side is glued (3 m), −1 on the boundary; empty where nobody asks.
  let glued: [Int32]
  /// Half the cotangent of the angle at each corner (3 m).
  let halfCotangents: [Double]
  /// The area of each triangle (m), in length units squared; 0 for those left out.
  let areas: [Double]
  /// What part of the surface each triangle stands for (m); `nil` for all of it.
  let shares: [Double]?
  /// The corners of the triangles around each vertex.
  let corners: VertexCorners
  private let isDelaunay: Bool

  /// Takes the faces of a mesh.
  ///
  /// - Parameter twins: the halfedge on the other side of each, for weights of edges.
  init(_ laplacian: CotangentLaplacian, twins: [Int32] = []) {
    vertexCount = laplacian.vertexCount
    cornerVertices = laplacian.faces.flatMap { [$0[0], $0[1], $0[2]] }
    glued = twins
    halfCotangents = laplacian.geometry.halfCotangents
    areas = laplacian.geometry.areas
    shares = nil
    corners = laplacian.corners
    isDelaunay = false
  }

  /// Takes the faces of an intrinsic triangulation.
  init(_ triangulation: IntrinsicTriangulation) {
    vertexCount = triangulation.vertexCount
    cornerVertices = triangulation.cornerVertices
    glued = triangulation.glued
    halfCotangents = triangulation.halfCotangents
    areas = triangulation.areas
    shares = triangulation.shares
    corners = VertexCorners(vertexCount: vertexCount, cornerVertices: cornerVertices)
    isDelaunay = triangulation.isDelaunay
  }

  /// The cotangent weight of the edge of a side: half the sum over its two angles.
  ///
  /// Where rounding leaves an edge between two faces a hair below 0, as the diagonals of squares,
  /// it is 0 once the triangulation is Delaunay.
  @inline(__always)
  func weight(_ side: Int) -> Double {
    let other = Int(glued[side])
    guard other >= 0 else { return halfCotangents[side] }
    let sum = halfCotangents[side] + halfCotangents[other]
    return isDelaunay ? max(0, sum) : sum
  }

  /// The stiffness matrix L (n × n) of glued triangles, in the sign convention of ``CotangentLaplacian``.
  func stiffness() -> SparseMatrix<Double> {
    RowAssembler.assemble(rows: vertexCount, columns: vertexCount, entriesPerRow: 8) {
      vertex, row in
      let slots = Int(corners.starts[vertex])..<Int(corners.starts[vertex + 1])
      guard !slots.isEmpty else { return }
      var sum = 0.0
      // An edge from a vertex to itself adds nothing to the energy of a function.
      func add(_ side: Int, to end: Int32) {
        guard Int(end) != vertex else { return }
        let weight = (shares?[side / 3] ?? 1) * weight(side)
        let other = Int(glued[side])
        row.append(
          .init(column: end, rank: other < 0 ? side : min(side, other), value: -weight))
        sum += weight
      }
      for slot in slots {
        let corner = Int(corners.corners[slot])
        let (next, previous) = (Halfedges.next(corner), Halfedges.previous(corner))
        // Each edge leaves the vertex in one face, and comes in alone where there is no other.
        add(previous, to: cornerVertices[next])
        if glued[next] < 0 { add(next, to: cornerVertices[previous]) }
      }
      row.append(.init(column: Int32(vertex), rank: 0, value: sum))
    }
  }

  /// The part of the surface that belongs to each vertex (n), in length units squared.
  ///
  /// - Parameter kind: `.voronoi` for mixed areas; anything else gives a third of each triangle.
  func vertexAreas(_ kind: MassMatrix.Kind) -> [Double] {
    let areas = shares.map { zip(self.areas, $0).map { $0 * $1 } } ?? areas
    return MassMatrix.vertexAreas(
      kind, halfCotangents: halfCotangents, areas: areas, corners: corners)
  }
}
