internal import Numerics

/// The memory of a tensor, given back to the pool when the last tensor that uses it goes.
///
/// Tensors share it and copy it before writing, so behind their interface it is a value.
///
/// Unchecked for the pointer: it is written only while one tensor alone refers to it.
final class TensorStorage<Scalar: TensorElement>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Scalar>
  let count: Int
  private let block: MemoryPool.Block

  /// Memory for `count` elements, not initialized.
  init(count: Int) {
    block = MemoryPool.take(bytes: max(1, count) * MemoryLayout<Scalar>.stride)
    pointer = block.pointer.bindMemory(to: Scalar.self, capacity: max(1, count))
    self.count = count
  }

  deinit { MemoryPool.give(block) }
}
