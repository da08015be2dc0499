internal import Pipeline
internal import Stages
internal import Store

/// The pipeline files whose results a collection keeps.
struct KeptPipelines {
  let files: [String]
  /// What is set in them; a parameter that is set several times stands for each of its values.
  let overrides: [ParameterOverride]

  /// So many combinations of repeated settings are looked at.
  private static let limit = 1000

  /// The store that all files share, else the working folder's.
  func choice(_ options: StoreOptions) throws -> StoreChoice {
    let choices = files.map { options.choice(from: Paths.parent(Paths.absolute($0))) }
    guard let first = choices.first else { return options.choice() }
    if let place = choices.firstIndex(where: { $0.root != first.root }) {
      throw CommandError(
        .usage,
        "\(files[0]) has its results in \(first.root), but \(files[place]) in \(choices[place].root); collect one store at a time"
      )
    }
    return first
  }

  /// The keys that the files' stages have as they are now.
  ///
  /// - Throws: `CommandError` for a setting that fits no file, or a file of which nothing is in the store, as
  ///   keeping it would remove everything.
  func keys(in store: Store) throws -> Set<Digest> {
    var keys: Set<Digest> = []
    var names: Set<String> = []
    for file in files {
      let declared = try CheckedPipeline.parameterNames(ofFile: file)
      names.formUnion(declared)
      let found = try self.keys(
        of: file, overrides.filter { declared.contains($0.name) }, in: store)
      guard !found.isEmpty else {
        throw CommandError(
          .usage,
          "\(file): none of its results is in \(store.root), so --keep-pipeline would keep nothing of it; run it first, or leave it out"
        )
      }
      keys.formUnion(found)
    }
    if let stray = overrides.first(where: { !names.contains($0.name) }) {
      let remedy = NearestName.remedy(stray.name, among: names.sorted(), noun: "parameters")
      throw CommandError(
        .usage,
        "--set \(stray.name): no pipeline that is kept has such a parameter; \(remedy ?? "there are \(names.count)")"
      )
    }
    return keys
  }

  private func keys(
    of file: String, _ overrides: [ParameterOverride], in store: Store
  ) throws -> Set<Digest> {
    var keys: Set<Digest> = []
    for settings in try combinations(overrides) {
      let pipeline = try CheckedPipeline.load(
        path: file, overrides: settings, catalogue: .standard)
      let plan = try Planner(store: store).plan(pipeline)
      keys.formUnion(plan.stages.compactMap { $0.result?.key })
    }
    return keys
  }

  /// Every choice of one value for each parameter that is set.
  private func combinations(_ overrides: [ParameterOverride]) throws -> [[ParameterOverride]] {
    var names: [String] = []
    for override in overrides where !names.contains(override.name) { names.append(override.name) }
    var combinations: [[ParameterOverride]] = [[]]
    for name in names {
      let values = overrides.filter { $0.name == name }
      guard combinations.count * values.count <= Self.limit else {
        throw CommandError(
          .usage,
          "the --set options make more than \(Self.limit) combinations; pin results with 'meridian cache pin' instead"
        )
      }
      combinations = combinations.flatMap { combination in values.map { combination + [$0] } }
    }
    return combinations
  }
}
