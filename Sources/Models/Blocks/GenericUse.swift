/// Where a generic name means a block: `linear` is `conv` on a grid and `gcn` on the nodes of a graph.
public struct GenericUse: Hashable, Sendable {
  /// The generic name.
  public let name: String
  /// The supports on which it means the block.
  public let supports: [Support.Kind]
  /// The domains of models in which it does.
  public let domains: [Domain]
  /// The symmetries of models in which it does.
  public let symmetries: [Symmetry]

  /// Makes a use; where nothing is stated, the name means the block on every domain and for every symmetry.
  public init(
    _ name: String, on supports: [Support.Kind], in domains: [Domain] = Domain.allCases,
    for symmetries: [Symmetry] = Symmetry.allCases
  ) {
    self.name = name
    self.supports = supports
    self.domains = domains
    self.symmetries = symmetries
  }

  /// Whether the name means the block there.
  func applies(on support: Support.Kind, in domain: Domain, for symmetry: Symmetry) -> Bool {
    supports.contains(support) && domains.contains(domain) && symmetries.contains(symmetry)
  }
}
