internal import CKernels

/// Loops over directed edges that stand in the order of their receivers.
///
/// Work is cut into blocks of whole receivers (or senders), by the pattern of the edges alone.
package struct EdgeKernel: Sendable {
  /// The receiver and the sender of each edge; receivers ascend.
  package let receivers: [Int32]
  package let senders: [Int32]
  package let nodes: Int
  /// Where the edges of each receiver begin.
  package let receiverOffsets: [Int32]
  /// The edges in the order of their senders, and where those of each sender begin.
  private let bySender: [Int32]
  private let senderOffsets: [Int32]
  private let blocks: [Int]
  private let senderBlocks: [Int]
  /// Edges of a block: what is written for them is still in the cache when it is read again.
  private static let blockSize = 256

  /// Receivers ascend; all indices are below `nodes`.
  package init(receivers: [Int32], senders: [Int32], nodes: Int) {
    (self.receivers, self.senders, self.nodes) = (receivers, senders, nodes)
    receiverOffsets = Self.offsets(receivers, nodes)
    senderOffsets = Self.offsets(senders, nodes)
    var next = senderOffsets
    var order = senders
    for (edge, sender) in senders.enumerated() {
      order[Int(next[Int(sender)])] = Int32(edge)
      next[Int(sender)] += 1
    }
    bySender = order
    blocks = Self.blocks(receiverOffsets)
    senderBlocks = Self.blocks(senderOffsets)
  }

  private static func offsets(_ indices: [Int32], _ nodes: Int) -> [Int32] {
    var result = [Int32](repeating: 0, count: nodes + 1)
    for index in indices { result[Int(index) + 1] += 1 }
    for node in 0..<nodes { result[node + 1] += result[node] }
    return result
  }

  /// Bounds of ranges of nodes with about a block's edges each.
  private static func blocks(_ offsets: [Int32]) -> [Int] {
    var blocks = [0]
    for node in 0..<(offsets.count - 1) {
      // A node costs something even where it has no edge.
      let begin = blocks[blocks.count - 1]
      if Int(offsets[node + 1] - offsets[begin]) + node + 1 - begin >= blockSize {
        blocks.append(node + 1)
      }
    }
    if blocks[blocks.count - 1] < offsets.count - 1 { blocks.append(offsets.count - 1) }
    return blocks
  }

  /// Runs `body` over blocks of nodes; those of less than a block's work go together.
  private func eachBlock(
    _ blocks: [Int], channels: Int, _ body: (_ nodes: Range<Int>, _ block: Int) -> Void
  ) {
    let group = max(1, 32 / max(1, channels))
    Kernels.shards(blocks.count - 1, size: group) { range in
      body(blocks[range.lowerBound]..<blocks[range.upperBound], range.lowerBound / group)
    }
  }

  private func edges(of nodes: Range<Int>) -> Range<Int> {
    Int(receiverOffsets[nodes.lowerBound])..<Int(receiverOffsets[nodes.upperBound])
  }

  /// `y[e] = f(nodes[receiver, first half] + nodes[sender, second half] + x[e] weights + bias)`.
  ///
  /// - Parameters:
  ///   - nodes: `[nodes, 2 · channels]`.
  ///   - features: the columns of x, which may be 0; the rows of `weights`.
  ///   - function: as for ``Kernels/linear(m:n:k:_:weights:bias:function:parameter:slopes:into:)``.
  ///   - slopes: where f's slopes go, if they are wanted.
  @_specialize(where S == Float)
  package func sum<S: NumericScalar>(
    channels: Int, nodes: UnsafePointer<S>, features: Int, _ x: UnsafePointer<S>,
    weights: UnsafePointer<S>, bias: UnsafePointer<S>?, function: Kernels.Unary?,
    parameter: Double, slopes: UnsafeMutablePointer<S>?, into y: UnsafeMutablePointer<S>
  ) {
    eachBlock(blocks, channels: channels) { block, _ in
      let edges = edges(of: block)
      meridian_edge_sum(
        S.element, edges.lowerBound, edges.upperBound, receivers, senders, channels, nodes,
        features, x, weights, y)
      guard bias != nil || function != nil else { return }
      let start = edges.lowerBound * channels
      meridian_bias_activation(
        S.element, function?.rawValue ?? -1, parameter, edges.count, channels, channels, bias,
        y + start, slopes.map { $0 + start })
    }
  }

  /// The gradients of ``sum(channels:nodes:features:_:weights:bias:function:parameter:slopes:into:)``.
  ///
  /// - Parameters:
  ///   - kept: slopes, or results if `keptResults`; none without a function.
  ///   - toNodes: `[nodes, 2 · channels]`.
  ///   - toFeatures: `[edges, features]`, if wanted.
  ///   - toWeights: `[features, channels]`.
  ///   - toBias: `[channels]`.
  @_specialize(where S == Float)
  package func sumPullback<S: NumericScalar>(
    channels: Int, features: Int, _ x: UnsafePointer<S>, weights: UnsafePointer<S>,
    function: Kernels.Unary?, parameter: Double, keptResults: Bool, kept: UnsafePointer<S>?,
    gradient: UnsafePointer<S>, toNodes: UnsafeMutablePointer<S>,
    toFeatures: UnsafeMutablePointer<S>?, toWeights: UnsafeMutablePointer<S>,
    toBias: UnsafeMutablePointer<S>
  ) {
    let parts = max(1, blocks.count - 1)
    let partSize = (features + 1) * channels
    let inner = function == nil ? 0 : receivers.count * channels
    withScratch(of: S.self, inner + parts * partSize) { scratch in
      let partial = scratch + inner
      let product = function == nil ? gradient : UnsafePointer(scratch)
      Kernels.fill(count: parts * partSize, with: 0, partial)
      eachBlock(blocks, channels: channels) { block, index in
        let edges = edges(of: block)
        let start = edges.lowerBound * channels
        let part = partial + index * partSize
        meridian_activation_pullback(
          S.element, function?.rawValue ?? -1, parameter, keptResults ? 1 : 0, edges.count,
          channels, kept.map { $0 + start }, gradient + start, scratch + start,
          part + features * channels)
        meridian_edge_features_pullback(
          S.element, edges.lowerBound, edges.upperBound, channels, features, x, weights, product,
          toFeatures, part)
        meridian_node_sum(
          S.element, block.lowerBound, block.upperBound, receiverOffsets, nil, channels, 1, 0,
          product, toNodes, 2 * channels)
      }
      eachBlock(senderBlocks, channels: channels) { block, _ in
        meridian_node_sum(
          S.element, block.lowerBound, block.upperBound, senderOffsets, bySender, channels, 1, 0,
          product, toNodes + channels, 2 * channels)
      }
      withScratch(of: S.self, partSize) { total in
        Kernels.sum(outer: 1, middle: parts, inner: partSize, partial, into: total)
        toWeights.update(from: total, count: features * channels)
        toBias.update(from: total + features * channels, count: channels)
      }
    }
  }

  /// `y[e] = x[receiver] − x[sender]` and `squares[e] = |y[e]|²`.
  package func differences<S: NumericScalar>(
    channels: Int, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>,
    squares: UnsafeMutablePointer<S>
  ) {
    eachBlock(blocks, channels: channels) { block, _ in
      let edges = edges(of: block)
      meridian_edge_difference(
        S.element, edges.lowerBound, edges.upperBound, receivers, senders, channels, x, y, squares)
    }
  }

  /// The gradient of ``differences(channels:_:into:squares:)``, before it is summed at the nodes.
  ///
  /// - Parameters:
  ///   - gradient: to the differences y, if there is one; without one to the squares, it is the result itself.
  ///   - squares: the gradient to the squares.
  package func differencesPullback<S: NumericScalar>(
    channels: Int, _ y: UnsafePointer<S>, gradient: UnsafePointer<S>?, squares: UnsafePointer<S>,
    into target: UnsafeMutablePointer<S>
  ) {
    eachBlock(blocks, channels: channels) { block, _ in
      let edges = edges(of: block)
      meridian_edge_difference_pullback(
        S.element, edges.lowerBound, edges.upperBound, channels, y, gradient, squares, target)
    }
  }

  /// `y[n]`: the mean of `x[e] weights[e]` over the edges that n receives; 0 of none.
  package func weightedMean<S: NumericScalar>(
    channels: Int, _ x: UnsafePointer<S>, weights: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    eachBlock(blocks, channels: channels) { block, _ in
      meridian_weighted_mean(
        S.element, block.lowerBound, block.upperBound, receiverOffsets, channels, x, weights, y)
    }
  }

  /// The gradients of ``weightedMean(channels:_:weights:into:)``.
  package func weightedMeanPullback<S: NumericScalar>(
    channels: Int, _ x: UnsafePointer<S>, weights: UnsafePointer<S>, gradient: UnsafePointer<S>,
    toX: UnsafeMutablePointer<S>, toWeights: UnsafeMutablePointer<S>
  ) {
    eachBlock(blocks, channels: channels) { block, _ in
      meridian_weighted_mean_pullback(
        S.element, block.lowerBound, block.upperBound, receiverOffsets, channels, x, weights,
        gradient, toX, toWeights)
    }
  }

  /// `y[n] = Σ x[e]` over the edges that n receives, less those it sends if `isBalance`.
  package func nodeSum<S: NumericScalar>(
    channels: Int, scale: Double, isBalance: Bool, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    eachBlock(blocks, channels: channels) { block, _ in
      meridian_node_sum(
        S.element, block.lowerBound, block.upperBound, receiverOffsets, nil, channels, scale, 0, x,
        y, channels)
    }
    guard isBalance else { return }
    eachBlock(senderBlocks, channels: channels) { block, _ in
      meridian_node_sum(
        S.element, block.lowerBound, block.upperBound, senderOffsets, bySender, channels, -scale, 1,
        x, y, channels)
    }
  }
}
