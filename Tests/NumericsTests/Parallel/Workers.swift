import Foundation
import Numerics

/// Tests that set the number of workers, which is global, take turns.
enum Workers {
  private static let turn = NSRecursiveLock()

  /// Calls `body` on the given number of workers.
  static func use<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
    turn.lock()
    let before = Parallel.workers
    Parallel.use(workers: count)
    defer {
      Parallel.use(workers: before)
      turn.unlock()
    }
    return try body()
  }

  /// What `body` gives on one, two and three workers.
  static func oneTwoThree<Result>(_ body: () throws -> Result) rethrows -> [Result] {
    try [1, 2, 3].map { try use($0, body) }
  }
}
