extension TrainingOptions {
  /// The options that a description may set, with their types, defaults and documentation.
  public static let declarations: [BlockOption] = {
    let standard = TrainingOptions()
    return [
      BlockOption(
        "epochs", .integer(1...1_000_000), default: .integer(standard.epochs),
        doc: "passes over the training items"),
      BlockOption(
        "batch_size", .integer(1...1_000_000), default: .integer(standard.batchSize),
        doc: "images a step; graphs are trained in one piece"),
      BlockOption(
        "optimizer", .choice(OptimizerKind.allCases.map(\.rawValue)),
        default: .string(standard.optimizer.rawValue), doc: "the optimizer"),
      BlockOption(
        "learning_rate", .number(0...1000), default: .number(standard.learningRate),
        doc: "step size"
      ),
      BlockOption(
        "momentum", .number(0...0.9999), default: .number(standard.momentum),
        doc: "factor of the running gradient (sgd)"),
      BlockOption(
        "nesterov", .boolean, default: .bool(standard.nesterov),
        doc: "whether momentum looks ahead (sgd)"),
      BlockOption(
        "weight_decay", .number(0...10), default: .number(standard.weightDecay),
        doc: "weight decay where a block states none"),
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
  }()

  /// Reads options written as a map; null means all defaults.
  ///
  /// - Throws: `ModelError` with code `training`, listing every mistake with its path.
  public init(_ value: ModelValue, seed: UInt64, at path: String = "training") throws(ModelError) {
    var problems: [ModelProblem] = []
    let declaration = BlockDeclaration(
      name: path, summary: "", supports: [], symmetries: [], options: Self.declarations)
    let options = BlockOptions(value, for: declaration, at: path, problems: &problems)
    guard problems.isEmpty else { throw ModelError(.training, problems) }
    self.init()
    epochs = options.integer("epochs")
    batchSize = options.integer("batch_size")
    optimizer = OptimizerKind(rawValue: options.text("optimizer")) ?? .adam
    learningRate = options.number("learning_rate")
    momentum = options.number("momentum")
    nesterov = options.boolean("nesterov")
    weightDecay = options.number("weight_decay")
    patience = options.integer("patience")
    monitor = Monitor(rawValue: options.text("monitor")) ?? .accuracy
    restoreBest = options.boolean("restore_best")
    self.seed = seed
  }

  /// The options as a value of the model language, the seed left out.
  public var value: ModelValue {
    [
      "epochs": .integer(epochs), "batch_size": .integer(batchSize),
      "optimizer": .string(optimizer.rawValue), "learning_rate": .number(learningRate),
      "momentum": .number(momentum), "nesterov": .bool(nesterov),
      "weight_decay": .number(weightDecay), "patience": .integer(patience),
      "monitor": .string(monitor.rawValue), "restore_best": .bool(restoreBest),
    ]
  }
}
