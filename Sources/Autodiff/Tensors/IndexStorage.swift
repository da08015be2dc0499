internal import Numerics

/// Recycled memory for indices that an operation keeps for its pullback.
///
/// Unchecked for the pointer: it is written once, before anyone else sees it.
final class IndexStorage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Int32>
  private let block: MemoryPool.Block

  /// Memory for `count` indices, not initialized.
  init(count: Int) {
    block = MemoryPool.take(bytes: max(1, count) * MemoryLayout<Int32>.stride)
    pointer = block.pointer.bindMemory(to: Int32.self, capacity: max(1, count))
  }

  deinit { MemoryPool.give(block) }
}

/// Calls the closure with the address of a list of indices; of an empty one with any address.
func withIndices<R>(_ indices: [Int32], _ body: (UnsafePointer<Int32>) -> R) -> R {
  indices.withUnsafeBufferPointer {
    if let base = $0.baseAddress { return body(base) }
    return withUnsafePointer(to: 0, body)
  }
}
