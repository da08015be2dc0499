/// Where the factor of a Fourier transform over N points stands.
public enum FourierNormalization: String, Sendable, CaseIterable {
  /// 1 forward, 1 / N backward.
  case backward
  /// 1 / √N both ways, which keeps the norm.
  case orthonormal

  /// The factor of a transform to frequencies.
  func forwardScale(points: Int) -> Double {
    self == .backward ? 1 : 1 / Double(points).squareRoot()
  }

  /// The factor of a transform from frequencies.
  func inverseScale(points: Int) -> Double {
    self == .backward ? 1 / Double(points) : 1 / Double(points).squareRoot()
  }
}
