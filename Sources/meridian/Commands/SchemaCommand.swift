internal import ArgumentParser
internal import Artifacts
internal import Pipeline
internal import Stages

/// Prints the JSON Schema of pipeline files.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of pipeline files, for editors.",
    discussion: """
      EXAMPLES:
        meridian schema > meridian.schema.json

      Editors with the YAML language server then complete and check a pipeline file that begins with
        # yaml-language-server: $schema=meridian.schema.json
      """)

  func run() throws {
    let document = JSON(PipelineSchema(.standard).document)
    try StandardStream.output.write(document.text(indented: true) + "\n")
  }
}
