package import Artifacts
package import Pipeline
internal import Store

/// The events of a run as JSON objects; `event` says which one it is.
package enum RunEventJSON {
  /// The object for an event, or nil for the last one, which the outcome stands for.
  package static func value(of event: RunEvent) -> JSON? {
    switch event {
    case .started(let run, let stages):
      .members([
        "event": .string("started"), "run": .string(run),
        "stages": .array(
          stages.map { stage in
            .members([
              "stage": .string(stage.name), "kind": .string(stage.kind),
              "status": .string(stage.status.rawValue),
              "expected_seconds": stage.status == .hit
                ? nil : stage.expectedSeconds.map(JSON.number),
            ])
          }),
      ])
    case .stageStarted(let name, let reasons):
      .members([
        "event": .string("stage-started"), "stage": .string(name),
        "reasons": .array(reasons.map { .string($0.description) }),
      ])
    case .progress(let name, let progress):
      .members([
        "event": .string("progress"), "stage": .string(name),
        "fraction": progress.fraction.map(JSON.number),
        "epoch": progress.epoch.map(JSON.integer),
        "loss": progress.loss.map(JSON.number),
        "message": progress.message.map(JSON.string),
      ])
    case .stageFinished(let report): value(of: report)
    case .retrying(let name, let attempt, let limit, let error):
      .members([
        "event": .string("retrying"), "stage": .string(name), "attempt": .integer(attempt),
        "of": .integer(limit), "error": .string(error),
      ])
    case .passedOn(let name, let next, let error):
      .members([
        "event": .string("passed-on"), "stage": .string(name), "to": .string(next),
        "error": .string(error),
      ])
    case .waiting(let name): .members(["event": .string("waiting"), "stage": .string(name)])
    case .saved(let name, let port, let path):
      .members([
        "event": .string("saved"), "stage": .string(name), "port": .string(port),
        "path": .string(path),
      ])
    case .nondeterministic(let name, let port, let first, let now):
      .members([
        "event": .string("nondeterministic"), "stage": .string(name), "port": .string(port),
        "recorded": .string(first.hex), "computed": .string(now.hex),
      ])
    case .healed(let artifact, let stages):
      .members([
        "event": .string("healed"), "artifact": .string(artifact.hex),
        "stages": .array(stages.map(JSON.string)),
      ])
    case .finished: nil
    }
  }

  /// The two events of a file that is not run: its mistakes, and the end.
  package static func refusal(_ mistakes: [Diagnostic]) -> [JSON] {
    let invalid = JSON.members([
      "event": .string("invalid"),
      "mistakes": .array(
        mistakes.map {
          .members([
            "file": $0.file.map(JSON.string), "line": $0.line.map(JSON.integer),
            "column": $0.column.map(JSON.integer), "message": .string($0.message),
            "remedy": $0.remedy.map(JSON.string),
          ])
        }),
    ])
    let finished = JSON.members([
      "event": .string("finished"), "run": .null, "hits": .integer(0), "ran": .integer(0),
      "failed": .integer(0), "skipped": .integer(0), "seconds": .number(0),
    ])
    return [invalid, finished]
  }

  /// The last event.
  package static func value(of outcome: RunOutcome) -> JSON {
    .members([
      "event": .string("finished"), "run": .string(outcome.run), "hits": .integer(outcome.hits),
      "ran": .integer(outcome.ran), "failed": .integer(outcome.failed),
      "skipped": .integer(outcome.skipped), "seconds": .number(outcome.seconds),
      "rechecked": outcome.rechecked.map(JSON.integer),
      "differing": outcome.rechecked.map { _ in .array(outcome.differing.map(JSON.string)) },
      "failures": outcome.failed == 0 ? nil : .array(outcome.failures.map(failure)),
    ])
  }

  private static func failure(_ report: StageReport) -> JSON {
    .members([
      "stage": .string(report.stage), "item": report.item.map(JSON.string),
      "error": .string(report.error ?? ""),
    ])
  }

  private static func value(of report: StageReport) -> JSON {
    let outputs = report.outputs.sorted { $0.key < $1.key }.map { port, artifact in
      (
        port,
        JSON.members([
          "digest": .string(artifact.digest.hex), "type": .string(artifact.type.name),
          "bytes": .integer(artifact.rawBytes), "stored": .integer(artifact.storedBytes),
        ])
      )
    }
    return .members([
      "event": .string("stage-finished"), "stage": .string(report.stage),
      "kind": .string(report.kind),
      "status": .string(report.status.rawValue), "seconds": .number(report.seconds),
      "key": report.key.map { .string($0.hex) }, "outputs": .object(outputs),
      "error": report.error.map(JSON.string),
    ])
  }
}
