internal import ArgumentParser
internal import Artifacts
internal import Models
internal import Pipeline
internal import Stages
internal import Store

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Measure how well a trained model respects the symmetry that it declares.",
    discussion: """
      Elements of the group are sampled and applied to what the model was trained on; the error of a block is the largest
      difference between moving its input and moving its output, over the largest value. The stage `audit` does the same in
      a pipeline, and fails above a bound.

      EXAMPLES:
        meridian audit pipelines/quickstart.yml:digits-model
        meridian audit pipelines/quickstart.yml:digits-model --samples 16
        meridian audit 4f2a9c --json
      """)

  @OptionGroup var target: ReferenceOptions

  @Option(help: ArgumentHelp("How many elements of the group are drawn.", valueName: "n"))
  var samples = 4

  @Option(help: ArgumentHelp("Audit on the first so many images or graphs.", valueName: "n"))
  var items = 16

  @Option(help: ArgumentHelp("Draws the elements.", valueName: "n"))
  var seed: UInt64 = 0

  @Flag(help: "Write JSON.")
  var json = false

  func validate() throws {
    if samples < 1 || items < 1 {
      throw ValidationError("--samples and --items are whole numbers from 1")
    }
  }

  func run() throws {
    // A training has its history beside its model, which need not be told here.
    let (store, artifact) =
      try (try? target.find("\(target.reference).model")) ?? target.find()
    guard artifact.type.name == Model.artifactType.name else {
      throw CommandError(
        .usage, "'\(target.reference)' is of type \(artifact.type.name); an audit needs a model")
    }
    let results = try store.producers(of: artifact.digest)
    guard let training = results.first(where: { $0.kind == "train" }) else {
      throw CommandError(
        .usage,
        "no training is known that made '\(target.reference)'; add a stage of kind audit, which is told what to audit on"
      )
    }
    let catalogue = Catalogue.standard
    guard let kind = catalogue["audit"] else {
      throw CommandError(.failed, "the program has no stage kind 'audit'")
    }
    var inputs = try inputs(of: training, in: store)
    inputs["model"] = [.artifact(artifact)]
    let outputs = try StageTrial.run(
      kind,
      parameters: ParameterMap([
        ("samples", .integer(samples)), ("items", .integer(items)),
      ]), inputs: inputs, seed: seed, threads: Machine.cores, files: store.files,
      catalogue: catalogue)
    func table(_ port: String) throws -> Artifacts.Table {
      guard let found = outputs[port] else {
        throw CommandError(.failed, "the audit gave no '\(port)'")
      }
      return try Artifacts.Table(from: try store.files.open(found))
    }
    let text = AuditText(errors: try table("errors"), stability: try table("stability"))
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style))
  }

  /// What the training was fed, as far as an audit needs it.
  private func inputs(
    of training: StageResult, in store: Store
  ) throws -> [String: [StageTrial.Input]] {
    var inputs: [String: [StageTrial.Input]] = [:]
    for input in training.inputs where ["features", "graphs", "operators"].contains(input.port) {
      guard let reference = try store.reference(for: input.digest) else {
        throw CommandError(
          .failed,
          "the artifact \(input.digest.short) that the model was trained on is not in the store any more; run its pipeline again"
        )
      }
      inputs[input.port, default: []].append(.artifact(reference, name: input.item ?? input.port))
    }
    return inputs
  }
}
