internal import Synchronization

/// The promise that nothing a process uses in a store is collected.
///
/// Whoever runs a pipeline takes one before planning and releases it at the end. Under it, every
/// result that is looked up stays, and so does everything written since. It ends with the process
/// at the latest; on a host that vanished, ten minutes after its last sign of life.
public final class Lease: Sendable {
  private let onRelease: Mutex<(@Sendable () -> Void)?>

  init(onRelease: (@Sendable () -> Void)?) { self.onRelease = Mutex(onRelease) }

  deinit { release() }

  /// Gives the promise back; calling it twice does nothing.
  public func release() {
    let action = onRelease.withLock { action in
      defer { action = nil }
      return action
    }
    action?()
  }
}
