internal import Numerics

/// The recycled memory behind tensors.
public enum TensorPool {
  /// Gives memory that waits to be recycled back to the system.
  public static func release() { MemoryPool.release() }

  /// Bytes that wait to be recycled.
  public static var retainedBytes: Int { MemoryPool.retainedBytes }

  /// How often memory for tensors and scratch has been asked of the system so far: it stands still from a
  /// training loop's second step on.
  public static var systemAllocations: Int { MemoryPool.systemAllocations }
}
