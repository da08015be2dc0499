import Foundation
import Store
import Synchronization

/// The worker's side of the protocol: takes orders from one descriptor, executes them one after the
/// other, and answers on another.
final class WorkerSession: Sendable {
  private let executor: StageExecutor
  private let input: Int32
  private let output: Int32
  private let log: @Sendable (String) -> Void
  /// How long the log is now, in bytes.
  private let logSize: @Sendable () -> Int
  /// Called when the parent is gone or no longer to be understood.
  private let onEnd: @Sendable () -> Void
  private let inbox = Mutex(Inbox())
  private let arrived = DispatchSemaphore(value: 0)
  private let writing = Mutex(())

  private struct Inbox {
    var assignments: [StageAssignment] = []
    var current: Int?
    var cancelled: Set<Int> = []
    var isOver = false
  }

  init(
    executor: StageExecutor, input: Int32, output: Int32, log: @escaping @Sendable (String) -> Void,
    logSize: @escaping @Sendable () -> Int, onEnd: @escaping @Sendable () -> Void
  ) {
    self.executor = executor
    self.input = input
    self.output = output
    self.log = log
    self.logSize = logSize
    self.onEnd = onEnd
  }

  /// Works until the input ends.
  func run() {
    let reader = Thread { [self] in readOrders() }
    reader.name = "worker-orders"
    reader.start()
    while let assignment = next() {
      let number = assignment.number
      let host = StageHost(
        report: { [self] in send(.progress(number: number, $0)) }, log: log,
        isCancelled: { [self] in
          inbox.withLock { $0.isOver || $0.cancelled.contains(number) }
        })
      let logStart = logSize()
      let result = executor.execute(assignment, host: host)
      let log = logStart..<max(logStart, logSize())
      switch result {
      case .success(let outcome): send(.finished(number: number, outcome, log: log))
      case .failure(let failure): send(.failed(number: number, failure, log: log))
      }
    }
  }

  private func next() -> StageAssignment? {
    while true {
      arrived.wait()
      let (assignment, isOver) = inbox.withLock { inbox in
        let first =
          inbox.isOver || inbox.assignments.isEmpty ? nil : inbox.assignments.removeFirst()
        return (first, inbox.isOver)
      }
      // A cancellation signals, too, and leaves nothing to take.
      if assignment != nil || isOver { return assignment }
    }
  }

  private func readOrders() {
    var decoder = FrameDecoder<WorkerOrder>()
    while let bytes = FrameChannel.read(from: input), !bytes.isEmpty,
      let orders = try? decoder.take(bytes)
    {
      for order in orders {
        inbox.withLock { inbox in
          switch order {
          case .run(let assignment): inbox.assignments.append(assignment)
          case .cancel(let number): inbox.cancelled.insert(number)
          }
        }
        arrived.signal()
      }
    }
    inbox.withLock { $0.isOver = true }
    arrived.signal()
    onEnd()
  }

  private func send(_ answer: WorkerAnswer) {
    writing.withLock { _ in
      guard let frame = try? FrameChannel.frame(answer) else { return }
      _ = FrameChannel.write(frame, to: output)
    }
  }
}
