internal import Dispatch
internal import Foundation
internal import Synchronization

/// Runs the chunks of an array on several threads, each with a codec of its own.
enum ChunkLanes {
  /// The most threads an array is spread over: each holds a few MiB.
  static let limit = 8

  /// Calls `body` for 0..<count on up to `threads` threads and throws the first error by index.
  static func forEach(
    _ count: Int, threads: Int, _ body: (Int, ChunkCodec) throws -> Void
  ) throws {
    let lanes = min(count, threads, limit)
    if lanes <= 1 {
      if count > 0 {
        try ChunkCodec.borrow { codec in for index in 0..<count { try body(index, codec) } }
      }
      return
    }
    let next = Atomic<Int>(0)
    let failure = Mutex<(index: Int, error: any Error)?>(nil)
    // Dispatch returns when all iterations have; the compiler cannot know.
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: lanes) { _ in
        var index = -1
        do {
          try ChunkCodec.borrow { codec in
            while true {
              index = next.wrappingAdd(1, ordering: .relaxed).oldValue
              guard index < count else { return }
              try body(index, codec)
            }
          }
        } catch {
          next.store(count, ordering: .relaxed)
          failure.withLock { first in
            if first.map({ index < $0.index }) ?? true { first = (index, error) }
          }
        }
      }
    }
    if let failure = failure.withLock({ $0?.error }) { throw failure }
  }
}

/// Lets threads that work on consecutive numbers pass one gate in order.
final class Turnstile: Sendable {
  private let condition = NSCondition()
  private let next = Mutex(0)
  private let broken = Mutex(false)

  /// Waits for the turn of `number`, runs `body` alone, and passes the turn on.
  ///
  /// Returns nil once `abandon` was called, when a turn before may never come.
  func pass<Result>(_ number: Int, _ body: () throws -> Result) rethrows -> Result? {
    condition.lock()
    defer {
      condition.broadcast()
      condition.unlock()
    }
    while next.withLock({ $0 }) != number {
      if broken.withLock({ $0 }) { return nil }
      condition.wait()
    }
    if broken.withLock({ $0 }) { return nil }
    let result = try body()
    next.withLock { $0 += 1 }
    return result
  }

  /// Releases all who wait.
  func abandon() {
    condition.lock()
    broken.withLock { $0 = true }
    condition.broadcast()
    condition.unlock()
  }
}
