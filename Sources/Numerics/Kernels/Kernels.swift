internal import CKernels

/// The loops over raw memory that everything numeric runs on, in Float and Double.
///
/// Pointers are trusted: callers own the bounds. A kernel cuts its work into shards chosen from the
/// shape alone and runs them under ``Parallel``, so results never depend on the number of workers.
/// Being generic costs nothing an element: the loops are C, chosen by element type once a call.
package enum Kernels {
  /// Elements a shard of an elementwise kernel holds; a multiple of 64, as dropout's counter asks.
  static let elementShard = 32_768

  /// Runs `body` over consecutive ranges of at most `size` indices covering `0 ..< count`.
  @inline(__always)
  static func shards(_ count: Int, size: Int, _ body: (Range<Int>) -> Void) {
    guard count > size else {
      if count > 0 { body(0..<count) }
      return
    }
    Parallel.forEach((count + size - 1) / size) { shard in
      body(shard * size..<min(count, (shard + 1) * size))
    }
  }

  /// Rows that make up about one elementwise shard, given the elements each holds.
  static func rowShard(elementsPerRow: Int) -> Int {
    max(1, elementShard / max(1, elementsPerRow))
  }
}

extension NumericScalar {
  /// The element's name on the C side.
  static var element: Int32 {
    MemoryLayout<Self>.size == 4 ? Int32(MERIDIAN_FLOAT32) : Int32(MERIDIAN_FLOAT64)
  }
}

extension Kernels {
  /// Runs `body` over ranges of outer indices, each index standing for `size` elements of work.
  package static func shards(of count: Int, holding size: Int, _ body: (Range<Int>) -> Void) {
    shards(count, size: rowShard(elementsPerRow: size), body)
  }
}
