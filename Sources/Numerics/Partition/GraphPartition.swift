/// A division of the nodes of a graph into parts, none of them empty.
public struct GraphPartition: Sendable, Equatable {
  /// The part of each node (n), from 0.
  public let parts: [Int32]
  /// The weight of the nodes of each part; their number if nodes have no weights.
  public let weights: [Double]
  /// The weight of the edges between different parts, each edge counted once.
  public let cut: Double
  /// How many nodes were moved after METIS, to fill empty parts or to lighten heavy ones.
  public let movedCount: Int

  /// The number of parts.
  public var count: Int { weights.count }

  /// The weight of the heaviest part relative to the mean; 1 is perfect.
  public var balance: Double {
    let total = weights.reduce(0, +)
    return total > 0 ? (weights.max() ?? 0) * Double(count) / total : 1
  }
}
