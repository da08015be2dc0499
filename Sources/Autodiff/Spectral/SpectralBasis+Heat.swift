extension SpectralBasis {
  /// Coefficients after some time of heat flow, exp(−λ t) c, each channel with a time of its own; the gradient flows to
  /// coefficients and times.
  ///
  /// Any other transfer function f(λ, θ) is as short: an expression of ``eigenvalues`` and parameters, of shape `[modes, c]`
  /// or `[modes, 1]`, times the coefficients.
  ///
  /// - Parameters:
  ///   - coefficients: `[modes, c]`.
  ///   - times: `[c]`, or one for all channels; where they are learned, keep them from becoming negative.
  public func heat(
    _ coefficients: Variable<Scalar>, times: Variable<Scalar>
  ) -> Variable<Scalar> {
    precondition(
      times.value.count == 1 || times.shape == [coefficients.shape[1]],
      "heat: times of shape \(times.shape) for \(coefficients.shape[1]) channels")
    let values = coefficients.tape.constant(eigenvalues)
    return (values * -times.reshaped(to: [1, times.value.count])).exp() * coefficients
  }

  /// Values after some time of heat flow on their domains, Φ exp(−λ t) Φᵀ M x (Sharp et al., 2022, equation 6).
  ///
  /// - Parameters:
  ///   - x: `[rows, c]`.
  ///   - times: `[c]`, or one for all channels.
  public func diffused(_ x: Variable<Scalar>, times: Variable<Scalar>) -> Variable<Scalar> {
    reconstruct(heat(project(x), times: times))
  }
}
