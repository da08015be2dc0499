/// How a run ended.
public struct RunOutcome: Sendable {
  /// The run's identifier.
  public let run: String
  /// The stages in the order in which they ended.
  public let reports: [StageReport]
  /// Wall time in seconds.
  public let seconds: Double
  /// Whether the run was cancelled.
  public let wasCancelled: Bool
  /// How many results that were there were computed again and compared; nil when that was not asked for.
  public let rechecked: Int?
  /// The stages of those whose outputs came out different, in the order in which they ended.
  public let differing: [String]

  /// How many results were in the store.
  public var hits: Int { count(.hit) }
  /// How many stages were computed.
  public var ran: Int { count(.ran) }
  /// How many stages failed.
  public var failed: Int { count(.failed) }
  /// How many stages were skipped or stopped.
  public var skipped: Int { count(.skipped) + count(.cancelled) }

  /// The stages that failed, in the order of the file and of their names.
  public var failures: [StageReport] {
    reports.filter { $0.status == .failed }.sorted {
      ($0.line ?? 0, $0.stage) < ($1.line ?? 0, $1.stage)
    }
  }

  /// 0 when every stage was hit or ran, 1 when one failed or came out different when it was rechecked, 130 when
  /// the run was cancelled.
  public var exitCode: Int32 {
    wasCancelled ? 130 : failed > 0 || !differing.isEmpty ? 1 : 0
  }

  private func count(_ status: StageReport.Status) -> Int { reports.count { $0.status == status } }
}
