extension ShapeRules {
  /// Sequences `[batch, length, in]` through a recurrent layer of `gates` groups of columns: weights `[in, gates ·
  /// hidden]` and `[hidden, gates · hidden]`, biases `[gates · hidden]`, first states `[batch, hidden]`; all hidden
  /// states `[batch, length, hidden]`.
  ///
  /// - Parameter lengths: the steps of each sequence, from 0 to `length`.
  public static func recurrent(
    _ operation: String, _ input: [Int], gates: Int, inputWeights: [Int], hiddenWeights: [Int],
    biases: [[Int]], states: [[Int]], lengths: [Int]? = nil
  ) throws(TensorError) -> [Int] {
    guard input.count == 3 else {
      throw TensorError(operation, [input], "sequences need shape [batch, length, in]")
    }
    guard hiddenWeights.count == 2, hiddenWeights[0] > 0,
      hiddenWeights[1] == gates * hiddenWeights[0]
    else {
      throw TensorError(
        operation, [input, hiddenWeights],
        "the hidden weights need shape [hidden, \(gates) · hidden] with at least one unit")
    }
    let hidden = hiddenWeights[0]
    guard inputWeights == [input[2], gates * hidden] else {
      throw TensorError(
        operation, [input, inputWeights],
        "the input weights need shape \([input[2], gates * hidden])")
    }
    for bias in biases where bias != [gates * hidden] {
      throw TensorError(operation, [input, bias], "a bias needs shape \([gates * hidden])")
    }
    for state in states where state != [input[0], hidden] {
      throw TensorError(operation, [input, state], "a state needs shape \([input[0], hidden])")
    }
    if let lengths {
      guard lengths.count == input[0] else {
        throw TensorError(
          operation, [input, [lengths.count]], "there are as many lengths as sequences")
      }
      for (index, length) in lengths.enumerated() where !(0...input[1]).contains(length) {
        throw TensorError(
          operation, [input], "length \(length) of sequence \(index) is not in 0 ... \(input[1])")
      }
    }
    return [input[0], input[1], hidden]
  }
}
