public import Store

/// Finds out, without running anything or reading any artifact, what a run would do.
public struct Planner: Sendable {
  private let store: Store

  /// A planner over a store.
  public init(store: Store) { self.store = store }

  /// Plans the named stages and what they need; all stages when none is named.
  ///
  /// - Parameters:
  ///   - pipeline: the checked pipeline.
  ///   - targets: names of stages.
  ///   - forced: names of stages to compute although their results are in the store.
  /// - Throws: `PipelineError.unknownStage`; `PipelineError.unreadableInput` when a file vanished;
  ///   `StoreError`.
  /// - Complexity: linear in stages and inputs; one look-up, and one more for each
  ///   level of the graph that has changed.
  public func plan(
    _ pipeline: CheckedPipeline, targets: [String] = [], forced: Set<String> = []
  ) throws -> Plan {
    let wanted = try Self.closure(of: targets, in: pipeline)
    let forcedPositions = Set(try Self.positions(of: forced.sorted(), in: pipeline))
    let files = try fileDigests(of: wanted, in: pipeline)
    var drafts: [Int: Draft] = [:]
    var results: [Int: StageResult] = [:]
    var found = try PlanMemory(store: store, pipeline: pipeline).results()
    for level in Self.levels(wanted, in: pipeline) {
      var keyed: [(position: Int, resolution: StageResolution)] = []
      for position in level {
        let stage = pipeline.stages[position]
        let resolution = StageResolution(stage, results: results, files: files)
        drafts[position] = Draft(resolution: resolution)
        if let resolution { keyed.append((position, resolution)) }
      }
      let unknown = keyed.map(\.resolution.key).filter { found[$0] == nil }
      if !unknown.isEmpty { found.merge(try store.lookup(keys: unknown)) { $1 } }
      for (position, resolution) in keyed {
        guard let result = found[resolution.key] else { continue }
        drafts[position]?.known = result
        if !forcedPositions.contains(position) { results[position] = result }
      }
    }
    let stages = try finish(
      wanted, drafts: drafts, results: results, files: files, forced: forcedPositions, in: pipeline)
    return Plan(pipeline: pipeline, stages: stages, files: files)
  }

  private struct Draft {
    let resolution: StageResolution?
    var known: StageResult?
  }

  private func finish(
    _ wanted: [Int], drafts: [Int: Draft], results: [Int: StageResult], files: [String: Digest],
    forced: Set<Int>, in pipeline: CheckedPipeline
  ) throws -> [PlannedStage] {
    let open = wanted.filter { results[$0] == nil }
    let earlier =
      open.isEmpty
      ? [:]
      : try StageHistory(store: store).results(
        of: open.map { pipeline.stages[$0] }, in: pipeline)
    let costs =
      open.isEmpty
      ? [:]
      : try PlanEstimator(store: store, pipeline: pipeline, results: results, files: files)
        .costs(of: open, known: drafts.compactMapValues(\.known))
    return wanted.map { position in
      let stage = pipeline.stages[position]
      let resolution = drafts[position]?.resolution
      let result = results[position]
      let isForced = forced.contains(position)
      var reasons: [PlanReason] = []
      if result == nil {
        reasons = why(
          stage, resolution, earlier: earlier[stage.name], isForced: isForced,
          isKnown: drafts[position]?.known != nil,
          upstream: stage.sources.filter { results[$0] == nil }.map { pipeline.stages[$0].name })
      }
      return PlannedStage(
        stage: stage, position: position,
        status: result != nil ? .hit : (resolution != nil || isForced ? .willRun : .mayRun),
        reasons: reasons, key: resolution?.key, result: result,
        expectedSeconds: costs[position]?.seconds ?? earlier[stage.name]?.cost.seconds,
        expectedBytes: costs[position]?.peakBytes ?? earlier[stage.name]?.cost.peakBytes,
        isForced: isForced)
    }
  }

  private func why(
    _ stage: CheckedStage, _ resolution: StageResolution?, earlier: StageResult?, isForced: Bool,
    isKnown: Bool, upstream: [String]
  ) -> [PlanReason] {
    var reasons: [PlanReason] = isForced ? [.forced] : []
    if !upstream.isEmpty { reasons.append(.upstream(upstream)) }
    if isKnown { return reasons }
    guard let earlier else { return reasons.isEmpty ? [.noResult] : reasons }
    reasons += ResultComparison.reasons(stage, resolution, earlier: earlier)
    return reasons.isEmpty ? [.resultGone] : reasons
  }

  private func fileDigests(
    of wanted: [Int], in pipeline: CheckedPipeline
  ) throws -> [String: Digest] {
    var paths: Set<String> = []
    for item in wanted.lazy.flatMap({ pipeline.stages[$0].inputs }).flatMap(\.items) {
      if case .file(let file) = item.source { paths.insert(file.path) }
    }
    guard !paths.isEmpty else { return [:] }
    do {
      let digests = try store.fileDigests(of: paths.sorted())
      return Dictionary(digests.map { ($0.path, $0.digest) }) { first, _ in first }
    } catch let error as StoreError where error.code == .missing || error.code == .ioFailure {
      throw PipelineError.unreadableInput(path: pipeline.path, reason: error.message)
    }
  }
}

extension Planner {
  private static func positions(
    of names: [String], in pipeline: CheckedPipeline
  ) throws(PipelineError) -> [Int] {
    guard !names.isEmpty else { return [] }
    var byName: [String: [Int]] = [:]
    for (position, stage) in pipeline.stages.enumerated() {
      byName[stage.name, default: []].append(position)
      // A stage's own name stands for all its items and variants.
      if stage.template != stage.name { byName[stage.template, default: []].append(position) }
    }
    var positions: [Int] = []
    for name in names {
      guard let found = byName[name] else {
        throw PipelineError.unknownStage(
          name: name,
          remedy: NearestName.remedy(name, among: pipeline.templates, noun: "stages"))
      }
      positions += found
    }
    return positions
  }

  /// The named stages and what they need, in the pipeline's order.
  private static func closure(
    of targets: [String], in pipeline: CheckedPipeline
  ) throws(PipelineError) -> [Int] {
    guard !targets.isEmpty else { return pipeline.order }
    var open = try positions(of: targets, in: pipeline)
    var wanted = Set(open)
    while let position = open.popLast() {
      for source in pipeline.stages[position].sources where wanted.insert(source).inserted {
        open.append(source)
      }
    }
    return pipeline.order.filter(wanted.contains)
  }

  /// The stages by the length of the longest way from a stage without sources.
  private static func levels(_ wanted: [Int], in pipeline: CheckedPipeline) -> [[Int]] {
    var depth: [Int: Int] = [:]
    var levels: [[Int]] = []
    for position in wanted {
      let level = (pipeline.stages[position].sources.compactMap { depth[$0] }.max() ?? -1) + 1
      depth[position] = level
      if level == levels.count { levels.append([]) }
      levels[level].append(position)
    }
    return levels
  }
}
