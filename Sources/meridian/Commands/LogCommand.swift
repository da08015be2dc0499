internal import ArgumentParser
internal import Artifacts
internal import Pipeline
internal import Store

/// Shows what the stages of a run printed, and why they failed.
struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show what the stages of a run printed, and why they failed.",
    discussion: """
      EXAMPLES:
        meridian log
        meridian log newest digits-model
        meridian log 20261123-224103 model --json

      A stage with items or variants stands for all of them; model[seed=0] is one. The log of a
      stage that was a hit is that of the run which computed it, when you name the stage.
      """)

  @Argument(
    help: ArgumentHelp(
      "The run, by its identifier or the beginning of it; newest, or newest~1 for the one before.",
      valueName: "run"), completion: Completions.runs)
  var identifier: String?

  @Argument(help: "The stages; all of them if none is named.", completion: Completions.runStages)
  var stages: [String] = []

  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON: a list of {stage, status, error, log}.")
  var json = false

  func run() throws {
    let store = try store.choice().open()
    let record = try runRecord(in: store)
    let logs = try chosen(in: record).map {
      try StageLog(of: $0, in: record, store: store, followsHits: !stages.isEmpty)
    }
    if json { return try writeJSON(logs) }
    let isAlone = !stages.isEmpty && logs.count == 1
    var wroteAny = false
    for log in logs {
      let prefix = isAlone ? "" : "\(log.stage.stage) | "
      if isAlone, let origin = log.origin {
        try StandardStream.error.write(
          "'\(log.stage.stage)' was a hit; this is its log of run \(origin)\n")
      }
      try log.forEachPiece(prefix: prefix) {
        wroteAny = true
        try StandardStream.output.write($0)
      }
      let errors = log.errorLines.map { prefix + $0 }
      if !errors.isEmpty {
        wroteAny = true
        try StandardStream.output.write(lines: errors)
      }
    }
    if !wroteAny { try StandardStream.error.write("\(silence(record, logs))\n") }
  }

  /// The run; where its name is that of a stage, the error says how to put it.
  private func runRecord(in store: Store) throws -> RunRecord {
    do {
      return try RunName.find(identifier, in: store)
    } catch let error as StoreError where error.code == .unknownDigest {
      guard let identifier, let newest = try? RunName.find(nil, in: store),
        newest.stages.contains(where: { Self.isCalled(identifier, $0) })
      else { throw error }
      throw CommandError(
        .usage,
        "there is no run '\(identifier)', but a stage; write 'meridian log newest \(identifier)'")
    }
  }

  private func chosen(in record: RunRecord) throws -> [RunStage] {
    guard !stages.isEmpty else { return record.stages }
    for name in stages where !record.stages.contains(where: { Self.isCalled(name, $0) }) {
      let names = record.stages.map(\.stage)
      let known = Set(names).union(names.map { StageName.template(of: $0) }).sorted()
      let remedy = NearestName.remedy(name, among: known, noun: "stages")
      throw CommandError(
        .usage,
        "run \(record.id) has no stage '\(name)'; \(remedy ?? "it has \(known.count) stages")")
    }
    return record.stages.filter { stage in stages.contains { Self.isCalled($0, stage) } }
  }

  private static func isCalled(_ name: String, _ stage: RunStage) -> Bool {
    stage.stage == name || StageName.template(of: stage.stage) == name
  }

  private func silence(_ record: RunRecord, _ logs: [StageLog]) -> String {
    if record.status == .running {
      return "run \(record.id) is under way; the log of a stage is there once it has ended"
    }
    if !stages.isEmpty, let only = logs.first, logs.count == 1 {
      return
        "'\(only.stage.stage)' printed nothing in run \(record.id) (\(only.stage.status.rawValue))"
    }
    return "no stage of run \(record.id) printed anything"
  }

  private func writeJSON(_ logs: [StageLog]) throws {
    let list = JSON.array(
      try logs.map { log in
        .members([
          "stage": .string(log.stage.stage), "item": log.stage.item.map(JSON.string),
          "kind": .string(log.stage.kind), "status": .string(log.stage.status.rawValue),
          "run": log.origin.map(JSON.string), "error": log.stage.error.map(JSON.string),
          "log": log.path == nil ? nil : .string(try log.text()),
        ])
      })
    try StandardStream.output.write(list.text(indented: true) + "\n")
  }
}
