internal import ArgumentParser
internal import Artifacts
internal import Store

/// Shows what an artifact is, what is in it, and where it came from.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what an artifact is, what is in it, and where it came from.",
    discussion: """
      EXAMPLES:
        meridian inspect pipelines/quickstart.yml:basis
        meridian inspect pipelines/quickstart.yml:laplacian.mass --json
        meridian inspect 4f2a9c
      """)

  @OptionGroup var target: ReferenceOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let (store, artifact) = try target.find()
    let text = InspectionText(
      description: try ArtifactDescription(try store.files.open(artifact)),
      producer: try store.producers(of: artifact.digest).first,
      lineage: try Lineage(of: artifact.digest) { try store.producers(of: $0) })
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style))
  }
}
