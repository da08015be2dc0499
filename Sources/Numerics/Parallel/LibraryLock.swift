internal import Synchronization

/// The one lock around libraries that keep hidden global state (CHOLMOD's analysis, METIS, ARPACK, FFTW's planner).
package enum LibraryLock {
  private static let mutex = Mutex<Void>(())

  /// Runs `body` while no other thread is inside such a library; it is not reentrant.
  package static func withLock<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let outcome = mutex.withLock { _ in
      do throws(Failure) {
        return Swift.Result<Unchecked<Result>, Failure>.success(Unchecked(value: try body()))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get().value
  }

  /// Lets a value leave the lock; it was made by the thread that takes it.
  private struct Unchecked<Value>: @unchecked Sendable { let value: Value }
}
