import Pipeline
import Synchronization

/// Lets an event handler reach the runner it belongs to.
final class Holder: Sendable {
  let runner = Mutex<Runner?>(nil)
  func cancel() { runner.withLock { $0 }?.cancel() }
}
