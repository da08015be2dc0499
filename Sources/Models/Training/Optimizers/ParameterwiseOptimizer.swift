public import Autodiff

/// A rule that changes each parameter by its own gradient and by moments kept from step to step.
public protocol ParameterwiseOptimizer: Optimizer {
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

extension ParameterwiseOptimizer {
  /// Moments of 0.
  public func start(_ parameters: [Tensor<Float>]) -> OptimizerState {
    OptimizerState(
      moments: parameters.map { parameter in
        (0..<momentCount).map { _ in Tensor(zeros: parameter.shape) }
      })
  }

  /// One step of every parameter.
  public func step(
    _ parameters: inout [Tensor<Float>], _ step: OptimizerStep, state: inout OptimizerState
  ) {
    for index in parameters.indices {
      self.step(
        &parameters[index], gradient: step.gradients[index], moments: &state.moments[index],
        step: step.number, rate: step.rate, weightDecay: step.weightDecays[index])
    }
  }
}
