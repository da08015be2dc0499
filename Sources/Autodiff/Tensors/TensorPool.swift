internal import Numerics

/// The recycled memory behind tensors.
public enum TensorPool {
  /// Gives memory that waits to be recycled back to the system.
  public static func release() { MemoryPool.release() }

  /// Bytes that wait to be recycled.
  public static var retainedBytes: Int { MemoryPool.retainedBytes }
}
