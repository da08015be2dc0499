public import Autodiff

/// A rule that changes all parameters of a model by the gradients of a loss.
///
/// A rule that treats each parameter by itself conforms to ``ParameterwiseOptimizer`` instead. A rule is a pure function: what it
/// carries from step to step stands in its ``OptimizerState``, which checkpoints hold.
public protocol Optimizer: Sendable {
  /// Whether every step must see the loss of all training items, and may ask for it at other parameters.
  var needsWholeLoss: Bool { get }

  /// The state before the first step on parameters of these values.
  func start(_ parameters: [Tensor<Float>]) -> OptimizerState

  /// One step of all parameters, in place.
  ///
  /// - Throws: what evaluating the loss throws.
  func step(
    _ parameters: inout [Tensor<Float>], _ step: OptimizerStep, state: inout OptimizerState) throws
}

extension Optimizer {
  /// No: a mean over some of the items will do.
  public var needsWholeLoss: Bool { false }
}
