extension FunctionalMap {
  /// The map that best preserves descriptors and commutes with the Laplacians, in the sense of least squares.
  ///
  /// Ovsjanikov et al. (2012): the minimum of w_d / d ‖C A − B‖² + w_l ‖C Λ₁ − Λ₂ C‖² for coefficients A, B of the d
  /// descriptors, each of norm 1; a k₁ × k₁ system for each row of C. With a weight for commutativity also
  /// w_c Σ ‖C Xᵢ − Yᵢ C‖² for the operators Xᵢ, Yᵢ that multiply by the descriptors (Nogneng & Ovsjanikov,
  /// "Informative Descriptor Preservation via Commutativity for Shape Matching", 2017); then by conjugate gradients.
  ///
  /// - Parameters:
  ///   - source: with the k₁ functions to be mapped.
  ///   - target: with k₂ functions.
  ///   - descriptors: n₁ × d and n₂ × d.
  ///   - options: weights.
  /// - Throws: ``GraphError`` for parts that do not fit or a bad weight; `NumericsError` where the systems cannot be
  ///   solved.
  /// - Complexity: O(k₂ k₁³ + (n₁ k₁ + n₂ k₂) d).
  public static func fitted(
    from source: SpectralDomain, to target: SpectralDomain, descriptors: Descriptors,
    options: FunctionalMapOptions = FunctionalMapOptions()
  ) throws -> FunctionalMap {
    try options.check()
    let normalized = try descriptors.normalized(from: source, to: target)
    let system = try FunctionalMapSystem(
      source: source, target: target, descriptors: normalized, options: options)
    return try FunctionalMap(system.solve())
  }
}
