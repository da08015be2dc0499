internal import ArgumentParser
internal import Artifacts
internal import Pipeline
internal import Stages

/// Shows the catalogue of stage kinds.
struct StagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stages",
    abstract: "Show the stage kinds, or the ports and parameters of one.",
    discussion: """
      EXAMPLES:
        meridian stages
        meridian stages geodesics.heat
        meridian stages --json
      """)

  @Argument(
    help: "A stage kind; all of them if none is named.", completion: Completions.kinds)
  var kind: String?

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let catalogue = Catalogue.standard
    let output = StandardStream.output
    guard let kind else {
      let all = KindCatalogueText(catalogue)
      if json { return try output.write(all.json.text(indented: true) + "\n") }
      return try output.write(lines: all.lines(style: output.style, width: output.wrappingWidth))
    }
    guard let found = catalogue[kind] else {
      let remedy =
        NearestName.find(kind, among: catalogue.names).map { "did you mean '\($0)'?" }
        ?? "'meridian stages' lists them"
      throw CommandError(.usage, "there is no stage kind '\(kind)'; \(remedy)")
    }
    let text = KindText(found)
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style, width: output.wrappingWidth))
  }
}
