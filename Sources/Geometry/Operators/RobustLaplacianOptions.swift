/// How a ``RobustLaplacian`` is built.
public struct RobustLaplacianOptions: Sendable, Equatable {
  /// The room by which the triangle inequality is made to hold, in mean edge lengths.
  ///
  /// Positive. Default: 1e-5.
  public var mollification: Double

  /// Makes options.
  public init(mollification: Double = 1e-5) {
    self.mollification = mollification
  }
}
