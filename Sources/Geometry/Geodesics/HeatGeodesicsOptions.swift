/// How the heat method flows and what it does at the boundary.
public struct HeatGeodesicsOptions: Sendable, Equatable {
  /// The triangles over which heat flows.
  public enum Method: String, Sendable, CaseIterable {
    /// Those of the mesh.
    case cotangent
    /// The intrinsic Delaunay triangulation with the mesh's vertices: more exact where the mesh has
    /// thin triangles. Edges must be manifold and oriented; those of the boundary are not flipped, so
    /// that thin triangles there are for ``robust``.
    case intrinsicDelaunay = "intrinsic-delaunay"
    /// The mollified and covered mesh of ``RobustLaplacian``: takes any mesh, non-manifold and
    /// non-orientable ones among them.
    case robust
  }

  /// The triangles over which heat flows.
  ///
  /// Default: ``Method/cotangent``.
  public var method: Method
  /// What holds for the heat at the boundary of the surface.
  public enum Boundary: String, Sendable, CaseIterable {
    /// The mean of the two others, which cancels most of their opposite errors. Costs a second
    /// factorization on meshes with a boundary, nothing on closed ones.
    case average
    /// No heat flows through the boundary; isolines meet it at right angles.
    case neumann
    /// No heat at the boundary; isolines run along it.
    case dirichlet
  }

  /// The time of flow in units of the squared mean edge length; positive.
  ///
  /// Default: 1.
  ///
  /// Larger values smooth the distance, smaller ones follow the edges of the mesh.
  public var timeFactor: Double
  /// The condition at the boundary.
  ///
  /// Default: ``Boundary/average``.
  public var boundary: Boundary
  /// The radius of the disk around each source in which distances are exact or turn into those of
  /// heat, in units of the mean edge length, or of that at the source if it is larger; not negative.
  ///
  /// Default: 8.
  ///
  /// Heat gives its worst distances next to the source: a fifth too little in the first ring of a
  /// regular mesh, however fine it is. 0 leaves them so.
  public var nearField: Double

  /// Makes options; each has its default.
  public init(
    method: Method = .cotangent, timeFactor: Double = 1, boundary: Boundary = .average,
    nearField: Double = 8
  ) {
    self.method = method
    self.timeFactor = timeFactor
    self.boundary = boundary
    self.nearField = nearField
  }
}
