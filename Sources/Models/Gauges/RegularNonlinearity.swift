public import Autodiff

/// The rectifier of fields that turn with the frames: each channel is a function on the circle of directions, sampled,
/// rectified and brought back to its orders.
public struct RegularNonlinearity: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "regularrelu",
    summary: "max(0, f) of every channel as a function f of the direction, by samples.",
    generic: GenericUse("nonlinearity", on: [.nodes], in: [.mesh], for: [.gauge]),
    supports: [.nodes], domains: [.mesh], fieldTypes: [.vector, .irreps],
    symmetries: [
      .init(
        .gauge,
        .approximate(
          "exact for turns by multiples of 2π / samples, else off by at most 4 (t² / sin² t − 1) of the largest value, t = π · largest order / samples"
        )),
      .init(.isometry), .init(.permutation),
    ],
    options: [
      BlockOption(
        "samples", .integer(1...1024), default: 7,
        doc: "directions; at least twice the largest order and one more")
    ], mainOption: "samples",
    paper:
      "de Haan, Weiler, Cohen & Welling, Gauge equivariant mesh CNNs, ICLR 2021, arXiv 2003.05425, section 4"
  )

  private let samples: Int

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { samples = options.integer("samples") }

  private init(samples: Int) { self.samples = samples }

  /// Sixteen times as many directions.
  public var refined: (any Block)? { RegularNonlinearity(samples: 16 * samples) }

  /// Hands on what it is fed; refuses orders that samples do not tell apart.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    guard let orders = site.input.type.rotationOrders else {
      site.refuse("takes orders of so2, not \(site.input.type)")
      return site.input
    }
    if Set(orders).count < orders.count {
      site.refuse("orders \(orders) repeat; take more channels in place of a repeated order")
    }
    if site.input.type.dimension > 32 {
      site.refuse("takes channels of at most 32 numbers, not \(site.input.type.dimension)")
    }
    let needed = 2 * (orders.max() ?? 0) + 1
    if samples < needed {
      site.refuse(
        "\(samples) samples cannot tell orders \(orders) apart; take \(needed) or more",
        option: "samples")
    }
    return site.input
  }

  /// `[vertices, c · dimension]`, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let type = pass.placed.input.type
    let circle = CircleSamples<Scalar>(orders: type.rotationOrders ?? [0], count: samples)
    let x = TangentField.planes(input.dense(on: pass.tape), type)
    return .dense(TangentField.rows(circle.rectified(x)))
  }
}
