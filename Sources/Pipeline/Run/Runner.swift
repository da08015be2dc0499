import Foundation
public import Store
import Synchronization

/// Runs plans: takes from the store what is there, has workers compute the rest, records results.
public final class Runner: Sendable {
  let store: Store
  let catalogue: Catalogue
  let options: RunOptions
  let onEvent: @Sendable (RunEvent) -> Void
  private let cancellation = Mutex(Cancellation())

  private struct Cancellation {
    var requests = 0
    var wake: Int32?
  }

  /// A runner; `onEvent` is called on the thread of `run(_:)`, one event after the other.
  public init(
    store: Store, catalogue: Catalogue, options: RunOptions,
    onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) {
    self.store = store
    self.catalogue = catalogue
    self.options = options
    self.onEvent = onEvent
  }

  /// Runs a plan and blocks until it is over; when it returns, no worker is left.
  ///
  /// A failing stage throws nothing; it is in the outcome.
  /// - Throws: `StoreError` when the store cannot be written;
  ///   `PipelineError.workerUnavailable` when no worker can be started.
  public func run(_ plan: Plan) throws -> RunOutcome {
    signal(SIGPIPE, SIG_IGN)
    // A file that grows past `ulimit -f` is to be an error that says so, here and in the workers, which inherit this.
    signal(SIGXFSZ, SIG_IGN)
    let wake = try Pipe.make()
    cancellation.withLock { $0.wake = wake.write }
    defer {
      cancellation.withLock { $0.wake = nil }
      close(wake.read)
      close(wake.write)
    }
    let lease = try store.takeLease()
    defer { lease.release() }
    let coordinator = try RunCoordinator(runner: self, plan: plan, wake: wake.read)
    return try coordinator.run()
  }

  /// Stops the run.
  ///
  /// No stage is started any more, running ones are asked to stop and killed after the grace time;
  /// finished ones stay in the store. A second call kills at once. From any thread.
  public func cancel() {
    cancellation.withLock { state in
      state.requests += 1
      if let wake = state.wake { _ = FrameChannel.write([1], to: wake) }
    }
  }

  /// How often `cancel()` was called.
  var cancellations: Int { cancellation.withLock { $0.requests } }
}
