internal import ArgumentParser
internal import Artifacts
internal import Store

/// Compares two artifacts as what they are.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two artifacts as what they are: meshes, spectra, models, tables, arrays.",
    discussion: """
      EXAMPLES:
        meridian diff pipelines/quickstart.yml:basis 4f2a9c
        meridian diff a.yml:mesh b.yml:mesh --json

      Arrays are compared element by element; a relative difference is |a − b| / max(|a|, |b|).
      --set applies to both references; to compare with what was before, name it by its digest,
      which 'meridian list --stage' shows.

      EXIT CODES (those of diff):
        0    the two have the same content, bit for bit
        1    they differ
        2    a reference names nothing, or something could not be read
      """)

  @Argument(
    help: "An artifact: the first digits of its digest, FILE:stage or FILE:stage.port.",
    completion: Completions.references)
  var first: String

  @Argument(help: "Another one.", completion: Completions.references)
  var second: String

  @OptionGroup var overrides: OverrideOptions
  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let comparison: ArtifactComparison
    do {
      let finder = ReferenceFinder(overrides: overrides.values, store: store)
      let sides = try [first, second].map { reference in
        let (store, artifact) = try finder.find(reference)
        return try store.files.open(artifact)
      }
      comparison = try ArtifactComparison(sides[0], sides[1])
    } catch {
      // 1 says that the two differ, so everything that keeps them from being compared is 2.
      _ = Failure.report(error)
      throw ExitCode(ExitStatus.usage)
    }
    let text = ArtifactComparisonText(comparison, names: (first, second))
    let output = StandardStream.output
    if json {
      try output.write(text.json.text(indented: true) + "\n")
    } else {
      try output.write(lines: text.lines(style: output.style))
    }
    if !comparison.isEqual { throw ExitCode(ExitStatus.differ) }
  }
}
