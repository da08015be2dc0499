/// How vectors flow in the vector heat method.
public struct VectorHeatOptions: Sendable, Equatable {
  /// The triangulation over which vectors flow.
  ///
  /// Default: ``ConnectionLaplacian/Method/intrinsicDelaunay``, on which weights are negative at most
  /// along the boundary, whose edges are not flipped.
  public var method: ConnectionLaplacian.Method
  /// The time of flow in units of the squared mean edge length; positive.
  ///
  /// Default: 4.
  ///
  /// One step of heat follows the directions of edges, the more so the shorter it is; longer ones
  /// blur where shortest paths from two sides meet.
  public var timeFactor: Double

  /// Makes options; each has its default.
  public init(
    method: ConnectionLaplacian.Method = .intrinsicDelaunay, timeFactor: Double = 4
  ) {
    self.method = method
    self.timeFactor = timeFactor
  }
}
