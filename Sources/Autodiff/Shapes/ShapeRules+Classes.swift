extension ShapeRules {
  /// Logits `[n, classes]` against probabilities of the same shape: a mean of shape `[]`.
  public static func crossEntropy(
    _ logits: [Int], probabilities: [Int]
  ) throws(TensorError) -> [Int] {
    guard logits.count == 2, logits == probabilities, logits[1] > 0 else {
      throw TensorError(
        "crossEntropy", [logits, probabilities],
        "logits [n, classes] need probabilities of the same shape")
    }
    return []
  }
}
