/// Arrays of numbers ⇄ their bytes.
///
/// Meridian runs on little-endian machines only, so these are copies.
enum LittleEndian {
  /// The bytes of trivially copyable values.
  static func bytes<Value: BitwiseCopyable>(_ values: [Value]) -> [UInt8] {
    #if _endian(big)
      #error("Meridian stores arrays as they lie in memory and needs a little-endian machine")
    #endif
    return values.withUnsafeBytes { [UInt8]($0) }
  }

  /// Values from their bytes; bytes that do not fill a value are left out.
  static func values<Value: BitwiseCopyable>(_ bytes: [UInt8]) -> [Value] {
    let count = bytes.count / MemoryLayout<Value>.stride
    return [Value](unsafeUninitializedCapacity: count) { buffer, filled in
      bytes.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[..<(count * MemoryLayout<Value>.stride)]))
      }
      filled = count
    }
  }

  /// Reverses the bytes of each element in place.
  static func swap(_ bytes: inout [UInt8], elementSize: Int) {
    guard elementSize > 1 else { return }
    bytes.withUnsafeMutableBufferPointer { buffer in
      for start in stride(from: 0, to: buffer.count - elementSize + 1, by: elementSize) {
        var low = start
        var high = start + elementSize - 1
        while low < high {
          buffer.swapAt(low, high)
          low += 1
          high -= 1
        }
      }
    }
  }
}
