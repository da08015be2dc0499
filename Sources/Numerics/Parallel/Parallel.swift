internal import CKernels

/// Fork and join over a persistent pool of threads.
///
/// Work is cut into shards whose number and extent follow from the shape of the data alone, so results never
/// depend on the number of workers: a shard writes its own part, and partial sums are added in the order of shards.
/// A call inside a shard, or while another thread holds the pool, runs inline.
public enum Parallel {
  /// The threads a loop runs on, the calling one included; at first one for every processor of this process.
  public static var workers: Int { Int(meridian_pool_workers()) }

  /// Sets the number of threads that later loops run on, from 1 to 256; 0 means one for every processor.
  public static func use(workers: Int) {
    meridian_pool_use(Int32(clamping: max(workers, 0)))
  }

  /// Calls `body` once for every shard index below `count`, in no particular order, and returns when all are done.
  ///
  /// Shards run at the same time on several threads: two of them must not write to the same place.
  ///
  /// - Complexity: a fork costs a few microseconds; shards should hold tens of microseconds of work.
  public static func forEach(_ count: Int, _ body: (Int) -> Void) {
    precondition(count >= 0 && count <= Int(Int32.max), "Parallel.forEach: \(count) shards")
    if count < 2 {
      if count == 1 { body(0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        meridian_pool_run(
          count,
          { context, index in
            context?.assumingMemoryBound(to: ((Int) -> Void).self).pointee(index)
          }, UnsafeMutableRawPointer(mutating: pointer))
      }
    }
  }

  /// Calls `body` once for each of the ranges that cut `0..<count` into pieces of `grain` (the last may be shorter).
  ///
  /// - Parameters:
  ///   - count: the number of elements, at least 0.
  ///   - grain: the length of a piece, at least 1; choose it from the shape alone.
  ///   - body: called with each piece, on several threads at the same time.
  public static func forEach(
    rangesOf count: Int, grain: Int, _ body: (Range<Int>) -> Void
  ) {
    precondition(grain > 0, "Parallel.forEach: grain \(grain)")
    forEach((count + grain - 1) / grain) { shard in
      body(shard * grain..<min((shard + 1) * grain, count))
    }
  }
}
