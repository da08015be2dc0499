public import Autodiff

/// Adds to a field what the blocks inside make of it: y = x + f(x).
public struct Residual: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "residual", summary: "Adds to a field what the blocks inside make of it, y = x + f(x).",
    supports: Support.Kind.allCases, fieldTypes: [.scalar, .vector, .regular, .irreps],
    symmetries: BlockDeclaration.allExact,
    options: [
      BlockOption("blocks", .blocks, doc: "f; it must hand on the channels and points it is fed")
    ],
    mainOption: "blocks",
    paper: "He, Zhang, Ren & Sun, Deep residual learning, CVPR 2016, arXiv 1512.03385")

  private let blocks: ModelValue

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { blocks = options.value("blocks") }

  /// Places the blocks inside; refuses them if they hand on another kind of field.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let inner = site.nest(blocks, option: "blocks")
    let sameChannels =
      inner.channels == nil || site.input.channels == nil
      || inner.channels == site.input.channels
    if inner.type != site.input.type || inner.support != site.input.support || !sameChannels {
      site.refuse(
        "the blocks inside hand on \(inner), but what they are added to is \(site.input); make them agree"
      )
    }
    return site.input
  }

  /// Any shape, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    return .dense(x + (try pass.applyNested(input)).dense(on: pass.tape))
  }
}
