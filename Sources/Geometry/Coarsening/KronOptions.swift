/// How far and by what a graph is coarsened by Kron reduction.
public struct KronOptions: Sendable, Equatable {
  /// Which nodes of a level are kept.
  public enum Selection: String, Sendable, CaseIterable {
    /// `polarity` for levels of at most 4,096 nodes, `independentSet` above.
    case automatic
    /// The nodes where the eigenvector of the largest eigenvalue of the Laplacian is not negative, component by
    /// component: about half of the nodes, such that neighbours tend to alternate (Shuman, Faraji & Vandergheynst 2016,
    /// section III.A).
    case polarity
    /// All but a maximal independent set, chosen greedily by ascending degree, nodes of equal degree in random order.
    ///
    /// What goes are single nodes, so each leaves edges among its own neighbours alone: for graphs of any size.
    case independentSet
  }

  /// How the reduced graph is kept sparse.
  public enum Sparsification: Sendable, Equatable {
    /// It is not: the reduction is exact.
    case none
    /// Drops each edge that is lighter than this part, from 0 to below 1, of the heaviest edge at either of its ends;
    /// edges of a maximum spanning forest stay, so that no component falls apart.
    case threshold(Double)
    /// Draws about 0.16 n ln n / ε² edges, with replacement, with probabilities proportional to weight times effective
    /// resistance, ε from 0.01 to 1: Spielman & Srivastava, "Graph Sparsification by Effective Resistances" (2011).
    ///
    /// Quadratic forms are kept within about 1 ± ε. If a component falls apart, twice as many are drawn.
    case spectral(Double)
  }

  /// Which nodes are kept.
  ///
  /// Default: automatic.
  public var selection: Selection
  /// How the reduced graph is kept sparse.
  ///
  /// Default: edges below a hundredth of the heaviest at either end are dropped.
  public var sparsification: Sparsification
  /// Entries of a prolongation below this part of the largest of their row are dropped and the row divided by its sum,
  /// from 0 to below 1.
  ///
  /// Default: 0.001.
  public var prolongationThreshold: Double
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
  /// A complete graph without its independent set is smaller by one node.
  ///
  /// Default: 0.05.
  public var leastReduction: Double
  /// Seeds start vectors, orders of visits and drawn edges.
  ///
  /// Default: 0.
  public var seed: UInt64

  /// Makes options; each has its default.
  public init(
    selection: Selection = .automatic, sparsification: Sparsification = .threshold(0.01),
    prolongationThreshold: Double = 0.001, minimumSize: Int = 1, maximumLevels: Int = 32,
    leastReduction: Double = 0.05, seed: UInt64 = 0
  ) {
    self.selection = selection
    self.sparsification = sparsification
    self.prolongationThreshold = prolongationThreshold
    self.minimumSize = minimumSize
    self.maximumLevels = maximumLevels
    self.leastReduction = leastReduction
    self.seed = seed
  }

  func check() throws(GraphError) {
    try CoarseningOptions(
      minimumSize: minimumSize, maximumLevels: maximumLevels, leastReduction: leastReduction
    ).check()
    guard (0..<1).contains(prolongationThreshold) else {
      throw .parameterOutOfRange(
        name: "prolongationThreshold", value: "\(prolongationThreshold)",
        range: "a number from 0 to below 1")
    }
    try sparsification.check()
  }
}

extension KronOptions.Sparsification {
  func check() throws(GraphError) {
    switch self {
    case .none: break
    case .threshold(let part):
      guard (0..<1).contains(part) else {
        throw .parameterOutOfRange(
          name: "the threshold", value: "\(part)", range: "a number from 0 to below 1")
      }
    case .spectral(let epsilon):
      guard (0.01...1).contains(epsilon) else {
        throw .parameterOutOfRange(
          name: "epsilon", value: "\(epsilon)", range: "a number from 0.01 to 1")
      }
    }
  }
}
