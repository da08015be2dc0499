/// A vector in the tangent plane of a vertex.
public struct TangentVector: Sendable, Equatable {
  /// The vertex.
  public var vertex: Int
  /// The components along the polar angles 0 and π/2 of ``TangentTransport``.
  public var components: SIMD2<Double>

  /// Makes a vector of its components.
  public init(vertex: Int, components: SIMD2<Double>) {
    self.vertex = vertex
    self.components = components
  }
}
