extension ShapeRules {
  /// Nodes `[nodes, 2 · out]`, features `[edges, in]` with weights `[in, out]` and a bias `[out]` over edges: `[edges,
  /// out]`.
  public static func messages(
    _ edges: EdgeList, nodes: [Int], features: [Int]?, weights: [Int]?, bias: [Int]?
  ) throws(TensorError) -> [Int] {
    guard nodes.count == 2, nodes[0] == edges.nodes, nodes[1] % 2 == 0 else {
      throw TensorError(
        "messages", [nodes],
        "the nodes need shape [\(edges.nodes), 2 · out]: a half for receivers, a half for senders")
    }
    let channels = nodes[1] / 2
    if let features, let weights {
      guard features.count == 2, features[0] == edges.count else {
        throw TensorError(
          "messages", [nodes, features], "the features need shape [\(edges.count), in]")
      }
      guard weights == [features[1], channels] else {
        throw TensorError(
          "messages", [features, weights], "the weights need shape \([features[1], channels])")
      }
    }
    guard bias == nil || bias == [channels] else {
      throw TensorError("messages", [nodes, bias ?? []], "the bias needs shape \([channels])")
    }
    return [edges.count, channels]
  }

  /// A row for each of `count` things, `[count, channels]`.
  static func rows(
    _ operation: String, _ shape: [Int], count: Int, of things: String
  ) throws(TensorError) {
    guard shape.count == 2, shape[0] == count else {
      throw TensorError(operation, [shape], "a row for each of \(count) \(things) is needed")
    }
  }

  /// A number for each of `count` edges, `[count, 1]`.
  package static func weights(
    _ operation: String, _ shape: [Int], count: Int
  ) throws(TensorError) {
    guard shape == [count, 1] else {
      throw TensorError(operation, [shape], "the weights need shape [\(count), 1]")
    }
  }
}
