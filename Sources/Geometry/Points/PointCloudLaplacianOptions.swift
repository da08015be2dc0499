/// How a ``PointCloudLaplacian`` is built.
public struct PointCloudLaplacianOptions: Sendable, Equatable {
  /// The nearest others that each point is triangulated with.
  ///
  /// At least 3. Default: 30.
  public var neighbours: Int
  /// The room by which the triangle inequality is made to hold, in mean edge lengths.
  ///
  /// Positive. Default: 1e-5.
  public var mollification: Double

  /// Makes options.
  public init(neighbours: Int = 30, mollification: Double = 1e-5) {
    self.neighbours = neighbours
    self.mollification = mollification
  }
}
