public import Numerics

/// Draws neighbourhoods of some nodes of a large graph, a few neighbours a node.
///
/// (Hamilton, Ying & Leskovec, Inductive representation learning on large graphs, NeurIPS 2017, algorithm 2, with each node's neighbours drawn
/// once, without replacement, at the hop where the node is first met.)
public struct NeighbourSampler: Hashable, Sendable {
  /// Neighbours drawn of each node, the first of the nodes asked for, then of their neighbours, and so on; each at least 1.
  public let fanouts: [Int]

  /// Makes a sampler.
  public init(fanouts: [Int]) { self.fanouts = fanouts }

  /// Draws a neighbourhood.
  ///
  /// - Parameters:
  ///   - seeds: the nodes asked for; one named twice counts once.
  ///   - adjacency: square; entries of a row are the node's neighbours, the diagonal aside.
  public func sample<Scalar: NumericScalar>(
    _ seeds: [Int32], from adjacency: SparseMatrix<Scalar>, stream: inout RandomStream
  ) -> NeighbourSample {
    sample(
      seeds, rowOffsets: adjacency.rowOffsets, columnIndices: adjacency.columnIndices,
      stream: &stream)
  }

  func sample(
    _ seeds: [Int32], rowOffsets: [Int32], columnIndices: [Int32], stream: inout RandomStream
  ) -> NeighbourSample {
    var positions = [Int32](repeating: -1, count: rowOffsets.count - 1)
    var nodes: [Int32] = []
    func enter(_ node: Int32) {
      guard positions[Int(node)] < 0 else { return }
      positions[Int(node)] = Int32(nodes.count)
      nodes.append(node)
    }
    for seed in seeds { enter(seed) }
    let seedCount = nodes.count
    var offsets: [Int32] = [0]
    var columns: [Int32] = []
    var drawn: [Int] = []
    for fanout in fanouts {
      for row in offsets.count - 1..<nodes.count {
        let node = nodes[row]
        let entries = Int(rowOffsets[Int(node)])..<Int(rowOffsets[Int(node) + 1])
        let loop = columnIndices[entries].firstIndex(of: node)
        let degree = entries.count - (loop == nil ? 0 : 1)
        Self.draw(min(fanout, degree), of: degree, into: &drawn, &stream)
        for index in drawn {
          // Entries behind the loop stand one further.
          let entry = entries.lowerBound + index
          let neighbour = columnIndices[loop.map { entry >= $0 ? entry + 1 : entry } ?? entry]
          columns.append(neighbour)
          enter(neighbour)
        }
        offsets.append(Int32(columns.count))
      }
    }
    while offsets.count <= nodes.count { offsets.append(Int32(columns.count)) }
    return NeighbourSample(
      nodes: nodes, seedCount: seedCount, offsets: offsets, columns: columns, positions: positions)
  }

  /// `count` different numbers below `bound`, all choices equally likely, ascending (Floyd's algorithm).
  private static func draw(
    _ count: Int, of bound: Int, into drawn: inout [Int], _ stream: inout RandomStream
  ) {
    drawn.removeAll(keepingCapacity: true)
    guard count < bound else {
      drawn += 0..<bound
      return
    }
    for last in bound - count..<bound {
      let candidate = stream.below(last + 1)
      drawn.append(drawn.contains(candidate) ? last : candidate)
    }
    drawn.sort()
  }
}
