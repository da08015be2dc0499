internal import Numerics

/// Maps between the mesh there was and the one that is left.
extension MeshDecimation {
  /// Carries signals to the fine mesh (fine × coarse): each fine vertex takes a point of the coarse mesh.
  ///
  /// The closest one that is reached from the faces of the vertex it became by walking over the
  /// surface, so that a sheet close by does not attract it. A vertex without a proper face
  /// takes the closest point of all.
  public func prolongation() -> BarycentricMap {
    let walk = SurfaceWalk(over: mesh)
    let found = [SurfacePoint?](parallel: fine.vertexCount, grain: 1024) { vertex in
      let image = images[vertex]
      return image < 0
        ? nil : walk.closestPoint(to: fine.positions[vertex], from: CollectionOfOne(image))
    }
    return BarycentricMap(found.completed(fine.positions, on: mesh), on: mesh)
  }

  /// Carries signals to the coarse mesh (coarse × fine): each coarse vertex takes a point of the fine mesh.
  ///
  /// The closest one that is reached from the faces of all vertices that became it.
  public func restriction() -> BarycentricMap {
    let walk = SurfaceWalk(over: fine)
    let members = Buckets(count: fine.vertexCount, keyCount: mesh.vertexCount) { images[$0] }
    let found = [SurfacePoint?](parallel: mesh.vertexCount, grain: 256) { vertex in
      walk.closestPoint(to: mesh.positions[vertex], from: members[vertex])
    }
    return BarycentricMap(found.completed(mesh.positions, on: fine), on: fine)
  }

  /// How far the two surfaces are apart, measured at their vertices.
  public func deviation() throws(MeshError) -> MeshDeviation {
    try MeshDeviation(from: fine, to: mesh)
  }
}

extension [SurfacePoint?] {
  /// All points, with the closest of a surface where there is none.
  fileprivate func completed(
    _ places: [SIMD3<Double>], on mesh: TriangleMesh
  ) -> [SurfacePoint] {
    let missing = indices.filter { self[$0] == nil }
    // A mesh that was decimated has proper faces of ordinary size, so it has a tree.
    guard !missing.isEmpty, let tree = try? TriangleTree(mesh) else { return compactMap(\.self) }
    var completed = self
    for (index, closest) in zip(missing, tree.closestPoints(to: missing.map { places[$0] })) {
      completed[index] = closest.point
    }
    return completed.compactMap(\.self)
  }
}
