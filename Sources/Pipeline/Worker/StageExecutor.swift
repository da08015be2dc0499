import Foundation
import Store

/// Executes one assignment in this process.
struct StageExecutor: Sendable {
  let catalogue: Catalogue
  let files: ObjectFiles

  /// The outcome, or why there is none; never throws, whatever the stage does.
  func execute(_ assignment: StageAssignment, host: StageHost) -> Result<StageOutcome, StageFailure>
  {
    let meter = CostMeter()
    do {
      let kind = try kind(of: assignment)
      let parameters = try Self.parameters(of: assignment)
      catalogue.useThreads(max(1, assignment.threads))
      let context = StageContext(
        assignment, kind: kind, parameters: parameters, files: files, host: host)
      defer { context.removeTemporaryFolder() }
      try kind.run(context)
      let outputs = try context.outputs()
      return .success(
        StageOutcome(
          outputs: outputs, cost: meter.cost(), fingerprint: catalogue.fingerprint()))
    } catch {
      return .failure(Self.failure(error))
    }
  }

  private func kind(of assignment: StageAssignment) throws -> any StageKind.Type {
    guard let kind = catalogue[assignment.kind], kind.version == assignment.kindVersion else {
      throw PipelineError.protocolViolation(
        "this worker has no kind \(assignment.kind) of version \(assignment.kindVersion); "
          + "run the worker from the same build")
    }
    return kind
  }

  private static func parameters(of assignment: StageAssignment) throws -> Parameters {
    guard case .map(let values)? = ParameterValue(json: assignment.parameters) else {
      throw PipelineError.protocolViolation("the parameters are no JSON object")
    }
    return Parameters(values)
  }

  private static func failure(_ error: any Error) -> StageFailure {
    if case PipelineError.cancelled = error {
      return StageFailure(message: "cancelled", wasCancelled: true)
    }
    var failure = StageFailure(message: "\(error)")
    if let error = error as? StoreError, [.damaged, .missing].contains(error.code) {
      failure.damaged = error.digest
    }
    return failure
  }
}
