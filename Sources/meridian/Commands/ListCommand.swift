internal import ArgumentParser
internal import Artifacts
internal import Pipeline
internal import Stages
internal import Store

/// Lists artifacts, newest first.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the artifacts in the store, newest first.",
    discussion: """
      EXAMPLES:
        meridian list
        meridian list --type model
        meridian list --kind train --limit 5 --json
      """)

  @Option(
    help: "Only artifacts of this type: mesh, graph, model, ….",
    completion: .list(ArtifactCatalogue.types.map { $0.artifactType.name }))
  var type: String?

  @Option(help: "Only what stages of this kind made.", completion: Completions.kinds)
  var kind: String?

  @Option(help: "Only what the stage of this name made.")
  var stage: String?

  @Option(
    name: .customLong("run"), help: ArgumentHelp("Only what this run made.", valueName: "run"),
    completion: Completions.runs)
  var identifier: String?

  @OptionGroup var limit: LimitOptions
  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON.")
  var json = false

  func validate() throws {
    let types = ArtifactCatalogue.types.map { $0.artifactType.name }
    try Self.check(type, "type", among: types)
    try Self.check(kind, "kind", among: Catalogue.standard.names)
  }

  private static func check(_ name: String?, _ option: String, among known: [String]) throws {
    guard let name, !known.contains(name) else { return }
    let remedy = NearestName.remedy(name, among: known, noun: "\(option)s")
    throw ValidationError(
      "--\(option) '\(name)' is unknown; \(remedy ?? "'meridian stages' lists them")")
  }

  func run() throws {
    let store = try store.choice().open()
    let run = try identifier.map { try RunName.find($0, in: store).id }
    let artifacts = try store.artifacts(
      matching: ArtifactFilter(type: type, kind: kind, stage: stage, run: run, limit: limit.count))
    let text = ArtifactsText(artifacts, showsStore: store.chain.count > 1)
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style))
  }
}
