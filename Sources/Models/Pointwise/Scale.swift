public import Autodiff

/// Multiplies a field by a fixed number, such as 1/255 for bytes of an image.
public struct Scale: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "scale",
    summary: "Multiplies the field by a fixed number, such as 0.0625 for grey values up to 16.",
    supports: Support.Kind.allCases, fieldTypes: [.scalar, .vector, .regular, .irreps],
    symmetries: BlockDeclaration.allExact,
    options: [BlockOption("by", .number(-1e6...1e6), doc: "the factor")], mainOption: "by")

  private let factor: Double

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { factor = options.number("by") }

  /// Hands on what it is fed.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { site.input }

  /// Any shape, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    .dense(input.dense(on: pass.tape) * Scalar(factor))
  }
}
