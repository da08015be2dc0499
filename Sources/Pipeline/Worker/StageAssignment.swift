package import Store

/// Everything a worker needs to execute one stage: no YAML, no index.
package struct StageAssignment: Codable, Sendable {
  /// One thing connected to a port: an artifact of the store or a file.
  package struct Item: Codable, Sendable {
    package let name: String
    package var artifact: ArtifactReference?
    package var path: String?
    package var written: String?
  }

  /// What is connected to a port.
  package struct Input: Codable, Sendable {
    package let port: String
    package let isMany: Bool
    package let items: [Item]
  }

  /// Tells the answers to this assignment from those to others.
  package let number: Int
  package let kind: String
  package let kindVersion: Int
  /// Canonical JSON of the parameters.
  package let parameters: String
  package let seed: UInt64?
  package let inputs: [Input]
  package let key: Digest
  package let threads: Int
  /// Whether the stage looks for the first value that is not finite.
  package let checksNumerics: Bool
}

/// What a stage produced.
package struct StageOutcome: Codable, Sendable {
  package let outputs: [String: ArtifactReference]
  package let cost: StageResult.Cost
  package let fingerprint: String
}

/// Why a stage produced nothing.
package struct StageFailure: Error, Codable, Sendable {
  package let message: String
  /// It was asked to stop.
  package var wasCancelled = false
  /// The artifact that turned out to be missing or damaged.
  package var damaged: Digest?
}

/// What a worker is told.
package enum WorkerOrder: WorkerMessage {
  case run(StageAssignment)
  /// Stop the assignment of that number, if it is being worked on.
  case cancel(number: Int)

  /// Whether it asks for a number of threads that a machine may have.
  package var isPossible: Bool {
    guard case .run(let assignment) = self else { return true }
    return 1...1 << 16 ~= assignment.threads
  }
}

/// What a worker answers.
package enum WorkerAnswer: WorkerMessage {
  case progress(number: Int, StageProgress)
  /// The range is what it printed, in bytes of the log.
  case finished(number: Int, StageOutcome, log: Range<Int>)
  case failed(number: Int, StageFailure, log: Range<Int>)

  /// Whether what it cost, and where its log lies, could be true.
  package var isPossible: Bool {
    switch self {
    case .progress: true
    case .finished(_, let outcome, let log): outcome.cost.isPossible && log.lowerBound >= 0
    case .failed(_, _, let log): log.lowerBound >= 0
    }
  }
}
