internal import Numerics

/// The directed edges of a graph, ready for messages: made once, used in every step.
///
/// Edges stand in the order of their receivers, so that what a node receives lies together.
public struct EdgeList: Sendable {
  let kernel: EdgeKernel
  /// For each edge, which of the given ones it is.
  public let order: [Int32]

  /// The edges from `senders` to `receivers` among nodes 0 ..< `nodes`, in any order; those of one receiver keep
  /// theirs.
  ///
  /// - Throws: ``TensorError`` when the lists are not of one length or an index is not a node.
  public init(senders: [Int32], receivers: [Int32], nodes: Int) throws(TensorError) {
    guard senders.count == receivers.count else {
      throw TensorError(
        "EdgeList", [[senders.count], [receivers.count]],
        "there are as many senders as receivers")
    }
    for (edge, ends) in zip(senders, receivers).enumerated()
    where ends.0 < 0 || ends.0 >= nodes || ends.1 < 0 || ends.1 >= nodes {
      throw TensorError(
        "EdgeList", [[senders.count]],
        "edge \(edge) from \(ends.0) to \(ends.1) is not between nodes 0 ..< \(nodes)")
    }
    let areSorted = zip(receivers, receivers.dropFirst()).allSatisfy { $0 <= $1 }
    let given = Array(0..<Int32(senders.count))
    order =
      areSorted
      ? given
      : given.sorted { (receivers[Int($0)], $0) < (receivers[Int($1)], $1) }
    kernel = EdgeKernel(
      receivers: order.map { receivers[Int($0)] }, senders: order.map { senders[Int($0)] },
      nodes: nodes)
  }

  /// Edges that are known to be between nodes, their receivers ascending.
  init(receivers: [Int32], senders: [Int32], nodes: Int) {
    order = Array(0..<Int32(senders.count))
    kernel = EdgeKernel(receivers: receivers, senders: senders, nodes: nodes)
  }

  /// Edges between every two different nodes of an item, both ways.
  ///
  /// - Parameter offsets: where each item's nodes begin, then their number: ascending from 0.
  public init(completing offsets: [Int]) {
    var receivers: [Int32] = []
    var senders: [Int32] = []
    for (start, end) in zip(offsets, offsets.dropFirst()) {
      for receiver in start..<end {
        for sender in start..<end where sender != receiver {
          receivers.append(Int32(receiver))
          senders.append(Int32(sender))
        }
      }
    }
    self.init(receivers: receivers, senders: senders, nodes: offsets.last ?? 0)
  }

  /// The edges that each node receives: a segment a node.
  public var segments: Segments {
    Segments(count: nodes, offsets: kernel.receiverOffsets, order: nil)
  }

  /// The number of nodes.
  public var nodes: Int { kernel.nodes }
  /// The number of edges.
  public var count: Int { order.count }
  /// The node each edge goes to, ascending.
  public var receivers: [Int32] { kernel.receivers }
  /// The node each edge comes from.
  public var senders: [Int32] { kernel.senders }
}
