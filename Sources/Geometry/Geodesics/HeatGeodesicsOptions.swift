/// How the heat method flows and what it does at the boundary.
public struct HeatGeodesicsOptions: Sendable, Equatable {
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

  /// Makes options; each has its default.
  public init(timeFactor: Double = 1, boundary: Boundary = .average) {
    self.timeFactor = timeFactor
    self.boundary = boundary
  }
}
