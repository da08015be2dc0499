extension ShapeRules {
  /// The length of the longest of the items whose rows begin at the given offsets.
  ///
  /// - Parameter offsets: one more than there are items, ascending from 0.
  public static func raggedRows(_ offsets: [Int]) throws(TensorError) -> Int {
    guard offsets.first == 0 else {
      throw TensorError("RaggedRows", [offsets], "the offsets of items begin with 0")
    }
    var longest = 0
    for item in 0..<offsets.count - 1 {
      guard offsets[item] <= offsets[item + 1] else {
        throw TensorError("RaggedRows", [offsets], "item \(item) ends before it begins")
      }
      longest = max(longest, offsets[item + 1] - offsets[item])
    }
    return longest
  }

  /// Rows `[rows, …]` of items one after the other, brought to the length of the longest: `[items, longest, …]`.
  public static func padded(
    _ shape: [Int], rows: Int, items: Int, longest: Int
  ) throws(TensorError) -> [Int] {
    guard shape.first == rows else {
      throw TensorError("padded", [shape], "the items have \(rows) rows, which go along axis 0")
    }
    return [items, longest] + shape.dropFirst()
  }

  /// Items of one length `[items, longest, …]` without the rows past their ends: `[rows, …]`.
  public static func unpadded(
    _ shape: [Int], rows: Int, items: Int, longest: Int
  ) throws(TensorError) -> [Int] {
    guard shape.count >= 2, shape[0] == items, shape[1] == longest else {
      throw TensorError(
        "unpadded", [shape],
        "\(items) items of which the longest has \(longest) rows need shape [\(items), \(longest), …]"
      )
    }
    return [rows] + shape.dropFirst(2)
  }
}
