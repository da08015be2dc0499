public import Autodiff

/// A rule that changes a parameter by its gradient and by moments kept from step to step.
public protocol Optimizer: Sendable {
  /// Number of moments kept for each parameter, each of the parameter's shape, beginning at 0.
  var momentCount: Int { get }

  /// One step of one parameter, in place.
  ///
  /// - Parameters:
  ///   - moments: `momentCount` tensors.
  ///   - step: number of this step, from 1.
  ///   - rate: step size.
  ///   - weightDecay: λ.
  func step(
    _ parameter: inout Tensor<Float>, gradient: Tensor<Float>, moments: inout [Tensor<Float>],
    step: Int, rate: Double, weightDecay: Double)
}
