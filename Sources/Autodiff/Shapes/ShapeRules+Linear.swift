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

extension ShapeRules {
  /// Blocks over columns of inputs `[rows, …]` with weights `[columns, outputs]`, each with its first column of the result,
  /// and a bias: `[rows, width]`.
  public static func blockLinear(
    _ blocks: [(input: [Int], columns: Range<Int>, weights: [Int], output: Int)], width: Int,
    bias: [Int]?
  ) throws(TensorError) -> [Int] {
    guard let rows = blocks.first?.input.first else {
      throw TensorError("linear blocks", [], "there must be a block, of an input [rows, …]")
    }
    for block in blocks {
      let size = block.input.dropFirst().reduce(1, *)
      guard block.input.first == rows, (0...size).contains(block.columns.upperBound) else {
        throw TensorError(
          "linear blocks", [block.input],
          "columns \(block.columns) need an input of \(rows) rows with so many elements each")
      }
      guard block.weights.count == 2, block.weights[0] == block.columns.count,
        block.output >= 0, block.output + block.weights[1] <= width
      else {
        throw TensorError(
          "linear blocks", [block.input, block.weights],
          "\(block.columns.count) columns for columns from \(block.output) of \(width) need weights"
            + " [\(block.columns.count), \(width - block.output) at most]")
      }
    }
    guard bias == nil || bias == [width] else {
      throw TensorError("linear blocks", [bias ?? []], "the bias needs shape [\(width)]")
    }
    return [rows, width]
  }
}
