extension ShapeRules {
  /// `[…, in]` under weights `[in, out]` with a bias `[out]` or none: `[…, out]`.
  public static func linear(
    _ input: [Int], weights: [Int], bias: [Int]?
  ) throws(TensorError) -> [Int] {
    guard input.count >= 1, weights.count == 2, input[input.count - 1] == weights[0] else {
      throw TensorError(
        "linear", [input, weights],
        "the last axis, of size \(input.last ?? 0), needs weights [\(input.last ?? 0), out]")
    }
    guard bias == nil || bias == [weights[1]] else {
      throw TensorError("linear", [weights, bias ?? []], "the bias needs shape [\(weights[1])]")
    }
    return input.dropLast() + [weights[1]]
  }
}
