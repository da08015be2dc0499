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

extension ShapeRules {
  /// Gaussians with means and scales `[axes, k]` at coordinates `[elements, axes]`: `[elements, k]`.
  public static func gaussians(
    _ coordinates: [Int], means: [Int], scales: [Int]
  ) throws(TensorError) -> [Int] {
    guard coordinates.count == 2, means.count == 2, means[0] == coordinates[1], scales == means
    else {
      throw TensorError(
        "gaussians", [coordinates, means, scales],
        "coordinates [elements, axes] need means and scales of one shape [axes, k]")
    }
    return [coordinates[0], means[1]]
  }
}
