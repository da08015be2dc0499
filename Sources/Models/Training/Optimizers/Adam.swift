public import Autodiff

/// Adam: steps by the mean of gradients over the root of the mean of their squares, both corrected for their start at 0.
///
/// (Kingma & Ba, ICLR 2015, algorithm 1; decoupled decay: Loshchilov & Hutter, ICLR 2019, algorithm 2.)
public struct Adam: ParameterwiseOptimizer {
  /// Decay of the mean of gradients, in 0..<1.
  public let beta1: Double
  /// Decay of the mean of squares, in 0..<1.
  public let beta2: Double
  /// Added to the root, positive.
  public let epsilon: Double
  /// Whether weight decay acts on the weight itself (AdamW) instead of through the gradient.
  public let decoupled: Bool

  /// Makes the rule.
  public init(
    decoupled: Bool, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.decoupled = decoupled
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// Mean of gradients and mean of their squares.
  public var momentCount: Int { 2 }

  /// One step of one parameter, in place.
  public func step(
    _ parameter: inout Tensor<Float>, gradient: Tensor<Float>, moments: inout [Tensor<Float>],
    step: Int, rate: Double, weightDecay: Double
  ) {
    var first = moments[0], second = moments[1]
    moments.removeAll(keepingCapacity: true)
    parameter.adamStep(
      gradient: gradient, first: &first, second: &second, step: step, rate: rate, beta1: beta1,
      beta2: beta2, epsilon: epsilon, weightDecay: decoupled ? 0 : weightDecay,
      decoupledDecay: decoupled ? weightDecay : 0)
    moments.append(first)
    moments.append(second)
  }
}
