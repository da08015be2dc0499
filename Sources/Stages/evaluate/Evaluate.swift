internal import Artifacts
internal import Autodiff
internal import Models
internal import Pipeline

/// `evaluate`: how well a trained model does on the test part.
enum Evaluate: StageKind {
  static let name = "evaluate"
  static let version = 2
  static let summary =
    "Accuracy, F1, ranking, calibration and a confusion matrix, or errors of numbers, on the test part of a split."
  static let inputs = [
    InputPort("model", .artifacts(["model"]), doc: "A trained model."),
    ModelPorts.features,
    ModelPorts.graphs,
    InputPort("labels", .artifacts(["labels"]), .optional, doc: "Labels of the test part."),
    ModelPorts.targets,
    InputPort(
      "split", .artifacts(["split"]), .optional,
      doc: "The parts; every labelled item is measured when not connected."),
    ModelPorts.operators,
  ]
  static let outputs = [
    OutputPort(
      "metrics", "metrics",
      doc: """
        accuracy, balanced_accuracy, macro_f1, weighted_f1; roc_auc and average_precision, each class against the rest; \
        calibration_error in 15 bins and log_loss; items: how many were measured. By class the confusion matrix, \
        precision, recall, f1, roc_auc, average_precision and support. nan where a class without items, or no other \
        class, leaves nothing to rank. Of numbers mae, rmse, r2 and items.
        """)
  ]
  static let parameters: [ParameterDeclaration] = []

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    ModelPorts.problems(invocation) + ModelPorts.targetProblems(invocation)
  }

  static func run(_ context: StageContext) throws {
    let model = try context.read(Model.self, "model")
    let input = try ModelPorts.input(context, for: model.description)
    let targets = try ModelPorts.targets(context)
    let split = try context.readIfConnected(Split.self, "split")?.spread(
      over: targets.pointsPerItem)
    if let split, split.test.isEmpty {
      throw StageInputError("the test part is empty; leave items for it in the split")
    }
    let labels: Labels
    switch targets {
    case .classes(let found): labels = found
    case .values(let values):
      guard model.signature.targetCount == values.outputCount else {
        throw StageInputError(
          "the targets are \(values.outputCount) numbers an item, the model predicts "
            + "\(model.signature.targetCount.map { "\($0)" } ?? "classes"); "
            + "evaluate on what it was trained for")
      }
      let output = try output(of: model, for: input, split, of: values.count, context)
      let measured = try RegressionMetrics(
        predictions: model.signature.numbers(from: output), targets: values, items: split?.test)
      try context.write(Metrics(measured), to: "metrics")
      return
    }
    guard model.signature.targetCount == nil else {
      throw StageInputError("the model predicts numbers; connect `targets` instead of `labels`")
    }
    guard labels.classNames == model.signature.classNames else {
      throw StageInputError(
        "the labels have classes \(labels.classNames), the model \(model.signature.classNames); "
          + "evaluate on the classes it was trained for")
    }
    let logits = try output(of: model, for: input, split, of: labels.count, context)
    let measured = try ClassificationMetrics(
      predictions: logits.argmaxRows(), labels: labels, items: split?.test)
    // In Double, as probabilities near 1 would tie in Float.
    let probabilities = Tape<Double>(recording: false)
      .constant(logits.converted(to: Double.self)).softmax().value
    try context.write(
      Metrics(
        measured,
        ranking: OneVersusRest(scores: probabilities, labels: labels, items: split?.test),
        calibration: CalibrationMetrics(
          probabilities: probabilities, labels: labels, items: split?.test)), to: "metrics")
  }

  /// What the model makes of the items that are measured, all unless some are named; the rows of others are zeros.
  private static func output(
    of model: Model, for input: ModelInput, _ split: Split?, of count: Int,
    _ context: StageContext
  ) throws -> Tensor<Float> {
    try split?.check(itemCount: count)
    let rows = try model.logits(
      input, items: split?.test, checksNumerics: context.checksNumerics,
      checkCancellation: context.checkCancellation)
    guard let split else { return rows }
    return Tape(recording: false).constant(rows)
      .scatterRows(Tensor(split.test), count: count).value
  }
}

extension Metrics {
  /// The errors of predicted numbers as an artifact.
  init(_ measured: RegressionMetrics) throws {
    try self.init(
      scalars: [
        ("mae", measured.meanAbsoluteError), ("rmse", measured.rootMeanSquaredError),
        ("r2", measured.determination ?? .nan), ("items", Double(measured.count)),
      ])
  }

  /// The metrics of a classification as an artifact.
  init(
    _ measured: ClassificationMetrics, ranking: OneVersusRest, calibration: CalibrationMetrics
  ) throws {
    try self.init(
      scalars: [
        ("accuracy", measured.accuracy), ("balanced_accuracy", measured.balancedAccuracy),
        ("macro_f1", measured.macroF1), ("weighted_f1", measured.weightedF1),
        ("roc_auc", ranking.macroROCAUC ?? .nan),
        ("average_precision", ranking.macroAveragePrecision ?? .nan),
        ("calibration_error", calibration.expectedError), ("log_loss", calibration.logLoss),
        ("items", Double(measured.count)),
      ],
      byClass: ByClass(
        classNames: measured.perClass.map(\.name), confusion: Array(measured.confusion.joined()),
        columns: ["precision", "recall", "f1", "roc_auc", "average_precision", "support"],
        values: zip(measured.perClass, ranking.perClass).flatMap { counted, ranked in
          [
            counted.precision, counted.recall, counted.f1, ranked.rocAUC ?? .nan,
            ranked.averagePrecision ?? .nan, Double(counted.support),
          ]
        }))
  }
}
