extension ShapeRules {
  /// Queries `[batch, heads, q, depth]`, keys `[batch, heads, k, depth]` and values `[batch, heads,
  /// k, width]`: `[batch, heads, q, width]`.
  ///
  /// - Parameters:
  ///   - bias: `[q, k]`, or `[batch, heads, q, k]` where batch and heads may be 1.
  ///   - mask: as bias.
  ///   - keyLengths: how many lengths there are.
  public static func attention(
    queries: [Int], keys: [Int], values: [Int], bias: [Int]? = nil, mask: [Int]? = nil,
    keyLengths: Int? = nil
  ) throws(TensorError) -> [Int] {
    guard queries.count == 4, keys.count == 4, values.count == 4,
      queries[..<2] == keys[..<2], keys[..<3] == values[..<3], queries[3] == keys[3]
    else {
      throw TensorError(
        "attention", [queries, keys, values],
        "queries [batch, heads, q, depth] need keys [batch, heads, k, depth] and values [batch, heads, k, width]"
      )
    }
    try attentionExtras(
      batch: queries[0], heads: queries[1], queries: queries[2], keys: keys[2], bias: bias,
      mask: mask, keyLengths: keyLengths)
    return queries.dropLast() + [values[3]]
  }

  /// Queries, keys and values side by side, `[batch, length, 3 width]`, in heads of width / heads columns:
  /// `[batch, length, width]`; the other arguments as for
  /// ``attention(queries:keys:values:bias:mask:keyLengths:)``.
  public static func selfAttention(
    _ packed: [Int], heads: Int, bias: [Int]? = nil, mask: [Int]? = nil, keyLengths: Int? = nil
  ) throws(TensorError) -> [Int] {
    guard packed.count == 3, heads > 0, packed[2] % (3 * heads) == 0 else {
      throw TensorError(
        "selfAttention", [packed, [heads]],
        "[batch, length, 3 width] needs a width that is a multiple of the number of heads")
    }
    try attentionExtras(
      batch: packed[0], heads: heads, queries: packed[1], keys: packed[1], bias: bias, mask: mask,
      keyLengths: keyLengths)
    return [packed[0], packed[1], packed[2] / 3]
  }

  private static func attentionExtras(
    batch: Int, heads: Int, queries: Int, keys: Int, bias: [Int]?, mask: [Int]?, keyLengths: Int?
  ) throws(TensorError) {
    for (name, shape) in [("bias", bias), ("mask", mask)] {
      guard let shape else { continue }
      guard shape.suffix(2) == [queries, keys],
        shape.count == 2
          || shape.count == 4 && [1, batch].contains(shape[0]) && [1, heads].contains(shape[1])
      else {
        throw TensorError(
          "attention", [[batch, heads, queries, keys], shape],
          "the \(name) needs shape [\(queries), \(keys)], or two axes more of size 1 or \(batch) and 1 or \(heads)"
        )
      }
    }
    guard keyLengths == nil || keyLengths == batch else {
      throw TensorError(
        "attention", [[batch, heads, queries, keys], [keyLengths ?? 0]],
        "there must be \(batch) lengths of keys, one for each element of the batch")
    }
  }
}
