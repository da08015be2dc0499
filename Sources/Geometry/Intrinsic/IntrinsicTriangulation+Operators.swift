public import Numerics

/// Laplacian and mass from edge lengths alone.
extension IntrinsicTriangulation {
  /// The stiffness matrix L (n × n): symmetric, with zero row sums, off-diagonal entries −w for the
  /// cotangent weight w of an edge; the sign convention of ``CotangentLaplacian``.
  ///
  /// On a Delaunay triangulation without boundary no off-diagonal entry is positive, and L is
  /// positive semidefinite with functions constant on each component as its kernel.
  public func stiffness() -> SparseMatrix<Double> {
    MeasuredTriangles(self).stiffness()
  }

  /// A mass matrix M (n × n), in length units squared; its entries add up to the surface's area.
  public func mass(_ kind: MassMatrix.Kind) -> SparseMatrix<Double> {
    mass(kind, MeasuredTriangles(self))
  }

  /// Both matrices, for the price of one search for the corners of vertices.
  public func operators(
    mass kind: MassMatrix.Kind
  ) -> (stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>) {
    let triangles = MeasuredTriangles(self)
    return (triangles.stiffness(), mass(kind, triangles))
  }

  private func mass(
    _ kind: MassMatrix.Kind, _ triangles: MeasuredTriangles
  ) -> SparseMatrix<Double> {
    guard kind == .galerkin else { return SparseMatrix.diagonal(triangles.vertexAreas(kind)) }
    let corners = triangles.corners
    let areas = zip(areas, shares).map { $0 * $1 }
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
