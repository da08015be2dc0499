/// How a model is trained.
public struct TrainingOptions: Hashable, Sendable {
  /// What decides which epoch is best.
  public enum Monitor: String, Sendable, CaseIterable {
    /// Highest validation accuracy; among equals the lowest validation loss.
    case accuracy
    /// Lowest validation loss.
    case loss
  }

  /// Passes over the training items.
  public var epochs = 200
  /// Images a step; graphs are trained in one piece.
  public var batchSize = 64
  /// The optimizer.
  public var optimizer = OptimizerKind.adam
  /// Step size.
  public var learningRate = 0.01
  /// Factor of the running gradient (sgd alone).
  public var momentum = 0.9
  /// Whether momentum looks ahead (sgd alone).
  public var nesterov = false
  /// Weight decay of every weight whose block states none: ½ λ ‖w‖² in the loss for sgd and adam, decoupled for adamw.
  public var weightDecay = 0.0
  /// Epochs without improvement after which training stops; 0 never stops early.
  public var patience = 0
  /// What decides which epoch is best.
  public var monitor = Monitor.accuracy
  /// Whether the result is the best epoch's parameters, where there are validation items; otherwise the last epoch's.
  public var restoreBest = true
  /// Seed of initial weights, shuffling and dropout.
  public var seed: UInt64 = 0

  /// The defaults.
  public init() {}
}
