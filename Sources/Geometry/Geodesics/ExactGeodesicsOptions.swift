/// How far exact distances are followed.
public struct ExactGeodesicsOptions: Sendable, Equatable {
  /// The distance, in length units, up to which the surface is searched; positive.
  ///
  /// Default: infinite.
  ///
  /// Vertices beyond get `+infinity`. The time follows from the disk's size, not the mesh's.
  public var radius: Double

  /// Makes options; each has its default.
  public init(radius: Double = .infinity) { self.radius = radius }
}
