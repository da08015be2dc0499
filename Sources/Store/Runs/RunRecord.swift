/// One execution of a pipeline: its plan, and what became of each stage.
public struct RunRecord: Codable, Sendable, Equatable {
  /// The run's identifier; sorts by time.
  public var id: String
  /// The pipeline's name.
  public var pipeline: String
  /// The pipeline file's path as given.
  public var file: String
  /// The command line.
  public var arguments: [String]
  /// When it started, in nanoseconds since 1970 (UTC).
  public var started: Int64
  /// When it ended; nil while it runs, or if it was killed.
  public var finished: Int64?
  /// How it stands.
  public var status: RunStatus
  /// What may matter later: versions, host, numerics fingerprint.
  public var environment: [String: String]
  /// One entry a stage, or an item of a stage, in the order of the plan.
  public var stages: [RunStage]

  /// Creates a record of a run that starts now.
  public init(
    id: String = RunRecord.newIdentifier(), pipeline: String, file: String,
    arguments: [String] = [], started: Int64 = StoreClock.now, finished: Int64? = nil,
    status: RunStatus = .running, environment: [String: String] = [:], stages: [RunStage] = []
  ) {
    self.id = id
    self.pipeline = pipeline
    self.file = file
    self.arguments = arguments
    self.started = started
    self.finished = finished
    self.status = status
    self.environment = environment
    self.stages = stages
  }

  /// A new identifier: the time in UTC to the millisecond, so that runs sort as they started, and four hexadecimal
  /// digits of chance.
  public static func newIdentifier() -> String {
    func padded(_ digits: String, to width: Int) -> String {
      String(repeating: "0", count: width - digits.count) + digits
    }
    let now = StoreClock.now
    let milliseconds = padded(String(now / 1_000_000 % 1000), to: 3)
    let chance = padded(String(UInt16.random(in: 0...UInt16.max), radix: 16), to: 4)
    return "\(StoreClock.stamp(now))-\(milliseconds)\(chance)"
  }

  /// The line that lists this run.
  public var summary: RunSummary {
    func count(_ status: RunStageStatus) -> Int { stages.count { $0.status == status } }
    return RunSummary(
      id: id, pipeline: pipeline, file: file, started: started, finished: finished,
      status: status, hits: count(.hit), ran: count(.ran), failed: count(.failed),
      skipped: count(.skipped))
  }
}
