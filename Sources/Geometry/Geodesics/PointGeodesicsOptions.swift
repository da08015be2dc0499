/// How distances over a point cloud are measured by heat.
public struct PointGeodesicsOptions: Sendable, Equatable {
  /// How the surface is made of the points.
  ///
  /// Default: triangles with the 30 nearest others.
  public var surface: PointCloudLaplacianOptions
  /// The time of flow in units of the squared mean edge length of these triangles; positive.
  ///
  /// Default: 2.
  public var timeFactor: Double
  /// The radius of the disk around each source in which distances are those over the triangles, or
  /// turn into those of heat, in units of their mean edge length; not negative.
  ///
  /// Default: 8.
  public var nearField: Double

  /// Makes options; each has its default.
  public init(
    surface: PointCloudLaplacianOptions = PointCloudLaplacianOptions(), timeFactor: Double = 2,
    nearField: Double = 8
  ) {
    self.surface = surface
    self.timeFactor = timeFactor
    self.nearField = nearField
  }
}
