extension TrainingOptions {
  /// The options that a description may set, with their types, defaults and documentation.
  public static let declarations: [BlockOption] = course + batches + objective + steps + choosing

  private static let standard = TrainingOptions()

  private static let course = [
    BlockOption(
      "epochs", .integer(1...1_000_000), default: .integer(standard.epochs),
      doc: "passes over the training items")
  ]

  private static let batches = [
    BlockOption(
      "batch_size", .integer(1...1_000_000), default: .integer(standard.batchSize),
      doc:
        "images, graphs or, with neighbours, nodes a batch; else one graph is trained in one piece"),
    BlockOption(
      "sampler", .choice(ItemSampler.allCases.map(\.rawValue)),
      default: .string(standard.sampler.rawValue),
      doc:
        "order of the training items: shuffled, balanced (classes drawn alike, with repetition), sequential"
    ),
    BlockOption(
      "neighbours", .integers(1...1_000_000), optional: true,
      doc: "neighbours drawn of a node, hop by hop, to train nodes of a large graph in batches"),
    BlockOption(
      "accumulate", .integer(1...1_000_000), default: .integer(standard.accumulate),
      doc: "batches joined to one step, with the gradient of the mean over all their items"),
  ]

  private static let objective = [
    BlockOption(
      "loss", .selection(LossFunction.choices), optional: true,
      doc: "what is made small; cross_entropy of classes, mse of numbers unless given"),
    BlockOption(
      "weight_decay", .number(0...10), default: .number(standard.weightDecay),
      doc: "weight decay where a block states none"),
  ]

  private static let steps = [
    BlockOption(
      "optimizer", .choice(OptimizerKind.allCases.map(\.rawValue)),
      default: .string(standard.optimizer.rawValue), doc: "the optimizer"),
    BlockOption(
      "learning_rate", .number(0...1000), default: .number(standard.learningRate),
      doc: "step size; of lbfgs, the first length that its line search tries"),
    BlockOption(
      "schedule", .selection(LearningRateSchedule.choices), default: "constant",
      doc: "how the step size changes, such as {cosine: {minimum: 0.0001}}"),
    BlockOption(
      "warmup", .integer(0...1_000_000), default: .integer(standard.warmup),
      doc: "epochs over which the step size first rises from 0"),
    BlockOption(
      "momentum", .number(0...0.9999), optional: true,
      doc: "factor of the running gradient (sgd 0.9, rmsprop 0)"),
    BlockOption(
      "nesterov", .boolean, optional: true,
      doc: "whether momentum looks ahead (sgd; false unless given)"),
    BlockOption(
      "beta1", .number(0...0.999999), optional: true,
      doc: "decay of the mean of gradients (adam, adamw 0.9)"),
    BlockOption(
      "beta2", .number(0...0.999999), optional: true,
      doc: "decay of the mean of squares (adam, adamw 0.999, rmsprop 0.99)"),
    BlockOption(
      "epsilon", .number(1e-16...1), optional: true,
      doc: "added to the root (adam, adamw, rmsprop 1e-8)"),
    BlockOption(
      "centered", .boolean, optional: true,
      doc: "whether squares are taken about the mean (rmsprop; false unless given)"),
    BlockOption(
      "history", .integer(1...1000), optional: true, doc: "steps remembered (lbfgs 10)"),
    BlockOption(
      "iterations", .integer(1...1000), optional: true, doc: "iterations an epoch (lbfgs 1)"),
    BlockOption(
      "line_search", .choice(LineSearch.allCases.map(\.rawValue)), optional: true,
      doc: "how a step's length is found (lbfgs strong_wolfe)"),
    BlockOption(
      "clip_norm", .number(1e-12...1e12), optional: true,
      doc: "largest norm of all gradients together"),
    BlockOption(
      "clip_value", .number(1e-12...1e12), optional: true,
      doc: "largest magnitude of a gradient's element"),
  ]

  private static let choosing = [
    BlockOption(
      "average", .number(0...0.999999), optional: true,
      doc: "decay of a running average of the parameters, which validates and is the result"),
    BlockOption(
      "patience", .integer(0...1_000_000), default: .integer(standard.patience),
      doc: "epochs without improvement after which training stops; 0 never"),
    BlockOption(
      "monitor", .choice(Monitor.allCases.map(\.rawValue)),
      default: .string(standard.monitor.rawValue), doc: "what decides which epoch is best"),
    BlockOption(
      "restore_best", .boolean, default: .bool(standard.restoreBest),
      doc: "whether the best epoch's parameters are the result"),
  ]
}
