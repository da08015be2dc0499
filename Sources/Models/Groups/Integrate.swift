public import Autodiff

/// The invariant layer over sphere and rotations: the mean of each channel, by quadrature.
public struct Integrate: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "integrate",
    summary: "Mean over the sphere or its rotations, latitudes weighted by their share of it.",
    generic: GenericUse("readout", on: [.sphere, .rotations]), supports: [.sphere, .rotations],
    domains: [.sphere],
    symmetries: [.init(.rotation, .conditional("for fields of the grid's bandwidth"))],
    behaviour: .invariant,
    paper: "Cohen, Geiger, Köhler & Welling, Spherical CNNs, ICLR 2018, section 5.1")

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {}

  /// Hands on the same channels on no point.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { site.input.on(.whole) }

  /// `[items, 2b, 2b, c]` or `[items, 2b, 2b, 2b, c]` → `[items, c]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    .dense(input.dense(on: pass.tape).harmonicMean())
  }
}
