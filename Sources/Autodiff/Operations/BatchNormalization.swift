extension Variable {
  /// (x − mean) / √(variance + ε) · scale + shift with statistics over all axes but the last (Ioffe and
  /// Szegedy, 2015).
  ///
  /// - Parameters:
  ///   - scale: of shape `[size of the last axis]`.
  ///   - shift: of the same shape.
  ///   - epsilon: positive; added to the (biased) variance.
  /// - Returns: the output, and the batch's mean and biased variance, each of shape `[size of the last
  ///   axis]`, for running averages.
  public func batchNormalized(
    scale: Variable, shift: Variable, epsilon: Double = 1e-5
  ) -> (output: Variable, mean: Tensor<Scalar>, variance: Tensor<Scalar>) {
    let axes = Array(shape.indices.dropLast())
    let mean = mean(axes: axes)
    let centered = self - mean
    let variance = centered.power(2).mean(axes: axes)
    let output = centered * ((variance + Scalar(epsilon)).power(-0.5) * scale) + shift
    return (output, mean.value, variance.value)
  }

  /// Batch normalization with given statistics, as at inference; all have the shape of the last axis.
  public func normalized(
    mean: Tensor<Scalar>, variance: Tensor<Scalar>, scale: Variable, shift: Variable,
    epsilon: Double = 1e-5
  ) -> Variable {
    let inverse = (tape.constant(variance) + Scalar(epsilon)).power(-0.5)
    return (self - tape.constant(mean)) * (inverse * scale) + shift
  }
}
