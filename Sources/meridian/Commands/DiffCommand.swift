internal import ArgumentParser
internal import Artifacts
internal import Store

/// Compares two artifacts as what they are.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract:
      "Compare two artifacts, or two batches of them, as what they are: meshes, spectra, models, tables, arrays.",
    discussion: """
      EXAMPLES:
        meridian diff pipelines/quickstart.yml:basis 4f2a9c
        meridian diff a.yml:mesh b.yml:mesh --json
        meridian diff a.yml:meshes b.yml:meshes

      Arrays are compared element by element; a relative difference is |a − b| / max(|a|, |b|).
      A stage that runs for each item of a batch, or in variants, stands for all of them: they
      are compared item by item, and what changed most comes first.
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

  @Argument(help: "Another one; a batch where the first is.", completion: Completions.references)
  var second: String

  @OptionGroup var overrides: OverrideOptions
  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let (text, isEqual): (any DifferenceText, Bool)
    do {
      (text, isEqual) = try compare()
    } catch {
      // 1 says that the two differ, so everything that keeps them from being compared is 2.
      _ = Failure.report(error)
      throw ExitCode(ExitStatus.usage)
    }
    let output = StandardStream.output
    if json {
      try output.write(text.json.text(indented: true) + "\n")
    } else {
      try output.write(lines: text.lines(style: output.style))
    }
    if !isEqual { throw ExitCode(ExitStatus.differ) }
  }

  private func compare() throws -> (any DifferenceText, isEqual: Bool) {
    let finder = ReferenceFinder(overrides: overrides.values, store: store)
    let (old, new) = (try finder.findAll(first), try finder.findAll(second))
    switch (old.output, new.output) {
    case (.artifact(let left), .artifact(let right)):
      let comparison = try ArtifactComparison(
        old.store.files.open(left), new.store.files.open(right))
      return (ArtifactComparisonText(comparison, names: (first, second)), comparison.isEqual)
    case (.collection(let left), .collection(let right)):
      let comparison = try CollectionComparison(
        .init(files: old.store.files, items: left), .init(files: new.store.files, items: right))
      let text = CollectionComparisonText(
        comparison, names: (first, second), counts: (left.count, right.count))
      return (text, comparison.isEqual)
    case (.collection(let items), .artifact): throw mixed(first, items.count, second)
    case (.artifact, .collection(let items)): throw mixed(second, items.count, first)
    }
  }

  private func mixed(_ collection: String, _ count: Int, _ artifact: String) -> CommandError {
    CommandError(
      .usage,
      "'\(collection)' names \(Figures.counted(count, "item")), '\(artifact)' one artifact; name an item, as stage[item], or two batches"
    )
  }
}

/// How two things differ, as lines and as JSON.
protocol DifferenceText {
  func lines(style: Style) -> [String]
  var json: JSON { get }
}

extension ArtifactComparisonText: DifferenceText {}
extension CollectionComparisonText: DifferenceText {}
