/// How far a graph is coarsened by partitions.
public struct PartitionCoarseningOptions: Sendable, Equatable {
  /// The mean number of nodes that become one, above 1.
  ///
  /// Default: 4.
  public var ratio: Double
  /// A level of at most this many nodes is not coarsened further, and none gets fewer; at least 1.
  ///
  /// Default: 1.
  public var minimumSize: Int
  /// The most levels, the finest counted; at least 1.
  ///
  /// Default: 32.
  public var maximumLevels: Int
  /// Whether the weight inside a cluster is kept, as a loop on the coarse diagonal.
  ///
  /// Default: no.
  public var keepsSelfLoops: Bool
  /// Seeds METIS' random numbers.
  ///
  /// Default: 0.
  public var seed: UInt64

  /// Makes options; each has its default.
  public init(
    ratio: Double = 4, minimumSize: Int = 1, maximumLevels: Int = 32, keepsSelfLoops: Bool = false,
    seed: UInt64 = 0
  ) {
    self.ratio = ratio
    self.minimumSize = minimumSize
    self.maximumLevels = maximumLevels
    self.keepsSelfLoops = keepsSelfLoops
    self.seed = seed
  }

  func check() throws(GraphError) {
    guard ratio.isFinite, ratio > 1 else {
      throw .parameterOutOfRange(name: "ratio", value: "\(ratio)", range: "a number above 1")
    }
    try CoarseningOptions(minimumSize: minimumSize, maximumLevels: maximumLevels).check()
  }
}
