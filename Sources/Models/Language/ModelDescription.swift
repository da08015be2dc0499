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
  /// The fields that the model is fed, in order; their channels are joined.
  public let inputs: [InputField]
  /// The blocks in the order in which they are applied.
  public let blocks: [BlockDescription]

  /// Makes a description of its parts; the blocks are checked when a model is built or by `ModelDescription.check`.
  public init(
    domain: Domain, symmetry: Symmetry, inputs: [InputField], blocks: [BlockDescription]
  ) {
    self.domain = domain
    self.symmetry = symmetry
    self.inputs = inputs
    self.blocks = blocks
  }

  /// The description in the model language; `ModelDescription(value)` gives it back.
  public var value: ModelValue {
    [
      "domain": .string(domain.rawValue),
      "symmetry": .string(symmetry.rawValue),
      "inputs": .map(inputs.map { .init($0.name, .string($0.type.rawValue)) }),
      "blocks": .list(blocks.map(\.value)),
    ]
  }
}
