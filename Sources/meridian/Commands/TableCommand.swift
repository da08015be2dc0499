internal import ArgumentParser
internal import Artifacts
internal import Store

/// Shows the metrics of a run by variant.
struct TableCommand: ParsableCommand {
  /// The forms in which a table is written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, csv, json, markdown
  }

  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract: "Show the metrics of a run by variant: a row a combination of parameters.",
    discussion: """
      EXAMPLES:
        meridian table
        meridian table newest --sort test.accuracy --descending
        meridian table --metric accuracy --over seed,fold --format markdown
        meridian table --by item --format csv

      A parameter called seed is averaged over, or those of --over: mean ± standard deviation
      (n − 1) with the count n. Items are averaged over too, unless they are rows (--by item).
      """)

  @OptionGroup var target: RunOptionsGroup

  @Option(help: ArgumentHelp("Only this metric (may be repeated).", valueName: "name"))
  var metric: [String] = []

  @Option(help: ArgumentHelp("Only what this stage measured (may be repeated).", valueName: "name"))
  var stage: [String] = []

  @Option(
    help: ArgumentHelp(
      "Average over these parameters, separated by commas; none shows every variant.",
      valueName: "names"))
  var over: String?

  @Option(help: ArgumentHelp("A row for each item: item.", valueName: "what"))
  var by: String?

  @Option(help: ArgumentHelp("Sort by this metric or parameter.", valueName: "column"))
  var sort: String?

  @Flag(help: "The largest first.")
  var descending = false

  @Option(help: "text, csv, json or markdown.")
  var format = Format.text

  func validate() throws {
    if let by, by != "item" {
      throw ValidationError("--by '\(by)' is unknown; write --by item")
    }
  }

  func run() throws {
    let (record, store) = try target.find()
    var metrics: [String: [(name: String, value: Double)]] = [:]
    for row in try RunMetrics.rows(of: record, in: store) {
      metrics[row.stage, default: []].append((row.metric, row.value))
    }
    let text = VariantTableText(try VariantTable(record, metrics: metrics, options: options))
    let output = StandardStream.output
    switch format {
    case .text: try output.write(lines: text.lines(style: output.style))
    case .csv: try output.write(text.csv)
    case .json: try output.write(text.json.text(indented: true) + "\n")
    case .markdown: try output.write(text.markdown)
    }
  }

  private var options: VariantTable.Options {
    var options = VariantTable.Options()
    options.over = over.map { $0 == "none" ? [] : $0.split(separator: ",").map(String.init) }
    options.metrics = metric
    options.stages = stage
    options.isByItem = by != nil
    options.sort = sort
    options.isDescending = descending
    return options
  }
}
