import Store

/// Estimates what the open stages of a plan will cost, each from the last results of its kind and the size of its inputs.
///
/// The size of an output that is not there yet is estimated like a cost, so that a larger file at the top
/// is felt in every stage below.
struct PlanEstimator {
  /// How many results of a kind are looked at.
  private static let depth = 64
  /// How many sizes are looked up for all kinds together; older results are left out beyond that.
  private static let sizeBudget = 20_000

  let store: Store
  let pipeline: CheckedPipeline
  /// The results of stages that are hits, by position.
  let results: [Int: StageResult]
  /// The digests of file inputs by path.
  let files: [String: Digest]

  /// The estimates by position, as far as there is anything to go by.
  ///
  /// - Parameters:
  ///   - open: the stages without a result, each after what it needs.
  ///   - known: results of stages that are computed again.
  func costs(of open: [Int], known: [Int: StageResult]) throws -> [Int: CostModel.Estimate] {
    let samples = try samples(ofKinds: Set(open.map { pipeline.stages[$0].kind.name }))
    guard !samples.isEmpty else { return [:] }
    let models = samples.mapValues { CostModel($0) }
    let fileSizes = try store.sizes(of: Set(open.flatMap(fileDigests)))
    var costs: [Int: CostModel.Estimate] = [:]
    var settings: [SettingName: CostModel.Setting] = [:]
    for position in open {
      let stage = pipeline.stages[position]
      if let result = known[position] {
        costs[position] = CostModel.Estimate(
          seconds: result.cost.seconds, peakBytes: result.cost.peakBytes,
          outputBytes: Self.outputBytes(of: result))
      } else if let model = models[stage.kind.name] {
        let name = SettingName(
          kind: stage.kind.name,
          parameters: ParameterValue.map(stage.keyParameters).canonicalJSON)
        // Items of a batch mostly share their parameters.
        let setting = settings[name] ?? model.setting(parameters: name.parameters)
        settings[name] = setting
        costs[position] = setting?.estimate(inputBytes: inputBytes(of: stage, costs, fileSizes))
      }
    }
    return costs
  }

  private struct SettingName: Hashable {
    let kind: String
    let parameters: String
  }

  private func fileDigests(of position: Int) -> [Digest] {
    pipeline.stages[position].inputs.flatMap(\.items).compactMap { item in
      if case .file(let file) = item.source { files[file.path] } else { nil }
    }
  }

  /// The size of all inputs; nil where one is unknown, or there are none.
  private func inputBytes(
    of stage: CheckedStage, _ costs: [Int: CostModel.Estimate], _ fileSizes: [Digest: Int]
  ) -> Int? {
    var total = 0
    for item in stage.inputs.lazy.flatMap(\.items) {
      let size: Int?
      switch item.source {
      case .file(let file): size = files[file.path].flatMap { fileSizes[$0] }
      case .output(let position, let port):
        let artifact = results[position]?.outputs.first { $0.port == port }?.artifact
        size = artifact?.rawBytes ?? costs[position]?.outputBytes[port]
      }
      guard let size else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(size)
      guard !overflow else { return nil }
      total = sum
    }
    return total > 0 ? total : nil
  }

  private static func outputBytes(of result: StageResult) -> [String: Int] {
    Dictionary(result.outputs.map { ($0.port, $0.artifact.rawBytes) }) { first, _ in first }
  }

  /// The last results of each kind as samples, the newest first; kinds without any are left out.
  private func samples(ofKinds kinds: Set<String>) throws -> [String: [CostModel.Sample]] {
    var found: [String: [StageResult]] = [:]
    var budget = Self.sizeBudget
    for kind in kinds.sorted() {
      let results = try store.results(ofKind: kind, limit: Self.depth)
      found[kind] = results.enumerated().prefix { place, result in
        budget -= result.inputs.count
        return place == 0 || budget >= 0
      }.map(\.element)
    }
    let sizes = try store.sizes(of: Set(found.values.joined().flatMap(\.inputs).map(\.digest)))
    return found.filter { !$0.value.isEmpty }.mapValues { results in
      results.map { result in
        let inputs = result.inputs.map { sizes[$0.digest] }
        return CostModel.Sample(
          parameters: result.parameters,
          inputBytes: inputs.contains(nil) ? nil : inputs.reduce(0) { $0 + ($1 ?? 0) },
          seconds: result.cost.seconds, peakBytes: result.cost.peakBytes,
          outputBytes: Self.outputBytes(of: result))
      }
    }
  }
}
