import Foundation
import Store

/// The parent's end of one worker: a process, or a thread that speaks the same protocol.
final class WorkerLink {
  /// What the worker is working on.
  struct Job {
    let number: Int
    let stage: Int
    /// How long it may take, in seconds.
    let timeout: Double?
    /// How much memory it may take, in bytes.
    let memory: Int?
    /// The number of the worker.
    let worker: Int
    /// When the worker turned to it.
    var startedAt = ContinuousClock.now
    /// The same, in nanoseconds since 1970.
    var started: Int64 = 0
    /// Whether it was told to stop because its time is up.
    var hasTimedOut = false
    /// Why its worker is killed.
    var reason: String?

    /// When its time is up.
    var deadline: ContinuousClock.Instant? { timeout.map { startedAt + .seconds($0) } }
  }

  let orders: Int32
  let answers: Int32
  /// The process, which leads a group of its own; nil for a thread.
  let process: pid_t?
  /// The file that collects what stages print.
  let logFile: String
  /// Its place among the run's workers, counted from 1.
  let number: Int
  /// What it has in hand; it works on the first.
  var jobs: [Job] = []
  /// How much of the log belongs to stages that have ended, in bytes.
  var logEnd = 0
  private var decoder = FrameDecoder<WorkerAnswer>()

  init(number: Int, orders: Int32, answers: Int32, process: pid_t?, logFile: String) {
    self.number = number
    self.orders = orders
    self.answers = answers
    self.process = process
    self.logFile = logFile
    _ = fcntl(answers, F_SETFL, fcntl(answers, F_GETFL) | O_NONBLOCK)
  }

  /// Whether it works on something that ends soon enough for more to wait behind it.
  var isAhead: Bool {
    guard let job = jobs.first else { return true }
    return job.timeout == nil && job.memory == nil
      && ContinuousClock.now - job.startedAt < .milliseconds(50)
  }

  /// Turns to the first job, and gives it.
  func begin() -> Job? {
    guard !jobs.isEmpty else { return nil }
    jobs[0].startedAt = ContinuousClock.now
    jobs[0].started = StoreClock.now
    return jobs[0]
  }

  /// The memory that the process holds, in bytes; nil where that cannot be told.
  var residentBytes: Int? { process.flatMap { ProcessTree.residentBytes(of: $0) } }

  /// Sends an order; false when the worker is gone.
  func send(_ order: WorkerOrder) throws -> Bool {
    FrameChannel.write(try FrameChannel.frame(order), to: orders)
  }

  /// The answers that have come; nil at the end of the stream or after nonsense.
  func receive() -> [WorkerAnswer]? {
    guard let bytes = FrameChannel.read(from: answers) else { return [] }
    return bytes.isEmpty ? nil : try? decoder.take(bytes)
  }

  /// Kills the process and everything it started.
  func kill() {
    guard let process else { return }
    ProcessTree.killDescendants(of: process)
    _ = Foundation.kill(-process, SIGKILL)
  }

  /// Ends the worker if it has not ended, waits for it, and says how a process ended.
  func end() -> ProgramEnd {
    close(orders)
    defer { close(answers) }
    guard let process else {
      waitForEndOfAnswers()
      return .unknown
    }
    if !jobs.isEmpty { kill() }
    return ProgramEnd(waitingFor: process)
  }

  private func waitForEndOfAnswers() {
    _ = fcntl(answers, F_SETFL, fcntl(answers, F_GETFL) & ~O_NONBLOCK)
    while let bytes = FrameChannel.read(from: answers), !bytes.isEmpty {}
  }

  /// How much the log holds now, in bytes.
  var logSize: Int {
    var information = stat()
    return stat(logFile, &information) == 0 ? Int(information.st_size) : 0
  }

  /// What was logged from a position on, at most its last `limit` bytes.
  func logTail(from start: Int, limit: Int = 4096) -> String {
    guard let handle = FileHandle(forReadingAtPath: logFile) else { return "" }
    defer { try? handle.close() }
    let begin = max(start, logSize - limit)
    try? handle.seek(toOffset: UInt64(begin))
    let data = (try? handle.read(upToCount: limit)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }
}

extension ProgramEnd {
  /// What the end of a worker means for the stage it worked on.
  var ofWorker: String {
    switch self {
    case .exited(let code): "its worker exited with code \(code)"
    case .killed(SIGKILL): "its worker was killed (signal 9; perhaps the memory ran out)"
    case .killed(let signal): "its worker crashed (signal \(signal))"
    case .unknown: "its worker is gone"
    }
  }
}
