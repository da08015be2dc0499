public import Autodiff

/// Stochastic gradient descent with momentum: v ← μ v + g + λ w, w ← w − η v (or η (g + λ w + μ v) with Nesterov's look-ahead).
///
/// (Sutskever, Martens, Dahl & Hinton, ICML 2013.)
public struct SGD: Optimizer {
  /// μ, in 0..<1.
  public let momentum: Double
  /// Whether the step looks ahead.
  public let nesterov: Bool

  /// Makes the rule.
  public init(momentum: Double, nesterov: Bool) {
    self.momentum = momentum
    self.nesterov = nesterov
  }

  /// The velocity.
  public var momentCount: Int { 1 }

  /// One step of one parameter, in place.
  public func step(
    _ parameter: inout Tensor<Float>, gradient: Tensor<Float>, moments: inout [Tensor<Float>],
    step: Int, rate: Double, weightDecay: Double
  ) {
    parameter.momentumStep(
      gradient: gradient, velocity: &moments[0], rate: rate, momentum: momentum,
      nesterov: nesterov, weightDecay: weightDecay)
  }
}
