public import Autodiff

/// RMSprop: steps by the gradient over the root of a running mean of its squares, less its squared mean when centered.
///
/// (Tieleman & Hinton, Coursera lecture 6.5, 2012; centered: Graves 2013, arXiv 1308.0850, equations 38–40.) With momentum μ the
/// quotients q gather in a velocity, v ← μ v + q, w ← w − η v.
public struct RMSprop: ParameterwiseOptimizer {
  /// Decay of the running means, in 0..<1.
  public let smoothing: Double
  /// Added to the root, positive.
  public let epsilon: Double
  /// μ, in 0..<1; with 0 no velocity is kept.
  public let momentum: Double
  /// Whether squares are taken about the mean of gradients.
  public let isCentered: Bool

  /// Makes the rule.
  public init(
    smoothing: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0, centered: Bool = false
  ) {
    self.smoothing = smoothing
    self.epsilon = epsilon
    self.momentum = momentum
    isCentered = centered
  }

  /// Mean of squares, mean of gradients when centered, velocity with momentum.
  public var momentCount: Int { 1 + (isCentered ? 1 : 0) + (momentum == 0 ? 0 : 1) }

  /// One step of one parameter, in place.
  public func step(
    _ parameter: inout Tensor<Float>, gradient: Tensor<Float>, moments: inout [Tensor<Float>],
    step: Int, rate: Double, weightDecay: Double
  ) {
    parameter.rmspropStep(
      gradient: gradient, moments: &moments, isCentered: isCentered, rate: rate,
      smoothing: smoothing, epsilon: epsilon, momentum: momentum, weightDecay: weightDecay)
  }
}
