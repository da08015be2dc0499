/// An entry of the catalogue: a block's declaration and how it is made.
public struct BlockKind: Sendable {
  /// What the block says of itself.
  public let declaration: BlockDeclaration
  /// Makes the block of checked options.
  public let make: @Sendable (BlockOptions) -> any Block

  /// The entry of a block type.
  public init<Kind: Block>(_ type: Kind.Type) {
    declaration = Kind.declaration
    make = { Kind($0) }
  }

  /// An entry with a declaration of its own, for types that stand for several blocks.
  public init(
    _ declaration: BlockDeclaration, make: @escaping @Sendable (BlockOptions) -> any Block
  ) {
    self.declaration = declaration
    self.make = make
  }
}
