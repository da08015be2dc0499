/// How a model is trained.
public struct TrainingOptions: Hashable, Sendable {
  /// What decides which epoch is best.
  public enum Monitor: String, Sendable, CaseIterable {
    /// Highest validation accuracy; among equals, and where numbers are predicted, the lowest validation loss.
    case accuracy
    /// Lowest validation loss.
    case loss
    /// The last epoch that had both the highest accuracy and the lowest loss so far; patience counts from the last that had one
    /// of them (Veličković et al. 2018).
    case both
  }

  /// Passes over the training items.
  public var epochs = 200
  /// Images, graphs or, with `neighbours`, nodes a batch; one graph without `neighbours` is trained in one piece.
  public var batchSize = 64
  /// In which order an epoch visits the training items.
  public var sampler = ItemSampler.shuffled
  /// Neighbours drawn of each node, hop by hop, when nodes of a large graph are trained in batches; empty trains the graph in one piece.
  public var neighbours: [Int] = []
  /// Batches whose gradients are joined to one step: the gradient of the mean over all their items, also where the last batch is smaller.
  public var accumulate = 1
  /// What is made small; nil means cross-entropy of classes, or the mean squared error of numbers.
  public var loss: LossFunction?
  /// The optimizer.
  public var optimizer = OptimizerKind.adam
  /// Step size.
  public var learningRate = 0.01
  /// How the step size changes.
  public var schedule = LearningRateSchedule.constant
  /// Epochs over which the step size first rises from 0.
  public var warmup = 0
  /// Factor of the running gradient (sgd: 0.9 unless set; rmsprop: 0).
  public var momentum: Double?
  /// Whether momentum looks ahead (sgd alone).
  public var nesterov = false
  /// Decay of the mean of gradients (adam, adamw: 0.9 unless set).
  public var beta1: Double?
  /// Decay of the mean of squares (adam, adamw: 0.999 unless set; rmsprop: 0.99).
  public var beta2: Double?
  /// Added to the root (adam, adamw, rmsprop: 1e-8 unless set).
  public var epsilon: Double?
  /// Whether squares are taken about the mean (rmsprop alone).
  public var centered = false
  /// Steps remembered (lbfgs: 10 unless set).
  public var history: Int?
  /// Iterations an epoch (lbfgs: 1 unless set).
  public var iterations: Int?
  /// How a step's length is found (lbfgs: strong_wolfe unless set).
  public var lineSearch: LineSearch?
  /// Weight decay of every weight whose block states none: ½ λ ‖w‖² in the loss, decoupled for adamw.
  public var weightDecay = 0.0
  /// Largest norm of all gradients together, to which longer ones are scaled down; nil leaves them.
  public var clipNorm: Double?
  /// Largest magnitude of a gradient's element; nil leaves them.
  public var clipValue: Double?
  /// Decay of the running average of parameters and buffers that validates and is the result; nil takes the parameters themselves.
  ///
  /// At step t the decay is at most (1 + t) / (10 + t), so that the average forgets the start.
  public var average: Double?
  /// Epochs without improvement after which training stops; 0 never stops early.
  public var patience = 0
  /// What decides which epoch is best.
  public var monitor = Monitor.accuracy
  /// Whether the result is the best epoch's parameters, where there are validation items; otherwise the last epoch's.
  public var restoreBest = true
  /// Seed of initial weights, sampling and dropout.
  public var seed: UInt64 = 0

  /// The defaults.
  public init() {}
}
