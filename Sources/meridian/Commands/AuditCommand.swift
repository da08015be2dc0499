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
      difference between moving its input and moving its output, over the largest value. The floor is what sampling alone
      explains of it. The stage `audit` does the same in a pipeline, and fails above a bound.

      EXAMPLES:
        meridian audit pipelines/quickstart.yml:digits-model
        meridian audit pipelines/quickstart.yml:digits-model --samples 16
        meridian audit 4f2a9c --json
        meridian audit bends.yml:surfaces --bent bends.yml:other-poses
      """)

  @OptionGroup var target: ReferenceOptions

  @Option(help: ArgumentHelp("How many elements of the group are drawn.", valueName: "n"))
  var samples = 4

  @Option(
    help: ArgumentHelp(
      "Of p4 and p4m turns or shifts alone, of gauge frames or renumberings.", valueName: "kind"),
    completion: .list(ModelAudit.Elements.allCases.map(\.rawValue)),
    transform: Self.elements(named:))
  var elements = ModelAudit.Elements.all

  @Option(help: ArgumentHelp("Audit on the first so many images or graphs.", valueName: "n"))
  var items = 16

  @Option(help: ArgumentHelp("Draws the elements.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "What a stage made of the same surfaces in another pose, such as an evaluation of the model on them.",
      valueName: "ref"),
    completion: Completions.references)
  var bent: String?

  @Flag(help: "Write JSON.")
  var json = false

  private static func elements(named name: String) throws -> ModelAudit.Elements {
    guard let found = ModelAudit.Elements(rawValue: name) else {
      let names = ModelAudit.Elements.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("elements are one of \(names)")
    }
    return found
  }

  func validate() throws {
    if samples < 1 || items < 1 {
      throw ValidationError("--samples and --items are whole numbers from 1")
    }
  }

  func run() throws {
    // A training has its history beside its model, which need not be told here.
    let (store, artifact) = try target.find(preferring: "model")
    guard artifact.type.name == Model.artifactType.name else {
      throw CommandError(
        .usage, "'\(target.reference)' is of type \(artifact.type.name); an audit needs a model")
    }
    try checkElements(of: Model(from: try store.files.open(artifact)))
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
    if let bent {
      for (port, connected) in try self.inputs(ofStageThatMade: bent) where port != "graphs" {
        inputs["bent_\(port)"] = connected
      }
    }
    inputs["model"] = [.artifact(artifact)]
    let outputs = try StageTrial.run(
      kind,
      parameters: ParameterMap([
        ("samples", .integer(samples)), ("items", .integer(items)),
        ("elements", .string(elements.rawValue)),
      ]), inputs: inputs, seed: seed, threads: Machine.cores, files: store.files,
      catalogue: catalogue)
    func table(_ port: String) throws -> Artifacts.Table {
      guard let found = outputs[port] else {
        throw CommandError(.failed, "the audit gave no '\(port)'")
      }
      return try Artifacts.Table(from: try store.files.open(found))
    }
    let text = AuditText(
      errors: try table("errors"), stability: try table("stability"), bend: try table("bend"))
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style))
  }

  private func checkElements(of model: Model) throws {
    do {
      _ = try elements.kinds(of: model.description.symmetry)
    } catch {
      throw CommandError(.usage, "--\(error)")
    }
  }

  /// The signals and operators of the stage that made an artifact.
  private func inputs(
    ofStageThatMade reference: String
  ) throws -> [String: [StageTrial.Input]] {
    let (store, artifact) = try target.find(reference, preferring: "metrics")
    let results = try store.producers(of: artifact.digest)
    guard let fed = results.first(where: { $0.inputs.contains { $0.port == "features" } }) else {
      throw CommandError(
        .usage,
        "'\(reference)' was made of no signals; name a training, prediction or evaluation on the bent surfaces"
      )
    }
    return try inputs(of: fed, in: store)
  }

  /// What a stage was fed, as far as an audit needs it.
  private func inputs(
    of result: StageResult, in store: Store
  ) throws -> [String: [StageTrial.Input]] {
    var inputs: [String: [StageTrial.Input]] = [:]
    for input in result.inputs where ["features", "graphs", "operators"].contains(input.port) {
      guard let reference = try store.reference(for: input.digest) else {
        throw CommandError(
          .failed,
          "the artifact \(input.digest.short) that the stage was fed is not in the store any more; run its pipeline again"
        )
      }
      inputs[input.port, default: []].append(.artifact(reference, name: input.item ?? input.port))
    }
    return inputs
  }
}
