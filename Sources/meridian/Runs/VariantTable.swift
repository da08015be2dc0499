internal import Pipeline
package import Store

/// The metrics of a run by variant: a row for each combination of the matrix's parameters, a column for each metric.
///
/// Parameters that only repeat the same thing, the seed above all, are averaged over. What a stage measured that depends
/// on some of the parameters only stands in every row that agrees with it.
package struct VariantTable: Sendable {
  /// A number that one stage of a run measured.
  package struct Sample: Sendable {
    /// The stage's name without item and variant.
    let stage: String
    let item: String?
    let variant: [String: String]
    let metric: String
    let value: Double

    var column: String { "\(stage).\(metric)" }
  }

  /// What becomes a row and what a column.
  package struct Options: Sendable {
    /// The parameters averaged over; nil for `seed`.
    package var over: [String]?
    /// The metrics shown, as `metric` or `stage.metric`; all when empty.
    package var metrics: [String] = []
    /// The stages shown; all when empty.
    package var stages: [String] = []
    /// Whether each item has rows of its own; otherwise items are averaged over.
    package var isByItem = false
    /// The column by which rows are sorted: a metric or a parameter; the parameters in turn when nil.
    package var sort: String?
    /// Whether the largest comes first.
    package var isDescending = false

    package init() {}
  }

  /// The mean of one metric in one row.
  package struct Cell: Sendable, Equatable {
    package let mean: Double
    /// The sample standard deviation (n − 1); nil for a single value.
    package let deviation: Double?
    /// How many values were averaged.
    package let count: Int

    /// - Parameter values: at least one.
    init(_ values: [Double]) {
      count = values.count
      let mean = values.reduce(0, +) / Double(max(values.count, 1))
      self.mean = mean
      deviation =
        values.count > 1
        ? (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1))
          .squareRoot() : nil
    }
  }

  /// One combination of parameters, or an item of it.
  package struct Row: Sendable {
    /// The values of the parameters, as text; one that the row does not depend on is absent.
    package let parameters: [String: String]
    package let item: String?
    /// By column; absent where nothing was measured.
    package let cells: [String: Cell]
    /// How many stages of the row failed or were skipped.
    package let failures: Int
  }

  /// The parameters that tell rows apart, in the order of their names.
  package let parameters: [String]
  /// Whether rows have items.
  package let hasItems: Bool
  /// The columns, `stage.metric`, in the order of the run.
  package let columns: [String]
  package let rows: [Row]
  /// Whether cells may be means of several values.
  package let isAveraged: Bool

  /// The table of what a run's stages measured.
  ///
  /// - Parameters:
  ///   - metrics: by the full name of the stage, in the order in which it has them.
  /// - Throws: `CommandError` where the options name what the run has not.
  package init(
    _ record: RunRecord, metrics: [String: [(name: String, value: Double)]], options: Options
  ) throws {
    let samples = Self.samples(record, metrics)
    let chosen = try Self.chosen(samples, options)
    var columns: [String] = []
    var known: Set<String> = []
    for sample in chosen where known.insert(sample.column).inserted {
      columns.append(sample.column)
    }
    self.columns = columns

    // A stage that failed everywhere measured nothing and has no column; one that failed somewhere leaves a gap.
    let measuring = Set(chosen.map(\.stage))
    let stages = record.stages.filter { measuring.contains(StageName.template(of: $0.stage)) }
    let all = Set(stages.flatMap(\.variant.keys))
    let over = try Self.over(options, all)
    parameters = all.subtracting(over).sorted()
    hasItems = options.isByItem
    if options.isByItem, !stages.contains(where: { $0.item != nil }) {
      throw CommandError(
        .usage, "--by item: no stage of run \(record.id) that measured anything has items")
    }
    isAveraged =
      !all.isDisjoint(with: over)
      || (!options.isByItem && stages.contains { $0.item != nil })
    let rows = RowBuilder(
      stages: stages, samples: chosen, parameters: parameters, isByItem: options.isByItem
    ).rows
    self.rows = try Self.sorted(rows, parameters: parameters, columns: columns, options)
  }

  private static func samples(
    _ record: RunRecord, _ metrics: [String: [(name: String, value: Double)]]
  ) -> [Sample] {
    record.stages.flatMap { stage in
      (metrics[stage.stage] ?? []).map {
        Sample(
          stage: StageName.template(of: stage.stage), item: stage.item, variant: stage.variant,
          metric: $0.name, value: $0.value)
      }
    }
  }

  // MARK: Choosing

  private static func chosen(_ samples: [Sample], _ options: Options) throws -> [Sample] {
    let stages = unique(samples.map(\.stage))
    for name in options.stages where !stages.contains(name) {
      throw unknown(name, option: "--stage", noun: "stages that measured anything", among: stages)
    }
    let metrics = unique(samples.map(\.metric))
    let columns = unique(samples.map(\.column))
    for name in options.metrics where !metrics.contains(name) && !columns.contains(name) {
      throw unknown(name, option: "--metric", noun: "metrics", among: metrics + columns)
    }
    return samples.filter { sample in
      (options.stages.isEmpty || options.stages.contains(sample.stage))
        && (options.metrics.isEmpty || options.metrics.contains(sample.metric)
          || options.metrics.contains(sample.column))
    }
  }

  private static func over(_ options: Options, _ parameters: Set<String>) throws -> Set<String> {
    guard let over = options.over else { return parameters.intersection(["seed"]) }
    for name in over where !parameters.contains(name) {
      throw unknown(
        name, option: "--over", noun: "parameters of the matrix", among: parameters.sorted())
    }
    return Set(over)
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  private static func unknown(
    _ name: String, option: String, noun: String, among known: [String]
  ) -> CommandError {
    let remedy = NearestName.remedy(name, among: known, noun: noun)
    return CommandError(
      .usage, "\(option) \(name): the run has none; \(remedy ?? "it has \(known.count) \(noun)")")
  }

  // MARK: Sorting

  private static func sorted(
    _ rows: [Row], parameters: [String], columns: [String], _ options: Options
  ) throws -> [Row] {
    let byParameters = rows.sorted { precedes($0, $1, parameters) }
    guard let sort = options.sort else {
      return options.isDescending ? byParameters.reversed() : byParameters
    }
    if parameters.contains(sort) {
      let order = [sort] + parameters.filter { $0 != sort }
      let sorted = rows.sorted { precedes($0, $1, order) }
      return options.isDescending ? sorted.reversed() : sorted
    }
    let fitting = columns.filter { $0 == sort || $0.hasSuffix(".\(sort)") }
    guard let column = fitting.first, fitting.count == 1 else {
      guard fitting.isEmpty else {
        throw CommandError(
          .usage,
          "--sort \(sort): several stages measured it; write \(fitting.joined(separator: " or "))"
        )
      }
      throw unknown(sort, option: "--sort", noun: "columns", among: columns + parameters)
    }
    // Rows without a number come last, whichever way the others go.
    let measured = byParameters.enumerated().filter { $1.cells[column]?.mean.isNaN == false }
    let others = byParameters.filter { $0.cells[column]?.mean.isNaN ?? true }
    let sorted = measured.sorted { one, other in
      let (a, b) = (one.element.cells[column]?.mean ?? 0, other.element.cells[column]?.mean ?? 0)
      if a != b { return options.isDescending ? a > b : a < b }
      return one.offset < other.offset
    }
    return sorted.map(\.element) + others
  }

  private static func precedes(_ one: Row, _ other: Row, _ parameters: [String]) -> Bool {
    for name in parameters {
      let (a, b) = (one.parameters[name], other.parameters[name])
      if a != b { return precedes(a, b) }
    }
    return precedes(one.item, other.item)
  }

  /// Numbers by their size and before texts; what is absent first.
  private static func precedes(_ one: String?, _ other: String?) -> Bool {
    guard let one, let other else { return one == nil && other != nil }
    switch (Double(one), Double(other)) {
    case (let a?, let b?): return a != b ? a < b : one < other
    case (nil, nil): return one < other
    case (let a, _): return a != nil
    }
  }
}
