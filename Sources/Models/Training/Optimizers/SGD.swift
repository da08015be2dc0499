public import Autodiff

/// Stochastic gradient descent with momentum: v ← μ v + g + λ w, w ← w − η v (or η (g + λ w + μ v) with Nesterov's look-ahead).
///
/// (Sutskever, Martens, Dahl & Hinton, ICML 2013.)
public struct SGD: ParameterwiseOptimizer {
  /// μ, in 0..<1; with 0 no velocity is kept.
  public let momentum: Double
  /// Whether the step looks ahead.
  public let nesterov: Bool

  /// Makes the rule.
  public init(momentum: Double = 0.9, nesterov: Bool = false) {
    self.momentum = momentum
    self.nesterov = nesterov
  }

  /// The velocity, if there is momentum.
  public var momentCount: Int { momentum == 0 ? 0 : 1 }

  /// One step of one parameter, in place.
  public func step(
    _ parameter: inout Tensor<Float>, gradient: Tensor<Float>, moments: inout [Tensor<Float>],
    step: Int, rate: Double, weightDecay: Double
  ) {
    guard momentum != 0 else {
      parameter.gradientStep(gradient: gradient, rate: rate, weightDecay: weightDecay)
      return
    }
    parameter.momentumStep(
      gradient: gradient, velocity: &moments[0], rate: rate, momentum: momentum,
      nesterov: nesterov, weightDecay: weightDecay)
  }
}
