import Geometry
import Numerics

/// What must hold of every decimated mesh.
enum MeshChecks {
  /// The first thing that does not hold.
  static func fault(of found: MeshDecimation) -> String? {
    let (before, after) = (MeshHealth(of: found.fine), MeshHealth(of: found.mesh))
    if !after.isManifold { return "not manifold" }
    if !after.misorientedEdges.isEmpty { return "faces are turned over" }
    if after.eulerCharacteristic != before.eulerCharacteristic {
      return "characteristic \(before.eulerCharacteristic) became \(after.eulerCharacteristic)"
    }
    if after.componentCount != before.componentCount { return "parts are lost" }
    if after.boundaryLoopCount != before.boundaryLoopCount { return "boundary loops are lost" }
    if !after.unreferencedVertices.isEmpty { return "a vertex has no face" }
    if !after.facesWithRepeatedCorners.isEmpty { return "a face has repeated corners" }
    if after.facesWithoutArea.count > before.facesWithoutArea.count { return "faces degenerated" }
    if !found.largestError.isFinite { return "no error" }
    if found.origins.count != found.mesh.vertexCount { return "origins" }
    let images = found.images.filter { $0 >= 0 }
    if Set(images) != Set(0..<Int32(found.mesh.vertexCount)) { return "images" }
    for (vertex, origin) in found.origins.enumerated()
    where Int(found.images[Int(origin)]) != vertex { return "the origin of \(vertex)" }
    return fault(of: found.prolongation().matrix, found.fine, found.mesh)
      ?? fault(of: found.restriction().matrix, found.mesh, found.fine)
  }

  /// What is wrong with a map from the vertices of one mesh to those of another.
  static func fault(
    of map: SparseMatrix<Double>, _ to: TriangleMesh, _ from: TriangleMesh
  ) -> String? {
    if map.rows != to.vertexCount || map.columns != from.vertexCount { return "size of a map" }
    if !map.values.allSatisfy({ $0 > 0 && $0 <= 1 }) { return "a weight out of range" }
    if !map.rowSums.allSatisfy({ abs($0 - 1) < 1e-14 }) { return "a row does not sum to 1" }
    return nil
  }
}
