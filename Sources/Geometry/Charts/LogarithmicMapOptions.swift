/// How logarithmic maps are measured.
public struct LogarithmicMapOptions: Sendable, Equatable {
  /// How a polar coordinate is measured.
  public enum Measure: String, Sendable, CaseIterable {
    /// By flows of heat: linear in the number of vertices once two systems are factored.
    case heat
    /// By windows over the faces, exact for them.
    case exact
  }

  /// How the direction at the source is measured.
  ///
  /// Default: ``Measure/heat``.
  public var direction: Measure
  /// How the distance is measured.
  ///
  /// Default: ``Measure/heat``.
  public var distance: Measure
  /// The triangulation over which heat flows.
  ///
  /// Default: ``ConnectionLaplacian/Method/intrinsicDelaunay``.
  public var method: ConnectionLaplacian.Method
  /// The time of flow in units of the squared mean edge length; positive.
  ///
  /// Default: 4.
  ///
  /// One step of heat follows the directions of edges, the more so the shorter it is; longer ones
  /// blur where shortest paths from two sides meet.
  public var timeFactor: Double
  /// The radius of the disk around the source in which the map is exact (to half of it) or turns into
  /// that of heat, in units of the mean edge length, or of that at the source if it is larger; at
  /// least 2.
  ///
  /// Default: 8.
  public var nearField: Double

  /// Makes options; each has its default.
  public init(
    direction: Measure = .heat, distance: Measure = .heat,
    method: ConnectionLaplacian.Method = .intrinsicDelaunay, timeFactor: Double = 4,
    nearField: Double = 8
  ) {
    self.direction = direction
    self.distance = distance
    self.method = method
    self.timeFactor = timeFactor
    self.nearField = nearField
  }
}
