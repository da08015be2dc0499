/// A model as declared: domain, symmetry, input fields and blocks.
///
/// It holds no sizes of data and no parameters.
///
/// ```yaml
/// model:
///   domain: graph
///   symmetry: permutation
///   inputs: {features: scalar}
///   blocks:
///     - dropout: 0.5
///     - linear: {channels: 16}
///     - relu
///     - linear: {channels: classes}
/// ```
public struct ModelDescription: Hashable, Sendable {
  /// The domain that the signals live on.
  public let domain: Domain
  /// The symmetry that every block must respect.
  public let symmetry: Symmetry
  /// The fields that the model is fed, in order; see `mainInputs`.
  public let inputs: [InputField]
  /// The blocks in the order in which they are applied.
  public let blocks: [BlockDescription]

  /// The versions of blocks that it was made with, where they are not the first.
  public let versions: [Version]

  /// The version of a block.
  public struct Version: Hashable, Sendable {
    /// The block's name.
    public let block: String
    /// Its version, from 1.
    public let number: Int

    /// Makes a version.
    public init(_ block: String, _ number: Int) { (self.block, self.number) = (block, number) }
  }

  /// Makes a description of its parts; the blocks are checked when a model is built or by `ModelDescription.check`.
  public init(
    domain: Domain, symmetry: Symmetry, inputs: [InputField], blocks: [BlockDescription],
    versions: [Version] = []
  ) {
    self.domain = domain
    self.symmetry = symmetry
    self.inputs = inputs
    self.blocks = blocks
    self.versions = versions
  }

  /// The type of what the first block is fed: scalar if there are scalars, as pipeline files keep no order of inputs; else the
  /// first one's.
  public var mainType: FieldType? {
    inputs.contains { $0.type == .scalar } ? .scalar : inputs.first?.type
  }

  /// The inputs that the first block is fed, joined along their channels: those of the main type.
  public var mainInputs: [InputField] { inputs.filter { $0.type == mainType } }

  /// The inputs of other types, which are carried beside.
  public var companionInputs: [InputField] { inputs.filter { $0.type != mainType } }

  /// The description in the model language; `ModelDescription(value)` gives it back.
  public var value: ModelValue {
    let sections: [ModelValue.Entry] = [
      .init("domain", .string(domain.rawValue)),
      .init("symmetry", .string(symmetry.rawValue)),
      .init("inputs", .map(inputs.map { .init($0.name, $0.type.value) })),
      .init("blocks", .list(blocks.map(\.value))),
    ]
    guard !versions.isEmpty else { return .map(sections) }
    return .map(
      sections + [.init("versions", .map(versions.map { .init($0.block, .integer($0.number)) }))])
  }
}
