/// Calls the closure with the address of indices, which is that of something even where there are none.
func withIndices<R>(_ indices: [Int32], _ body: (UnsafePointer<Int32>) -> R) -> R {
  indices.withUnsafeBufferPointer {
    if let base = $0.baseAddress { return body(base) }
    return withUnsafePointer(to: 0, body)
  }
}

/// ``withIndices(_:_:)`` of two lists.
func withIndices<R>(
  _ a: [Int32], _ b: [Int32], _ body: (UnsafePointer<Int32>, UnsafePointer<Int32>) -> R
) -> R {
  withIndices(a) { a in withIndices(b) { body(a, $0) } }
}
