/// How the nodes of a graph are divided into parts.
public struct PartitionOptions: Sendable, Equatable {
  /// Which of METIS' two schemes.
  public enum Scheme: String, Sendable, CaseIterable {
    /// Recursive bisection up to 8 parts, k-way above.
    case automatic
    /// Multilevel k-way partitioning: Karypis & Kumar, "Multilevel k-way Partitioning Scheme for Irregular Graphs"
    /// (1998).
    case kWay
    /// Multilevel recursive bisection: Karypis & Kumar, "A Fast and High Quality Multilevel Scheme for Partitioning
    /// Irregular Graphs" (1998); slower, often with a smaller cut for few parts.
    case bisection
  }

  /// The scheme.
  ///
  /// Default: automatic.
  public var scheme: Scheme
  /// By which part of the mean the heaviest part may exceed it, from 0.001 to 1.
  ///
  /// Default: 0.03.
  public var imbalance: Double
  /// Seeds METIS' random numbers; its lowest 31 bits count.
  ///
  /// Default: 0.
  public var seed: UInt64

  /// Makes options; each has its default.
  public init(scheme: Scheme = .automatic, imbalance: Double = 0.03, seed: UInt64 = 0) {
    self.scheme = scheme
    self.imbalance = imbalance
    self.seed = seed
  }
}
