extension ShapeRules {
  /// Weights `[entries, k]` of a `[rows, columns]` pattern's entries and values `[columns, c]`, or `[columns, dimension, c]`
  /// where a field of that dimension turns: `[rows, k, c]` or `[rows, k, dimension, c]`.
  public static func moments(
    _ shape: [Int], entries: Int, _ values: [Int], weights: [Int], dimension: Int?
  ) throws(TensorError) -> [Int] {
    guard weights.count == 2, weights[0] == entries else {
      throw TensorError(
        "moments", [values, weights], "the weights need shape [\(entries), k], a row for each entry"
      )
    }
    let expected = dimension.map { [shape[1], $0] } ?? [shape[1]]
    guard values.count == expected.count + 1, Array(values.dropLast()) == expected else {
      let axes = expected.map(String.init).joined(separator: ", ")
      throw TensorError(
        "moments", [values, weights],
        "a pattern of shape \(shape)\(dimension.map { " and a field of \($0) numbers" } ?? "")"
          + " needs values [\(axes), c]")
    }
    return [shape[0], weights[1]] + values.dropFirst()
  }
}
