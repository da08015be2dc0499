public import Autodiff

/// What an optimizer carries from step to step.
public struct OptimizerState: Sendable, Equatable {
  /// One list a parameter, of tensors of the parameter's shape.
  public var moments: [[Tensor<Float>]]
  /// Vectors over all parameters end to end, as many as the rule keeps at the moment.
  public var vectors: [Tensor<Float>]

  /// Makes a state.
  public init(moments: [[Tensor<Float>]], vectors: [Tensor<Float>] = []) {
    self.moments = moments
    self.vectors = vectors
  }
}
