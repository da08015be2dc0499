internal import Artifacts
internal import Foundation
internal import Models
internal import Pipeline

/// `train`: a model from its description and data.
enum Train: StageKind {
  static let name = "train"
  static let version = 1
  static let summary =
    "Trains the model that `model` describes; it never sees a label of the test part."
  static let inputs = [
    ModelPorts.features,
    InputPort(
      "labels", .artifacts(["labels"]),
      doc: "Labels of the training and validation parts; those of the test part must be hidden."),
    InputPort("split", .artifacts(["split"]), doc: "The items of each part."),
    ModelPorts.operators,
  ]
  static let outputs = [
    OutputPort("model", "model", doc: "Description and parameters of the chosen epoch."),
    OutputPort("history", "table", doc: "Loss and validation loss and accuracy, a row an epoch."),
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
    ModelDescription.problems(
      in: ModelValue(invocation.parameters.structure("model")),
      operators: ModelPorts.signatures(invocation)
    ).map { problem in
      StageProblem(
        at: .parameter(ParameterPath("model", modelPath: problem.path)), problem.message)
    }
  }

  static func run(_ context: StageContext) throws {
    let description = try ModelDescription(ModelValue(context.parameters.structure("model")))
    let input = try ModelPorts.input(context, for: description)
    let labels = try context.read(Labels.self, "labels")
    let model = try Model(
      description,
      signature: InputSignature(of: input, classNames: labels.classNames, for: description),
      operators: input.operators.map(\.signature), seed: context.seed)
    var trainer = try Trainer(
      model,
      data: TrainingData(input: input, labels: labels, split: context.read(Split.self, "split")),
      options: options(context))
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

  private static func options(_ context: StageContext) throws -> TrainingOptions {
    let entries = TrainingOptions.declarations.map {
      ModelValue.Entry($0.name, ModelValue(context.parameters[$0.name]))
    }
    return try TrainingOptions(.map(entries), seed: context.seed)
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
    return "epoch \(record.epoch): loss \(text(record.loss)), validation loss "
      + "\(text(record.validationLoss)), accuracy \(text(record.validationAccuracy))"
  }

  private static func history(_ result: TrainingResult) throws -> Table {
    let records = result.history
    return try Table([
      .init("epoch", .integers(records.map { Int64($0.epoch) })),
      .init("loss", .numbers(records.map(\.loss))),
      .init("validation_loss", .numbers(records.map { $0.validationLoss ?? .nan })),
      .init("validation_accuracy", .numbers(records.map { $0.validationAccuracy ?? .nan })),
      .init("chosen", .integers(records.map { $0.epoch == result.chosenEpoch ? 1 : 0 })),
    ])
  }
}
