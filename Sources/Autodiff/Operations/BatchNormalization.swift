extension Variable {
  /// (x − mean) / √(variance + ε) · scale + shift with statistics over all axes but the last (Ioffe and
  /// Szegedy, 2015).
  ///
  /// - Parameters:
  ///   - scale: of shape `[size of the last axis]`.
  ///   - shift: of the same shape.
  ///   - epsilon: positive; added to the (biased) variance.
  ///   - copies: how many channels that lie side by side share their statistics, as the numbers of a regular field's
  ///     channel do; a divisor of the last axis.
  /// - Returns: the output, and the batch's mean and biased variance, each of shape `[size of the last
  ///   axis]`, for running averages.
  public func batchNormalized(
    scale: Variable, shift: Variable, epsilon: Double = 1e-5, copies: Int = 1
  ) -> (output: Variable, mean: Tensor<Scalar>, variance: Tensor<Scalar>) {
    let channels = shape.last ?? 0
    precondition(
      copies > 0 && channels % copies == 0,
      "batchNormalized: \(copies) channels side by side do not divide the last axis of \(shape)")
    let normalization = Normalization(
      "batchNormalized", self, items: 1, groups: channels / copies, scale: scale, shift: shift,
      epsilon: epsilon)
    let (mean, variance) = normalization.statistics()
    let output = normalization.applied(mean: mean, variance: variance, areFixed: false)
    return (output, mean.reshaped(to: [channels]), variance.reshaped(to: [channels]))
  }

  /// Batch normalization with given statistics, as at inference; all have the shape of the last axis.
  public func normalized(
    mean: Tensor<Scalar>, variance: Tensor<Scalar>, scale: Variable, shift: Variable,
    epsilon: Double = 1e-5
  ) -> Variable {
    let normalization = Normalization(
      "normalized", self, items: 1, groups: shape.last ?? 0, scale: scale, shift: shift,
      epsilon: epsilon)
    return normalization.applied(mean: mean, variance: variance, areFixed: true)
  }
}
