public import Autodiff

/// Correlation over the sphere, from a field over the sphere to one over its rotations, by exact Fourier transforms.
public struct SphericalConv: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "spherical",
    summary: "Correlation of a field over the sphere with filters moved by every rotation.",
    generic: GenericUse("linear", on: [.sphere]), supports: [.sphere], domains: [.sphere],
    symmetries: [.init(.rotation, HarmonicLayer.exactness)],
    options: HarmonicLayer.options(turns: false), mainOption: "channels", hasParameters: true,
    paper: "Cohen, Geiger, Köhler & Welling, Spherical CNNs, ICLR 2018, arXiv 1801.10130")

  private let layer: HarmonicLayer

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { layer = HarmonicLayer(options, turns: nil) }

  /// Weight `[points, c, k]` and bias `[k]`; refused where the bandwidth grows.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    guard case .sphere(let bandwidth) = site.input.support else { return site.input }
    return layer.prepare(&site, bandwidth: bandwidth)
  }

  /// `[items, 2b, 2b, c]` → `[items, 2b′, 2b′, 2b′, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    return .dense(
      layer.apply(pass, from: x.shape[1] / 2) { degrees, filters in
        x.sphericalFourier(degrees: degrees).sphericalCorrelation(filters)
      })
  }
}
