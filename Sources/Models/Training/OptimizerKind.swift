/// The optimizers, by the names that descriptions use.
public enum OptimizerKind: String, Hashable, Sendable, CaseIterable {
  /// Stochastic gradient descent with momentum.
  case sgd
  /// Adam, with weight decay as part of the gradient.
  case adam
  /// Adam with decoupled weight decay.
  case adamw

  /// The optimizer with the training's options.
  func make(_ options: TrainingOptions) -> any Optimizer {
    switch self {
    case .sgd: SGD(momentum: options.momentum, nesterov: options.nesterov)
    case .adam: Adam(decoupled: false)
    case .adamw: Adam(decoupled: true)
    }
  }
}
