public import Autodiff

/// Correlation over the sphere, from a field over the sphere to one over its rotations, by exact Fourier transforms.
public struct SphericalConv: Block {
  /// What the block says of itself.
  public static let declaration = HarmonicLayer.declaration(
    name: "spherical",
    summary: "Correlation of a field over the sphere with filters moved by every rotation.",
    on: .sphere, turns: false)

  private let layer: HarmonicLayer

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { layer = HarmonicLayer(options, turns: nil) }

  /// Weight `[points, c, k]` and bias `[k]`; refused where the bandwidth grows.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { layer.prepare(&site) }

  /// `[items, 2b, 2b, c]` → `[items, 2b′, 2b′, 2b′, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    layer.apply(input, pass) {
      $0.sphericalFourier(degrees: $1).sphericalCorrelation($2)
    }
  }
}
