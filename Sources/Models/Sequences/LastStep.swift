public import Autodiff

/// The last step of each item: what a sequence came to.
public struct LastStep: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "last", summary: "The last step of each sequence: one vector an item.",
    supports: [.nodes], domains: [.sequence],
    symmetries: [.init(.timeWarping), .init(.translation)], behaviour: .invariant)

  /// Makes the block; it has no options.
  public init(_ options: BlockOptions) {}

  /// Hands on the same channels on no point.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { site.input.on(.whole) }

  /// `[steps, c]` → `[items, c]`; zeros for a sequence without steps.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    return .dense(x.lastRows(of: try pass.items(of: x)))
  }
}
