extension ShapeRules {
  /// A prediction against a target of its shape, with weights of that shape or one for each row, over chosen rows of
  /// axis 0 or all: `[]`, or without a reduction the losses of these rows.
  public static func loss(
    _ operation: String, _ prediction: [Int], target: [Int], weights: [Int]? = nil,
    rows: [Int32]? = nil, reduction: LossReduction = .mean
  ) throws(TensorError) -> [Int] {
    guard prediction == target else {
      throw TensorError(
        operation, [prediction, target], "prediction and target need one shape; nothing stretches")
    }
    if let weights, weights != prediction, prediction.isEmpty || weights != [prediction[0]] {
      throw TensorError(
        operation, [prediction, weights],
        "weights need the prediction's shape or one number for each of its rows")
    }
    guard let rows else { return reduction == .none ? prediction : [] }
    guard let count = prediction.first else {
      throw TensorError(operation, [prediction], "there is no axis to choose rows of")
    }
    for row in rows where row < 0 || row >= count {
      throw TensorError(operation, [prediction], "row \(row) is not in 0 ..< \(count)")
    }
    return reduction == .none ? [rows.count] + prediction.dropFirst() : []
  }

  /// Rows `[n, c]` against rows of the same shape: a number for each, `[n]`.
  public static func cosineSimilarity(
    _ x: [Int], _ y: [Int]
  ) throws(TensorError) -> [Int] {
    guard x == y, !x.isEmpty else {
      throw TensorError(
        "cosineSimilarity", [x, y], "both need one shape with a last axis of directions")
    }
    return Array(x.dropLast())
  }
}
