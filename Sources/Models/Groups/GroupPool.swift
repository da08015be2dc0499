public import Autodiff

/// The invariant layer over a group's elements: takes each channel of a regular field to one number that turns and mirrors
/// do not change.
public struct GroupPool: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "grouppool",
    summary: "Maximum or mean over the elements of the group: a scalar field of a regular one.",
    supports: [.grid, .whole], fieldTypes: [.regular], outputTypes: [.scalar],
    symmetries: BlockDeclaration.allExact,
    options: [
      BlockOption(
        "kind", .choice(["max", "mean"]), default: "max", doc: "how the elements are joined")
    ], mainOption: "kind",
    paper:
      "Cohen & Welling, Group equivariant convolutional networks, ICML 2016, section 6.3")

  private let kind: String

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { kind = options.text("kind") }

  /// Hands on the same channels as scalars.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    site.input.with(.scalar, channels: site.input.channels)
  }

  /// `[…, c × order]` → `[…, c]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let order = pass.placed.input.type.dimension
    let shape = Array(x.shape.dropLast()) + [x.shape[x.shape.count - 1] / order, order]
    let copies = x.reshaped(to: shape)
    let axis = shape.count - 1
    return .dense(kind == "max" ? copies.max(axis: axis) : copies.mean(axes: [axis]))
  }
}
