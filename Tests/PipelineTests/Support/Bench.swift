import Foundation
import Pipeline
import Store
import Synchronization
import TestSupport

/// A pipeline file and a store in a folder of their own.
struct Bench {
  let folder: TemporaryFolder
  let store: Store
  let events = Events()

  final class Events: Sendable {
    private let all = Mutex<[RunEvent]>([])
    func add(_ event: RunEvent) { all.withLock { $0.append(event) } }
    var list: [RunEvent] { all.withLock { $0 } }
  }

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(at: folder.path("cache"))
  }

  func check(_ stages: String, set overrides: [String: String] = [:]) throws -> CheckedPipeline {
    try folder.write("p.yml", stages)
    return try CheckedPipeline.load(
      path: folder.path("p.yml"),
      overrides: overrides.map { ParameterOverride(name: $0.key, text: $0.value) },
      catalogue: catalogue)
  }

  func plan(_ stages: String, targets: [String] = [], forced: Set<String> = []) throws -> Plan {
    try Planner(store: store).plan(check(stages), targets: targets, forced: forced)
  }

  @discardableResult
  func run(
    _ stages: String, targets: [String] = [], forced: Set<String> = [], jobs: Int = 1,
    keepGoing: Bool = false, workers: RunOptions.Workers = .inProcess, isOffline: Bool = false
  ) throws -> RunOutcome {
    let events = events
    let runner = Runner(
      store: store, catalogue: catalogue,
      options: RunOptions(
        jobs: jobs, keepGoing: keepGoing, workers: workers, isOffline: isOffline),
      onEvent: { events.add($0) })
    return try runner.run(plan(stages, targets: targets, forced: forced))
  }

  func text(_ outcome: RunOutcome, _ stage: String, _ port: String = "text") throws -> String? {
    guard let output = outcome.reports.first(where: { $0.stage == stage })?.outputs[port] else {
      return nil
    }
    return try store.files.open(output).readText("text")
  }
}

extension RunOutcome {
  func status(_ stage: String) -> StageReport.Status? {
    reports.first { $0.stage == stage }?.status
  }
}

extension Plan {
  subscript(stage: String) -> PlannedStage? { stages.first { $0.name == stage } }
}

/// The mistakes found in a text, as the user sees them after the file's name.
func mistakes(
  _ text: String, set overrides: [ParameterOverride] = [], in folder: String = "/nowhere"
) -> [String] {
  do {
    _ = try CheckedPipeline.check(
      text: text, path: "p.yml", folder: folder, overrides: overrides, catalogue: catalogue)
    return []
  } catch {
    guard case .invalid(let diagnostics) = error else { return ["\(error)"] }
    return diagnostics.map(\.description)
  }
}
