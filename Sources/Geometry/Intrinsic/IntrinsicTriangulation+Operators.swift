public import Numerics

/// Laplacian and mass from edge lengths alone.
extension IntrinsicTriangulation {
  /// The stiffness matrix L (n × n): symmetric, with zero row sums, off-diagonal entries −w for the
  /// cotangent weight w of an edge; the sign convention of ``CotangentLaplacian``.
  ///
  /// On a Delaunay triangulation without boundary no off-diagonal entry is positive, and L is
  /// positive semidefinite with functions constant on each component as its kernel.
  public func stiffness() -> SparseMatrix<Double> {
    stiffness(VertexCorners(vertexCount: vertexCount, cornerVertices: cornerVertices))
  }

  /// A mass matrix M (n × n), in length units squared; its entries add up to the surface's area.
  public func mass(_ kind: MassMatrix.Kind) -> SparseMatrix<Double> {
    mass(kind, VertexCorners(vertexCount: vertexCount, cornerVertices: cornerVertices))
  }

  /// Both matrices, for the price of one search for the corners of vertices.
  public func operators(
    mass kind: MassMatrix.Kind
  ) -> (stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>) {
    let corners = VertexCorners(vertexCount: vertexCount, cornerVertices: cornerVertices)
    return (stiffness(corners), mass(kind, corners))
  }

  private func stiffness(_ corners: VertexCorners) -> SparseMatrix<Double> {
    RowAssembler.assemble(rows: vertexCount, columns: vertexCount, entriesPerRow: 8) {
      vertex, row in
      let slots = Int(corners.starts[vertex])..<Int(corners.starts[vertex + 1])
      guard !slots.isEmpty else { return }
      var sum = 0.0
      // An edge from a vertex to itself adds nothing to the energy of a function.
      func add(_ side: Int, to end: Int32) {
        guard Int(end) != vertex else { return }
        let weight = shares[side / 3] * weight(side)
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

  private func mass(
    _ kind: MassMatrix.Kind, _ corners: VertexCorners
  ) -> SparseMatrix<Double> {
    let areas = zip(areas, shares).map { $0 * $1 }
    guard kind == .galerkin else {
      return SparseMatrix.diagonal(
        MassMatrix.vertexAreas(
          kind, halfCotangents: halfCotangents, areas: areas, corners: corners))
    }
    return RowAssembler.assemble(rows: vertexCount, columns: vertexCount, entriesPerRow: 8) {
      vertex, row in
      for slot in Int(corners.starts[vertex])..<Int(corners.starts[vertex + 1]) {
        let corner = Int(corners.corners[slot])
        let face = corner / 3
        let (next, previous) = (
          cornerVertices[Halfedges.next(corner)], cornerVertices[Halfedges.previous(corner)]
        )
        row.append(.init(column: next, rank: face, value: areas[face] / 12))
        row.append(.init(column: previous, rank: face, value: areas[face] / 12))
        row.append(.init(column: Int32(vertex), rank: face, value: areas[face] / 6))
      }
    }
  }
}
