internal import Geometry

/// What stages that need an oriented manifold say of other meshes.
enum ManifoldInput {
  /// Does something with a mesh; where it is no oriented manifold, the error names the stage that makes it one.
  static func require<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch MeshError.notOrientedManifold(let edge, let faceCount) {
      throw remedy(.notOrientedManifold(edge: edge, faceCount: faceCount))
    } catch MeshError.nonManifoldVertex(let vertex) {
      throw remedy(.nonManifoldVertex(vertex: vertex))
    }
  }

  private static func remedy(_ error: MeshError) -> StageInputError {
    StageInputError(
      "\(error) A stage `mesh.repair` with `cut: seams` makes an oriented manifold of any mesh.")
  }
}
