internal import ArgumentParser
internal import Artifacts
internal import Pipeline
internal import Stages

/// Shows the catalogue of stage kinds.
struct StagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stages",
    abstract: "Show the stage kinds, those of a word, or the ports and parameters of one.",
    discussion: """
      EXAMPLES:
        meridian stages
        meridian stages mesh
        meridian stages geodesics.heat
        meridian stages --json
      """)

  @Argument(
    help: "A stage kind, or a part of the names of some; all of them if none is named.",
    completion: Completions.kinds)
  var kind: String?

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let catalogue = Catalogue.standard
    let output = StandardStream.output
    guard let kind else { return try list(catalogue, to: output) }
    guard let found = catalogue[kind] else {
      let word = kind.lowercased()
      let kinds = catalogue.kinds.filter { !word.isEmpty && $0.name.contains(word) }
      if !kinds.isEmpty { return try list(Catalogue(kinds), to: output) }
      let remedy =
        NearestName.find(kind, among: catalogue.names).map { "did you mean '\($0)'?" }
        ?? "'meridian stages' lists them"
      throw CommandError(.usage, "there is no stage kind '\(kind)'; \(remedy)")
    }
    let text = KindText(found)
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style, width: output.wrappingWidth))
  }

  private func list(_ catalogue: Catalogue, to output: StandardStream) throws {
    let text = KindCatalogueText(catalogue)
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style, width: output.wrappingWidth))
  }
}
