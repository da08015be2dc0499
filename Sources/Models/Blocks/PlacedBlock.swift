/// A block at its place in a model: what it is fed, what it hands on, what it needs.
public struct PlacedBlock: Sendable {
  /// Path in the tree of parameters, such as `blocks.2.linear`.
  public let path: String
  /// Path in the description, such as `blocks[2].linear`.
  public let place: String
  /// What the block says of itself; for a generic name, the block that the domain fills it with.
  public let declaration: BlockDeclaration
  /// What it is fed.
  public let input: FieldSignature
  /// What it hands on.
  public let output: FieldSignature
  /// Its own parameters, without those of blocks inside it.
  public let parameters: [ParameterSpecification]
  /// Blocks inside it.
  public let children: [PlacedBlock]
  /// The fields that are carried beside what it is fed.
  package let companions: Companions
  package let block: any Block
  package let operators: [OperatorSlot]
  /// The levels up to its input's whose nodes are chosen in each pass.
  package let selectedLevels: Set<Int>

  /// Its parameters and those of the blocks inside it.
  public var allParameters: [ParameterSpecification] {
    parameters + children.flatMap(\.allParameters)
  }

  /// Its operators and those of the blocks inside it.
  package var allOperators: [OperatorSlot] { operators + children.flatMap(\.allOperators) }
}
