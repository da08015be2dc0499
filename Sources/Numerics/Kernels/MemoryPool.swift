internal import Synchronization

/// Memory for tensors and scratch, recycled: what is given back is kept by size and handed out again, so
/// that a loop of like steps asks the system for nothing after the first.
package enum MemoryPool {
  /// A block of memory, aligned to 64 bytes.
  ///
  /// Unchecked for the pointer: a block has one owner at a time, who alone reads and writes behind it.
  package struct Block: @unchecked Sendable {
    /// Where it begins.
    package let pointer: UnsafeMutableRawPointer
    /// Which list it returns to.
    let bucket: Int
  }

  // Unchecked for the pointers: it lives inside the mutex, and nobody owns what is in a list.
  private struct Lists: @unchecked Sendable {
    var free: [[UnsafeMutableRawPointer]] = Array(repeating: [], count: 512)
    var retained = 0
  }

  private static let lists = Mutex(Lists())

  /// Sizes are eighths between powers of two, from 64 bytes up: at most an eighth is wasted.
  static func bucket(bytes: Int) -> Int {
    guard bytes > 512 else { return (max(1, bytes) - 1) / 64 }
    let shift = Int.bitWidth - 1 - (bytes - 1).leadingZeroBitCount - 3
    return 8 * (shift - 5) + ((bytes - 1) >> shift) - 8
  }

  /// The bytes every block of a bucket has.
  static func size(ofBucket bucket: Int) -> Int {
    guard bucket >= 8 else { return (bucket + 1) * 64 }
    return (bucket % 8 + 9) << (bucket / 8 + 5)
  }

  /// A block of at least `bytes` bytes, not initialized.
  package static func take(bytes: Int) -> Block {
    let index = bucket(bytes: bytes)
    let size = size(ofBucket: index)
    let recycled: UnsafeMutableRawPointer? = lists.withLock { lists in
      guard let pointer = lists.free[index].popLast() else { return nil }
      lists.retained -= size
      return pointer
    }
    return Block(pointer: recycled ?? fresh(bytes: size), bucket: index)
  }

  /// Memory from the system, in large pages where it is large: sparse products read rows from all over it.
  private static func fresh(bytes: Int) -> UnsafeMutableRawPointer {
    let pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    LargeMemory.advise(UnsafeMutableRawBufferPointer(start: pointer, count: bytes))
    return pointer
  }

  /// Takes a block back.
  package static func give(_ block: Block) {
    let size = size(ofBucket: block.bucket)
    lists.withLock { lists in
      lists.free[block.bucket].append(block.pointer)
      lists.retained += size
    }
  }

  /// Gives the memory waiting to be recycled back to the system.
  package static func release() {
    let blocks = lists.withLock { lists in
      let blocks = lists.free.joined().map { $0 }
      lists.free = Array(repeating: [], count: 512)
      lists.retained = 0
      return Unmanaged(blocks)
    }
    for block in blocks.pointers { block.deallocate() }
  }

  /// Pointers on their way out of the lock.
  private struct Unmanaged: @unchecked Sendable {
    let pointers: [UnsafeMutableRawPointer]
    init(_ pointers: [UnsafeMutableRawPointer]) { self.pointers = pointers }
  }

  /// Bytes waiting to be recycled.
  package static var retainedBytes: Int { lists.withLock { $0.retained } }
}
