internal import Artifacts
internal import Autodiff
internal import Models
internal import Pipeline

/// `split`: which items train, validate and test, and the labels that each side may see.
enum SplitStage: StageKind {
  static let name = "split"
  static let version = 1
  static let summary = """
    Parts for training, validation and test, stratified by class and drawn with the seed; or a given \
    split. Training sees no test label.
    """
  static let inputs = [
    InputPort(
      "labels", .artifacts(["labels"]), .many,
      doc: """
        The class of every item; or those of a batch of items, in the order of their names: a class each, or one for each \
        of an item's points, whose part is then their item's.
        """),
    InputPort(
      "targets", .artifacts(["array", "field"]), .optional,
      doc:
        "Numbers of every item, [items], [items, outputs] or [items, points, outputs], instead of labels; the parts are then drawn from all items alike."
    ),
    InputPort(
      "given", .artifacts(["split"]), .optional,
      doc: "A split that came with the data; the fractions are then not used."),
  ]
  static let outputs = [
    OutputPort("split", "split", doc: "The items of each part."),
    OutputPort("training", "labels", doc: "Labels of the training and validation parts alone."),
    OutputPort("test", "labels", doc: "Labels of the test part alone."),
    OutputPort(
      "training_targets", "array",
      doc: "Numbers of the training and validation parts, NaN elsewhere; only of `targets`."),
    OutputPort(
      "test_targets", "array", doc: "Numbers of the test part, NaN elsewhere; only of `targets`."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "train", .number(.closed(0...1)), default: 0.6, unit: "fraction of the labelled items",
      doc: "Size of the training part."),
    ParameterDeclaration(
      "validation", .number(.closed(0...1)), default: 0.2, unit: "fraction of the labelled items",
      doc: "Size of the validation part, which chooses the best epoch."),
    ParameterDeclaration(
      "test", .number(.closed(0...1)), default: .null, unit: "fraction of the labelled items",
      doc: "Size of the test part; all that remains when not given."),
    ParameterDeclaration(
      "train_per_class", .integer(1...Int(Int32.max)), default: .null, unit: "items",
      doc: "Train on this many items of every class instead, as Planetoid's splits do."),
    ParameterDeclaration(
      "folds", .integer(2...100_000), default: .null,
      doc: """
        Cross-validation instead: the items are dealt to so many folds, each class evenly, and `fold` is held out; \
        `validation` is then a fraction of the other folds' items.
        """),
    ParameterDeclaration(
      "fold", .integer(0...99_999), default: .null, doc: "The fold that is held out, from 0."),
    ParameterDeclaration(
      "held_out", .choice(Split.HeldOut.allCases.map(\.rawValue)), default: "test",
      doc: """
        Whether the fold held out is the test part, or validates so that there is no test part: a protocol of papers \
        whose figures flatter.
        """),
  ]
  static let isSeeded = true

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    let others =
      connected.contains(ModelPorts.targets.name)
      ? ["training", "test"] : ["training_targets", "test_targets"]
    return outputs.filter { !others.contains($0.name) }
  }

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    ModelPorts.targetProblems(invocation) + sizeProblems(invocation) + foldProblems(invocation)
  }

  private static func foldProblems(_ invocation: StageInvocation) -> [StageProblem] {
    let parameters = invocation.parameters
    guard let folds = parameters.optionalInteger("folds") else {
      let written: [String] =
        (parameters.has("fold") ? ["fold"] : [])
        + (parameters.string("held_out") == "test" ? [] : ["held_out"])
      return written.map { name in
        StageProblem.parameter(
          .name(name), message: "means nothing without folds",
          remedy: "state `folds`, or leave it out")
      }
    }
    guard let fold = parameters.optionalInteger("fold"), fold < folds else {
      return [
        .parameter(
          "fold", message: "is not one of the \(folds) folds",
          remedy: "hold out one of 0…\(folds - 1)")
      ]
    }
    guard parameters.has("train_per_class") else { return [] }
    return [
      .parameter(
        "train_per_class", message: "and folds are two ways to draw parts",
        remedy: "leave one of them out")
    ]
  }

  private static func sizeProblems(_ invocation: StageInvocation) -> [StageProblem] {
    let parameters = invocation.parameters
    let test = parameters.optionalNumber("test") ?? 0
    let train =
      parameters.has("train_per_class") || parameters.has("folds")
      ? 0 : parameters.number("train")
    guard train + parameters.number("validation") + test > 1 + 1e-9 else { return [] }
    return [
      .parameter(
        parameters.has("test") ? "test" : "validation",
        message: "the parts together exceed all the labelled items",
        remedy: "make train + validation + test at most 1")
    ]
  }

  static func run(_ context: StageContext) throws {
    let targets = try SplitTargets(context)
    let split = try context.readIfConnected(Split.self, "given") ?? draw(targets.items, context)
    guard !split.train.isEmpty else {
      throw StageInputError(
        "the given split has no training item; does the file have a column of parts? "
          + "Leave `given` out to draw one")
    }
    let rows = try split.spread(over: targets.offsets)
    let seen = rows.train + rows.validation
    switch targets.targets {
    case .classes(let labels):
      try context.write(rows, to: "split")
      try context.write(labels.keeping(seen), to: "training")
      try context.write(labels.keeping(rows.test), to: "test")
    case .values(let values):
      // The split speaks of items; `train` knows of their points by the targets' shape.
      try context.write(split, to: "split")
      for (port, kept) in [
        ("training_targets", values.keeping(seen)), ("test_targets", values.keeping(rows.test)),
      ] {
        try context.write(NumberArray(kept.tensor.scalars, shape: kept.shape), to: port)
      }
    }
  }

  private static func draw(_ labels: Labels, _ context: StageContext) throws -> Split {
    let parameters = context.parameters
    let validation = parameters.number("validation")
    if let folds = parameters.optionalInteger("folds") {
      return try Split.folds(
        labels: labels, count: folds, fold: parameters.optionalInteger("fold") ?? 0,
        heldOut: Split.HeldOut(rawValue: parameters.string("held_out")) ?? .test,
        validation: validation, seed: context.seed)
    }
    guard let perClass = parameters.optionalInteger("train_per_class") else {
      let train = parameters.number("train")
      return try Split.stratified(
        labels: labels, train: train, validation: validation,
        test: parameters.optionalNumber("test") ?? max(0, 1 - train - validation),
        seed: context.seed)
    }
    let labelled = labels.classes.count { $0 != Labels.hidden }
    func items(_ fraction: Double) -> Int { Int((fraction * Double(labelled)).rounded()) }
    return try Split.balanced(
      labels: labels, trainPerClass: perClass, validation: items(validation),
      test: parameters.optionalNumber("test").map(items), seed: context.seed)
  }
}
