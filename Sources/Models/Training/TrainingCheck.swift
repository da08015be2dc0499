import Autodiff

/// Whether model, data and options of a training belong together.
struct TrainingCheck {
  let model: Model
  let data: TrainingData
  let options: TrainingOptions
  let input: BoundInput<Float>

  /// - Throws: `ModelError` for targets that are not the model's, or options that mean nothing to these data.
  func check() throws(ModelError) {
    try checkTargets()
    let problems =
      options.contradictions + [patience, loss, balance, plateau, wholeLoss].compactMap { $0 }
      + neighbourhoods
    guard problems.isEmpty else {
      throw ModelError(
        .training, problems.map { ModelProblem("training.\($0.path)", $0.message) })
    }
  }

  private func checkTargets() throws(ModelError) {
    let isWhole = model.output.support == .whole && !model.description.domain.isSampledOnGrid
    let count = isWhole ? input.offsets?.count ?? 1 : input.itemCount
    switch data.targets {
    case .classes(let labels):
      guard labels.count == count else {
        throw ModelError(
          .labels, "there are \(labels.count) labels for \(count) items; give one each")
      }
      guard model.signature.targetCount == nil, labels.classNames == model.signature.classNames
      else {
        throw ModelError(.labels, "the labels' classes are not those the model was built for")
      }
    case .values(let values):
      guard values.count == count else {
        throw ModelError(
          .labels, "there are targets of \(values.count) items for \(count); give one each")
      }
      guard values.outputCount == model.signature.targetCount else {
        throw ModelError(
          .labels,
          "there are \(values.outputCount) numbers an item, the model was built for \(model.signature.targetCount.map(String.init) ?? "classes")"
        )
      }
    }
  }

  private var patience: ModelProblem? {
    guard options.patience > 0 && data.split.validation.isEmpty else { return nil }
    return ModelProblem(
      "patience", "stopping early needs validation items; give the split some, or patience 0")
  }

  private var plateau: ModelProblem? {
    guard case .plateau = options.schedule, data.split.validation.isEmpty else { return nil }
    return ModelProblem(
      "schedule.plateau",
      "needs validation items to see whether they get better; give the split some")
  }

  private var balance: ModelProblem? {
    guard options.sampler == .balanced else { return nil }
    if model.pointItems(of: input) != nil {
      return ModelProblem(
        "sampler", "balanced draws items of a class, but the points of items have one each")
    }
    guard case .values = data.targets else { return nil }
    return ModelProblem("sampler", "balanced needs classes, but numbers are to be predicted")
  }

  private var loss: ModelProblem? {
    guard let loss = options.loss else { return nil }
    switch data.targets {
    case .classes(let labels):
      guard loss.takesClasses else {
        return ModelProblem(
          "loss",
          "measures numbers, but classes are to be told; take cross_entropy or binary_cross_entropy"
        )
      }
      if case .crossEntropy(_, .given(let weights)) = loss, weights.count != labels.classCount {
        return ModelProblem(
          "loss.cross_entropy.weights",
          "\(weights.count) weights for \(labels.classCount) classes; give one each")
      }
      if case .crossEntropy(_, .given(let weights)) = loss,
        data.split.train.allSatisfy({ weights[Int(labels.classes[Int($0)])] == 0 })
      {
        return ModelProblem(
          "loss.cross_entropy.weights",
          "are 0 for the classes of all training items; give one of them a weight")
      }
    case .values(let values):
      guard loss.takesValues else {
        return ModelProblem(
          "loss", "measures classes, but numbers are to be predicted; take mse, mae or huber")
      }
      let isOutside = values.tensor.scalars.contains { $0 < 0 || $0 > 1 }
      if loss == .binaryCrossEntropy && isOutside {
        return ModelProblem("loss", "binary_cross_entropy needs targets from 0 to 1")
      }
    }
    return nil
  }

  /// Rules that compare losses of one step with those of the next need all items in each.
  private var wholeLoss: ModelProblem? {
    guard options.optimizer.make(options).needsWholeLoss else { return nil }
    if !options.neighbours.isEmpty || options.sampler == .balanced {
      return ModelProblem(
        "optimizer", "\(options.optimizer.rawValue) needs the same items in every step")
    }
    let train = data.split.train
    let items = model.pointItems(of: input)?.items(of: train).count ?? train.count
    guard model.takesItems(input), options.batchSize * options.accumulate < items else {
      return nil
    }
    return ModelProblem(
      "optimizer",
      "\(options.optimizer.rawValue) needs all \(items) training items in every step; raise batch_size or accumulate"
    )
  }

  private var neighbourhoods: [ModelProblem] {
    guard !options.neighbours.isEmpty else { return [] }
    func problem(_ message: String) -> [ModelProblem] { [ModelProblem("neighbours", message)] }
    guard case .nodes = model.output.support, input.offsets == nil else {
      return problem("are drawn where the nodes of one graph are trained, not images or graphs")
    }
    let slots = Array(input.operators.keys)
    guard !slots.isEmpty else { return problem("no block of the model looks at neighbours") }
    let selects = model.blocks.contains { $0.operators.contains { !$0.selections.isEmpty } }
    guard slots.allSatisfy({ $0.part == .level(0) }), !selects else {
      return problem("cannot be drawn on the levels of a hierarchy; train the graph in one piece")
    }
    guard slots.count == options.neighbours.count else {
      return problem(
        "\(options.neighbours.count) hops for \(slots.count) blocks that look at neighbours; give a number for each"
      )
    }
    guard Set(input.operators.values.compactMap { $0.matrix?.patternIdentity }).count == 1 else {
      return problem("the blocks use several operators; they must share one")
    }
    return []
  }
}
