/// The blocks that descriptions may name.
public struct BlockCatalogue: Sendable {
  /// All blocks, sorted by name.
  public let kinds: [BlockKind]
  /// The generic names, sorted.
  public let generics: [GenericBlock]

  /// Makes a catalogue.
  public init(kinds: [BlockKind], generics: [GenericBlock]) {
    self.kinds = kinds.sorted { $0.declaration.name < $1.declaration.name }
    self.generics = generics.sorted { $0.name < $1.name }
  }

  /// The blocks of Meridian.
  public static let standard = BlockCatalogue(
    kinds: [
      BlockKind(AveragePool.self),
      BlockKind(BatchNorm.self),
      BlockKind(ChebNet.self),
      BlockKind(ClusterPool.self),
      BlockKind(Conv.self),
      BlockKind(DeepSet.self),
      BlockKind(Dense.self),
      BlockKind(Diffusion.self),
      BlockKind(Dropout.self),
      BlockKind(EGNN.self),
      BlockKind(EdgeConv.self),
      BlockKind(GAT.self),
      BlockKind(GATv2.self),
      BlockKind(GCN.self),
      BlockKind(GIN.self),
      BlockKind(GRU.self),
      BlockKind(GaugeConv.self),
      BlockKind(GeodesicConv.self),
      BlockKind(GlobalConcat.self),
      BlockKind(GroupConv.self),
      BlockKind(GroupPool.self),
      BlockKind(Heat.self),
      BlockKind(Integrate.self),
      BlockKind(Jumping.self),
      BlockKind(LSTM.self),
      BlockKind(LastStep.self),
      BlockKind(LayerNorm.self),
      BlockKind(LeakyRNN.self),
      BlockKind(LearnedTransform.self),
      BlockKind(MPNN.self),
      BlockKind(MaxPool.self),
      BlockKind(MoNet.self),
      BlockKind(Nonlinearity.self),
      BlockKind(Positions.self),
      BlockKind(RNN.self),
      BlockKind(Readout.self),
      BlockKind(RegularNonlinearity.self),
      BlockKind(Residual.self),
      BlockKind(RotationConv.self),
      BlockKind(Scale.self),
      BlockKind(SignFlip.self),
      BlockKind(SphericalConv.self),
      BlockKind(Take.self),
      BlockKind(TopKPool.self),
      BlockKind(TransformerEncoder.self),
      BlockKind(Unpool.self),
    ] + Nonlinearity.namedKinds,
    generics: [
      GenericBlock(name: "linear", summary: "equivariant linear layer of the domain"),
      GenericBlock(
        name: "nonlinearity", summary: "function of every channel that fits the field's type"),
      GenericBlock(name: "norm", summary: "normalization of the channels"),
      GenericBlock(name: "pool", summary: "local pooling to a coarser level of the domain"),
      GenericBlock(name: "readout", summary: "invariant layer: one vector an item"),
    ])

  /// The catalogue with one more block; one of the same name is replaced.
  public func adding(_ kind: BlockKind) -> BlockCatalogue {
    let others = kinds.filter { $0.declaration.name != kind.declaration.name }
    return BlockCatalogue(kinds: others + [kind], generics: generics)
  }

  /// Every name a description may use.
  public var names: [String] {
    Set(kinds.map(\.declaration.name) + generics.map(\.name)).sorted()
  }

  /// The block of a name, or the block that a generic name means on `support` in a model of the domain and symmetry; nil if
  /// there is none.
  ///
  /// Where the name means several blocks, it is the one that takes fields of `type`.
  public func kind(
    _ name: String, on support: Support.Kind, in domain: Domain, for symmetry: Symmetry,
    fed type: FieldType.Kind = .scalar
  ) -> BlockKind? {
    let meant = kinds.filter { kind in
      let declaration = kind.declaration
      guard let use = declaration.generic, use.name == name else { return false }
      return use.applies(on: support, in: domain, for: symmetry)
        && declaration.domains.contains(domain)
        && declaration.symmetries.contains { $0.symmetry == symmetry }
    }
    return meant.first { $0.declaration.fieldTypes.contains(type) }
      ?? kinds.first { $0.declaration.name == name } ?? meant.first
  }

  /// The supports on which a generic name means something in a model of the domain and symmetry.
  package func supports(
    ofGeneric name: String, in domain: Domain, for symmetry: Symmetry
  ) -> [Support.Kind] {
    Support.Kind.allCases.filter { kind(name, on: $0, in: domain, for: symmetry) != nil }
  }
}
