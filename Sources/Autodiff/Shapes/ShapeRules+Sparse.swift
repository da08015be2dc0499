extension ShapeRules {
  /// A sparse `[rows, columns]` with entries `[entries]` or `[entries, heads]`, times a dense `[columns, c]` or
  /// `[columns, heads, c]`.
  public static func sparse(
    _ shape: [Int], entries: [Int], _ dense: [Int]
  ) throws(TensorError) -> [Int] {
    guard (1...2).contains(entries.count), dense.count == entries.count + 1, shape.count == 2,
      dense[0] == shape[1], entries.count == 1 || dense[1] == entries[1]
    else {
      throw TensorError(
        "sparse multiply", [shape, entries, dense],
        "entries [entries] go with a right side [\(shape.last ?? 0), c], entries [entries, heads] with"
          + " [\(shape.last ?? 0), heads, c]")
    }
    return [shape[0]] + dense.dropFirst()
  }

  /// Dense `[rows, (heads,) k]` and `[columns, (heads,) k]` joined at the entries of a `[rows, columns]` pattern:
  /// by products summed over k, or, without k, by sums.
  public static func sampled(
    _ operation: String, _ shape: [Int], entries: Int, _ a: [Int], _ b: [Int], summingLast: Bool
  ) throws(TensorError) -> [Int] {
    let ranks = summingLast ? 2...3 : 1...2
    guard ranks.contains(a.count), a.count == b.count, shape == [a[0], b[0]],
      a.dropFirst() == b.dropFirst()
    else {
      throw TensorError(
        operation, [a, b],
        "at a pattern of shape \(shape) they need axes 0 of sizes \(shape[0]) and \(shape[1]), then"
          + (summingLast ? " [k] or [heads, k]" : " nothing or [heads]") + " alike")
    }
    return [entries] + (summingLast ? a.dropFirst().dropLast() : a.dropFirst())
  }

  /// Values `[elements, …]` over segments of as many elements.
  public static func segments(
    _ operation: String, _ shape: [Int], elements: Int
  ) throws(TensorError) {
    guard shape.first == elements else {
      throw TensorError(
        operation, [shape], "segments of \(elements) elements need axis 0 to have that size")
    }
  }

  /// Attention over a `[rows, columns]` pattern: queries `[rows, heads]`, keys `[columns, heads]` and values
  /// `[columns, heads, c]`.
  public static func graphAttention(
    _ shape: [Int], queries: [Int], keys: [Int], values: [Int]
  ) throws(TensorError) -> [Int] {
    guard queries.count == 2, keys.count == 2, values.count == 3, queries[0] == shape[0],
      keys[0] == shape[1], values[0] == shape[1], queries[1] == keys[1], keys[1] == values[1]
    else {
      throw TensorError(
        "attend", [queries, keys, values],
        "a pattern of shape \(shape) needs queries [\(shape[0]), heads], keys [\(shape[1]), heads] and values"
          + " [\(shape[1]), heads, c]")
    }
    return [shape[0], values[1], values[2]]
  }
}
