/// How far and by what a graph is coarsened.
public struct CoarseningOptions: Sendable, Equatable {
  /// What makes an edge heavy.
  ///
  /// Default: its weight.
  public var affinity: HeavyEdgeMatching.Affinity
  /// A level of at most this many nodes is not coarsened further; at least 1.
  ///
  /// Default: 1.
  public var minimumSize: Int
  /// The most levels, the finest counted; at least 1.
  ///
  /// Default: 32.
  public var maximumLevels: Int
  /// The least part of its nodes by which a level must shrink to be kept, in 0 ..< 1.
  ///
  /// Stars shrink by one node a level and nodes without edges not at all; below this reduction
  /// coarsening stops.
  ///
  /// Default: 0.05.
  public var leastReduction: Double
  /// Whether the weight inside a cluster is kept, as a loop on the coarse diagonal.
  ///
  /// Default: no.
  public var keepsSelfLoops: Bool
  /// Seeds the order in which nodes are visited.
  ///
  /// Default: 0.
  public var seed: UInt64

  /// Makes options; each has its default.
  public init(
    affinity: HeavyEdgeMatching.Affinity = .weight, minimumSize: Int = 1, maximumLevels: Int = 32,
    leastReduction: Double = 0.05, keepsSelfLoops: Bool = false, seed: UInt64 = 0
  ) {
    self.affinity = affinity
    self.minimumSize = minimumSize
    self.maximumLevels = maximumLevels
    self.leastReduction = leastReduction
    self.keepsSelfLoops = keepsSelfLoops
    self.seed = seed
  }

  func check() throws(GraphError) {
    guard minimumSize >= 1 else {
      throw .parameterOutOfRange(
        name: "minimumSize", value: "\(minimumSize)", range: "an integer of at least 1")
    }
    guard maximumLevels >= 1 else {
      throw .parameterOutOfRange(
        name: "maximumLevels", value: "\(maximumLevels)", range: "an integer of at least 1")
    }
    guard (0..<1).contains(leastReduction) else {
      throw .parameterOutOfRange(
        name: "leastReduction", value: "\(leastReduction)", range: "a number from 0 to below 1")
    }
  }
}
