/// What a functional map is fitted to; the weights have no unit, as each term is brought to one scale.
public struct FunctionalMapOptions: Sendable, Equatable {
  /// The weight of preserving descriptors: the mean of ‖C a − b‖² over pairs of descriptors, each of norm 1.
  ///
  /// Positive. Default: 1.
  public var descriptorWeight: Double
  /// The weight of commuting with the Laplacians: ‖C Λ₁ − Λ₂ C‖², eigenvalues divided by their largest difference.
  ///
  /// At least 0. Default: 10: without it, smooth descriptors leave much of C to chance.
  public var laplacianWeight: Double
  /// The weight of commuting with multiplication by the descriptors (Nogneng & Ovsjanikov 2017), divided by the mean
  /// size of their operators.
  ///
  /// At least 0. Default: 0. Above 0 the rows of C depend on each other and are solved together.
  public var commutativityWeight: Double

  /// Makes options; each has its default.
  public init(
    descriptorWeight: Double = 1, laplacianWeight: Double = 10, commutativityWeight: Double = 0
  ) {
    self.descriptorWeight = descriptorWeight
    self.laplacianWeight = laplacianWeight
    self.commutativityWeight = commutativityWeight
  }

  func check() throws(GraphError) {
    try SpectralFilter.require(descriptorWeight, name: "descriptorWeight")
    try SpectralFilter.require(laplacianWeight, name: "laplacianWeight", mayBeZero: true)
    try SpectralFilter.require(commutativityWeight, name: "commutativityWeight", mayBeZero: true)
  }
}
