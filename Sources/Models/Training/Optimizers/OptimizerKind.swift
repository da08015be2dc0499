/// The optimizers, by the names that descriptions use.
public enum OptimizerKind: String, Hashable, Sendable, CaseIterable {
  /// Stochastic gradient descent with momentum.
  case sgd
  /// Adam, with weight decay as part of the gradient.
  case adam
  /// Adam with decoupled weight decay.
  case adamw
  /// RMSprop, with weight decay as part of the gradient.
  case rmsprop
  /// Limited-memory BFGS on all training items at once.
  case lbfgs

  /// The options that mean something to it, among those that not every optimizer has.
  var options: Set<String> {
    switch self {
    case .sgd: ["momentum", "nesterov"]
    case .adam, .adamw: ["beta1", "beta2", "epsilon"]
    case .rmsprop: ["momentum", "beta2", "epsilon", "centered"]
    case .lbfgs: ["history", "iterations", "line_search"]
    }
  }

  /// The optimizer with the training's options.
  func make(_ options: TrainingOptions) -> any Optimizer {
    switch self {
    case .sgd: SGD(momentum: options.momentum ?? 0.9, nesterov: options.nesterov)
    case .adam, .adamw:
      Adam(
        decoupled: self == .adamw, beta1: options.beta1 ?? 0.9, beta2: options.beta2 ?? 0.999,
        epsilon: options.epsilon ?? 1e-8)
    case .rmsprop:
      RMSprop(
        smoothing: options.beta2 ?? 0.99, epsilon: options.epsilon ?? 1e-8,
        momentum: options.momentum ?? 0, centered: options.centered)
    case .lbfgs:
      LBFGS(
        history: options.history ?? 10, iterations: options.iterations ?? 1,
        lineSearch: options.lineSearch ?? .strongWolfe)
    }
  }
}
