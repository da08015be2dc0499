/// How vectors flow in the vector heat method.
public struct VectorHeatOptions: Sendable, Equatable {
  /// The triangulation over which vectors flow.
  ///
  /// Default: ``ConnectionLaplacian/Method/intrinsicDelaunay``, on which the systems are positive
  /// definite whatever the mesh.
  public var method: ConnectionLaplacian.Method
  /// The time of flow in units of the squared mean edge length; positive.
  ///
  /// Default: 1.
  public var timeFactor: Double

  /// Makes options; each has its default.
  public init(
    method: ConnectionLaplacian.Method = .intrinsicDelaunay, timeFactor: Double = 1
  ) {
    self.method = method
    self.timeFactor = timeFactor
  }
}
