/// Runs `body` with uninitialized memory for `count` elements, taken from ``MemoryPool``.
package func withScratch<S: NumericScalar, R>(
  of type: S.Type, _ count: Int, _ body: (UnsafeMutablePointer<S>) throws -> R
) rethrows -> R {
  let block = MemoryPool.take(bytes: max(1, count) * MemoryLayout<S>.stride)
  defer { MemoryPool.give(block) }
  return try body(block.pointer.bindMemory(to: S.self, capacity: max(1, count)))
}
