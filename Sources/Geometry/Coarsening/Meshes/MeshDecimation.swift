/// A mesh with fewer vertices, made by collapsing edges in the order of their quadric error.
///
/// Garland & Heckbert, "Surface Simplification Using Quadric Error Metrics" (1997), with planes
/// weighted by the area of their faces. The surface stays what it is: a collapse must keep it a
/// manifold of the same Euler characteristic and the same boundary loops, turn no face over and make
/// none degenerate. Planes that stand on boundary edges keep boundaries in place. Of edges of
/// equal error the shorter one is collapsed first; the result depends on the mesh and the options alone.
///
/// Vertices without a proper face (three distinct corners) are no part of the surface and are left
/// out, as are faces with repeated corners.
///
///     let coarse = try MeshDecimation(of: mesh, options: .init(target: .ratio(0.1)))
///     coarse.mesh.vertexCount
public struct MeshDecimation: Sendable {
  /// Why no more edges were collapsed.
  public enum Stop: String, Sendable, CaseIterable {
    /// As few vertices are left as were asked for.
    case vertices
    /// Every further collapse has a larger error than was allowed.
    case error
    /// Every further collapse would change the kind of surface, turn a face over or make one degenerate.
    case surface
  }

  /// The mesh that was decimated.
  public let fine: TriangleMesh
  /// What is left; each vertex has a face.
  public let mesh: TriangleMesh
  /// For each vertex of ``mesh``, a vertex of ``fine`` that it stands for: where it is, if it has not moved.
  public let origins: [Int32]
  /// For each vertex of ``fine``, the vertex of ``mesh`` that it became; −1 without a proper face.
  public let images: [Int32]
  /// Why it stopped.
  public let stop: Stop
  /// The largest root mean square distance of a new vertex to the planes it stands for, in length units.
  public let largestError: Double

  /// Decimates a mesh.
  ///
  /// - Parameters:
  ///   - mesh: an oriented manifold, with or without boundary.
  ///   - options: how far, and by what.
  /// - Throws: ``MeshError`` for a mesh that has no proper face, is not manifold or not oriented, or
  ///   whose size is extreme, and for a bad option.
  /// - Complexity: O(n log n).
  public init(
    of mesh: TriangleMesh, options: MeshDecimationOptions = MeshDecimationOptions()
  ) throws(MeshError) {
    let halfedges = try Halfedges(of: mesh)
    var decimator = try MeshDecimator(mesh, halfedges, options)
    let target = try options.vertexCount(of: decimator.surface.vertexCount)
    stop = decimator.run(until: target)
    fine = mesh
    largestError = decimator.largestError
    (self.mesh, origins, images) = try decimator.result(of: mesh)
  }
}
