public import Autodiff

/// Correlation over the rotations of the sphere, by exact Fourier transforms.
public struct RotationConv: Block {
  /// What the block says of itself.
  public static let declaration = HarmonicLayer.declaration(
    name: "so3conv",
    summary: "Correlation of a field over rotations with filters moved by every rotation.",
    on: .rotations, turns: true)

  private let layer: HarmonicLayer

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    layer = HarmonicLayer(options, turns: options.integer("turns"))
  }

  /// Weight `[points, c, k]` and bias `[k]`; refused where the bandwidth grows.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { layer.prepare(&site) }

  /// `[items, 2b, 2b, 2b, c]` → `[items, 2b′, 2b′, 2b′, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    layer.apply(input, pass) {
      $0.rotationFourier(degrees: $1).rotationCorrelation($2)
    }
  }
}
