extension ShapeRules {
  /// A table `[entries, width]` under indices of any shape: that shape with an axis `width` more.
  public static func embedding(_ table: [Int], indices: [Int]) throws(TensorError) -> [Int] {
    guard table.count == 2 else {
      throw TensorError("embedding", [table, indices], "a table needs shape [entries, width]")
    }
    return indices + [table[1]]
  }
}
