/// How a pipeline is run; nothing here can change a result.
public struct RunOptions: Sendable {
  /// Where stages are executed.
  public enum Workers: Hashable, Sendable {
    /// In processes `executable arguments…` that run a `WorkerLoop` over the same store.
    case processes(executable: String, arguments: [String])
    /// In threads of this process: for tests and for programs that use Meridian as a library. A
    /// crash takes the whole process down, and a stage that ignores cancellation cannot be stopped.
    case inProcess
  }

  /// How many stages are executed at once; at least 1.
  public var jobs: Int
  /// Whether stages that do not need a failed one still run.
  public var keepGoing: Bool
  /// Where stages are executed.
  public var workers: Workers
  /// How many threads all stages together should use.
  public var threads: Int
  /// How much memory stages that declare theirs may take together, in bytes.
  public var memory: Int
  /// Which part of the results that are there, from 0 to 1, is computed again and compared.
  public var recheck: Double
  /// Whether stages look for the first value that is not finite and fail there.
  public var checksNumerics: Bool
  /// How long a cancelled stage may take to stop before its worker is killed, in seconds.
  public var graceSeconds: Double
  /// Whether nothing may be downloaded; a stage that would have to fails.
  public var isOffline: Bool
  /// The command line, for the run's record.
  public var arguments: [String]

  /// Options with defaults.
  public init(
    jobs: Int, keepGoing: Bool = false, workers: Workers, threads: Int = 0,
    memory: Int = 0, recheck: Double = 0, checksNumerics: Bool = false, graceSeconds: Double = 5,
    isOffline: Bool = false,
    arguments: [String] = []
  ) {
    self.jobs = max(1, jobs)
    self.keepGoing = keepGoing
    self.workers = workers
    self.threads = threads > 0 ? threads : Machine.cores
    self.memory = memory > 0 ? memory : Machine.memory
    self.recheck = min(max(0, recheck), 1)
    self.checksNumerics = checksNumerics
    self.graceSeconds = graceSeconds
    self.isOffline = isOffline
    self.arguments = arguments
  }
}
