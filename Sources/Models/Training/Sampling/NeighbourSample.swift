/// A neighbourhood drawn from a large graph: some of its nodes, and for each of them the neighbours that were drawn.
public struct NeighbourSample: Hashable, Sendable {
  /// Numbers in the large graph; the nodes asked for come first, each later one after the node that it was drawn for.
  public let nodes: [Int32]
  /// How many nodes were asked for.
  public let seedCount: Int
  /// The neighbours drawn for node i of `nodes` are `columns[offsets[i] ..< offsets[i + 1]]`; none for those of the last hop.
  public let offsets: [Int32]
  /// Numbers in the large graph, ascending for each node, all among `nodes`.
  public let columns: [Int32]
  /// Each node's place in `nodes`, −1 where it has none.
  public let positions: [Int32]
}
