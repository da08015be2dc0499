extension Variable {
  /// (x − mean) / √(variance + ε) · scale + shift of grids `[n, size…, channels]`, with statistics of each item
  /// and group of neighbouring channels (Wu and He, ECCV 2018).
  ///
  /// - Parameters:
  ///   - groups: a divisor of the channels.
  ///   - scale: of shape `[channels]`.
  ///   - shift: of the same shape.
  ///   - epsilon: positive; added to the (biased) variance.
  public func groupNormalized(
    groups: Int, scale: Variable, shift: Variable, epsilon: Double = 1e-5
  ) -> Variable {
    perItemNormalized("groupNormalized", groups, scale, shift, epsilon)
  }

  /// (x − mean) / √(variance + ε) · scale + shift of grids `[n, size…, channels]`, with statistics of each item
  /// and channel (Ulyanov, Vedaldi and Lempitsky, 2016).
  ///
  /// - Parameters:
  ///   - scale: of shape `[channels]`.
  ///   - shift: of the same shape.
  ///   - epsilon: positive; added to the (biased) variance.
  public func instanceNormalized(
    scale: Variable, shift: Variable, epsilon: Double = 1e-5
  ) -> Variable {
    perItemNormalized("instanceNormalized", shape.last ?? 0, scale, shift, epsilon)
  }

  private func perItemNormalized(
    _ operation: StaticString, _ groups: Int, _ scale: Variable, _ shift: Variable,
    _ epsilon: Double
  ) -> Variable {
    let normalization = Normalization(
      operation, self, items: shape.first ?? 0, groups: groups, scale: scale, shift: shift,
      epsilon: epsilon)
    let (mean, variance) = normalization.statistics()
    return normalization.applied(mean: mean, variance: variance, areFixed: false)
  }
}
