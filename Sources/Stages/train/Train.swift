internal import Artifacts
internal import Foundation
internal import Models
internal import Pipeline

/// `train`: a model from its description and data.
enum Train: StageKind {
  static let name = "train"
  static let version = 2
  static let summary =
    "Trains the model that `model` describes; it never sees a label of the test part."
  static let inputs = [
    ModelPorts.features,
    ModelPorts.graphs,
    InputPort(
      "labels", .artifacts(["labels"]), .optional,
      doc: "Labels of the training and validation parts; those of the test part must be hidden."),
    ModelPorts.targets,
    InputPort("split", .artifacts(["split"]), doc: "The items of each part."),
    ModelPorts.operators,
  ]
  static let outputs = [
    OutputPort("model", "model", doc: "Description and parameters of the chosen epoch."),
    OutputPort(
      "history", "table",
      doc: "Step size, loss, and validation loss and accuracy (or errors), a row an epoch."),
  ]
  static let parameters =
    [
      ParameterDeclaration(
        "model", .structure, doc: "Domain, symmetry, input fields and blocks; see docs/models.md.")
    ] + TrainingOptions.declarations.map { ParameterDeclaration($0) }
  static let isSeeded = true

  /// A model names the versions of blocks that are not Meridian's, so that a changed one is trained again.
  static func resolve(_ invocation: StageInvocation) -> [String: ParameterValue] {
    let written = invocation.parameters.structure("model")
    guard var model = written.mapValue,
      let description = try? ModelDescription(ModelValue(written))
    else { return [:] }
    let versions = description.blockVersions()
    guard !versions.isEmpty, model["versions"] == nil else { return [:] }
    var numbers = ParameterMap()
    for version in versions { numbers[version.block] = .integer(version.number) }
    model["versions"] = .map(numbers)
    return ["model": .map(model)]
  }

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let model = ModelDescription.problems(
      in: ModelValue(invocation.parameters.structure("model")),
      operators: ModelPorts.signatures(invocation),
      predictsNumbers: invocation.isConnected(ModelPorts.targets.name)
    ).map { problem in
      StageProblem(
        at: .parameter(ParameterPath("model", modelPath: problem.path)), problem.message)
    }
    let options = TrainingOptions.problems(in: options(invocation.parameters), at: "").map {
      StageProblem(at: .parameter(ParameterPath(modelPath: $0.path)), $0.message)
    }
    return ModelPorts.problems(invocation) + ModelPorts.targetProblems(invocation) + model + options
  }

  static func run(_ context: StageContext) throws {
    let description = try ModelDescription(ModelValue(context.parameters.structure("model")))
    let input = try ModelPorts.input(context, for: description)
    let targets = try ModelPorts.targets(context)
    let options = try TrainingOptions(options(context.parameters), seed: context.seed)
    let model = try Model(
      description,
      signature: InputSignature(
        of: input, targets: targets, for: description,
        isLogistic: options.loss == .binaryCrossEntropy),
      operators: input.operators.map(\.signature), seed: context.seed)
    var trainer = try Trainer(
      model,
      data: TrainingData(input: input, targets: targets, split: context.read(Split.self, "split")),
      options: options)
    trainer.checksNumerics = context.checksNumerics
    if let saved = try context.loadCheckpoint() {
      try trainer.resume(from: saved)
      context.log("resumed at epoch \(trainer.epoch)")
    }
    let result = try trainer.run(callbacks(context))
    context.log("chose epoch \(result.chosenEpoch)")
    try context.write(result.model, to: "model")
    try context.write(history(result), to: "history")
  }

  private static func options(_ parameters: Parameters) -> ModelValue {
    .map(
      TrainingOptions.declarations.map {
        ModelValue.Entry($0.name, ModelValue(parameters[$0.name]))
      })
  }

  /// So long at least lies between two checkpoints, and fifty times what the last one took: they cost two percent.
  private static let timeBetweenCheckpoints = Duration.milliseconds(500)

  private static func callbacks(_ context: StageContext) -> TrainingCallbacks {
    var saved = ContinuousClock.now
    var pause = timeBetweenCheckpoints
    return TrainingCallbacks(
      progress: { progress in
        context.report(
          StageProgress(
            fraction: progress.fraction, epoch: progress.epoch, loss: progress.loss))
        if let record = progress.record { context.log(line(record)) }
      },
      checkCancellation: context.checkCancellation,
      offerCheckpoint: { state in
        let start = ContinuousClock.now
        guard start - saved > pause else { return }
        try context.saveCheckpoint(state())
        saved = .now
        pause = max(timeBetweenCheckpoints, (saved - start) * 50)
      })
  }

  private static func line(_ record: EpochRecord) -> String {
    func text(_ value: Double?) -> String {
      value.map { String(format: "%.4f", $0) } ?? "–"
    }
    let fit =
      record.validationErrors.map { "mean error \(text($0.meanAbsoluteError))" }
      ?? "accuracy \(text(record.validationAccuracy))"
    return "epoch \(record.epoch): loss \(text(record.loss)), validation loss "
      + "\(text(record.validationLoss)), \(fit)"
  }

  private static func history(_ result: TrainingResult) throws -> Table {
    let records = result.history
    func column(_ name: String, _ value: (EpochRecord) -> Double?) -> Table.Column {
      .init(name, .numbers(records.map { value($0) ?? .nan }))
    }
    let fit =
      result.model.signature.targetCount == nil
      ? [column("validation_accuracy") { $0.validationAccuracy }]
      : [
        column("validation_mae") { $0.validationErrors?.meanAbsoluteError },
        column("validation_rmse") { $0.validationErrors?.rootMeanSquaredError },
      ]
    return try Table(
      [
        .init("epoch", .integers(records.map { Int64($0.epoch) })),
        column("learning_rate") { $0.rate }, column("loss") { $0.loss },
        column("validation_loss") { $0.validationLoss },
      ] + fit + [
        .init("chosen", .integers(records.map { $0.epoch == result.chosenEpoch ? 1 : 0 }))
      ])
  }
}
