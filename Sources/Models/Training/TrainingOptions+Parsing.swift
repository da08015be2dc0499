extension TrainingOptions {
  /// Every mistake of options written as a map, with its path.
  public static func problems(in value: ModelValue, at path: String = "training") -> [ModelProblem]
  {
    var problems: [ModelProblem] = []
    _ = Self.parse(value, at: path, problems: &problems)
    return problems
  }

  /// Reads options written as a map; null means all defaults.
  ///
  /// - Throws: `ModelError` with code `training`, listing every mistake with its path.
  public init(_ value: ModelValue, seed: UInt64, at path: String = "training") throws(ModelError) {
    var problems: [ModelProblem] = []
    let parsed = Self.parse(value, at: path, problems: &problems)
    guard problems.isEmpty else { throw ModelError(.training, problems) }
    self = parsed
    self.seed = seed
  }

  private static func parse(
    _ value: ModelValue, at path: String, problems: inout [ModelProblem]
  ) -> TrainingOptions {
    let declaration = BlockDeclaration(
      name: path, summary: "", supports: [], symmetries: [], options: declarations)
    let options = BlockOptions(value, for: declaration, at: path, problems: &problems)
    var result = TrainingOptions()
    result.epochs = options.integer("epochs")
    result.batchSize = options.integer("batch_size")
    result.sampler = ItemSampler(rawValue: options.text("sampler")) ?? .shuffled
    result.neighbours = options.integers("neighbours")
    result.accumulate = options.integer("accumulate")
    result.loss = options.selection("loss").map {
      LossFunction($0, at: "\(path).loss", problems: &problems)
    }
    result.readSteps(options)
    result.average = options.optionalNumber("average")
    result.patience = options.integer("patience")
    result.monitor = Monitor(rawValue: options.text("monitor")) ?? .accuracy
    result.restoreBest = options.boolean("restore_best")
    // An optimizer that is not known has no options that could be held against it.
    guard !problems.contains(where: { $0.path == "\(path).optimizer" }) else { return result }
    let isReadable = problems.isEmpty
    let all = OptimizerKind.allCases.flatMap(\.options)
    for name in declarations.map(\.name)
    where all.contains(name) && !result.optimizer.options.contains(name) && options.has(name) {
      let owners = OptimizerKind.allCases.filter { $0.options.contains(name) }.map(\.rawValue)
      problems.append(
        ModelProblem(
          "\(path).\(name)",
          "means nothing to \(result.optimizer.rawValue); it is an option of \(owners.joined(separator: ", "))"
        ))
    }
    guard isReadable else { return result }
    problems += result.contradictions.map { ModelProblem("\(path).\($0.path)", $0.message) }
    return result
  }

  private mutating func readSteps(_ options: BlockOptions) {
    optimizer = OptimizerKind(rawValue: options.text("optimizer")) ?? .adam
    learningRate = options.number("learning_rate")
    schedule = options.selection("schedule").map { LearningRateSchedule($0) } ?? .constant
    warmup = options.integer("warmup")
    momentum = options.optionalNumber("momentum")
    nesterov = options.boolean("nesterov")
    beta1 = options.optionalNumber("beta1")
    beta2 = options.optionalNumber("beta2")
    epsilon = options.optionalNumber("epsilon")
    centered = options.boolean("centered")
    history = options.optionalInteger("history")
    iterations = options.optionalInteger("iterations")
    lineSearch =
      options.has("line_search") ? LineSearch(rawValue: options.text("line_search")) : nil
    weightDecay = options.number("weight_decay")
    clipNorm = options.optionalNumber("clip_norm")
    clipValue = options.optionalNumber("clip_value")
  }

  /// What contradicts itself whatever the data are; paths within the options.
  var contradictions: [ModelProblem] {
    var problems: [ModelProblem] = []
    if warmup >= epochs {
      problems.append(
        ModelProblem("warmup", "\(warmup) epochs of warm-up leave none of \(epochs); shorten it"))
    }
    for (name, limit) in [("clip_norm", clipNorm), ("clip_value", clipValue)]
    where optimizer == .lbfgs && limit != nil {
      problems.append(
        ModelProblem(name, "means nothing to lbfgs, whose line search bounds its steps"))
    }
    return problems
  }

  /// The options as a value of the model language, the seed left out.
  public var value: ModelValue {
    func number(_ value: Double?) -> ModelValue { value.map { .number($0) } ?? .null }
    func integer(_ value: Int?) -> ModelValue { value.map { .integer($0) } ?? .null }
    let own = optimizer.options
    func flag(_ value: Bool, _ name: String) -> ModelValue {
      value && own.contains(name) ? .bool(true) : .null
    }
    return [
      "epochs": .integer(epochs), "batch_size": .integer(batchSize),
      "sampler": .string(sampler.rawValue),
      "neighbours": neighbours.isEmpty ? .null : .list(neighbours.map { .integer($0) }),
      "accumulate": .integer(accumulate), "loss": loss?.value ?? .null,
      "weight_decay": .number(weightDecay), "optimizer": .string(optimizer.rawValue),
      "learning_rate": .number(learningRate), "schedule": schedule.value,
      "warmup": .integer(warmup), "momentum": number(momentum),
      "nesterov": flag(nesterov, "nesterov"), "beta1": number(beta1), "beta2": number(beta2),
      "epsilon": number(epsilon), "centered": flag(centered, "centered"),
      "history": integer(history), "iterations": integer(iterations),
      "line_search": lineSearch.map { .string($0.rawValue) } ?? .null,
      "clip_norm": number(clipNorm), "clip_value": number(clipValue), "average": number(average),
      "patience": .integer(patience), "monitor": .string(monitor.rawValue),
      "restore_best": .bool(restoreBest),
    ]
  }
}
