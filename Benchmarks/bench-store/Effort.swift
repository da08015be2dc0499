internal import Foundation

/// What a piece of work took.
struct Effort {
  /// Wall seconds.
  var wall: Double
  /// Processor seconds of all threads, in the program and in the kernel.
  var processor: Double

  static func of<Result>(_ body: () throws -> Result) rethrows -> (Effort, Result) {
    let start = now()
    let result = try body()
    let end = now()
    return (Effort(wall: end.wall - start.wall, processor: end.processor - start.processor), result)
  }

  private static func now() -> Effort {
    Effort(wall: seconds(CLOCK_MONOTONIC), processor: seconds(CLOCK_PROCESS_CPUTIME_ID))
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
