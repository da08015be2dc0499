public import Autodiff

/// Convolution by a polynomial of the Laplacian: Y = Σₖ Tₖ(L̃) X Wₖ + b, k = 0 … order, with L̃ = 2 L / λ − I.
///
/// The Chebyshev polynomials follow from their recursion; no eigenvector is ever needed, and a node sees `order` hops far.
public struct ChebNet: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "chebyshev",
    summary: "Convolution by a polynomial of the Laplacian, Y = Σₖ Tₖ(2 L / λ − I) X Wₖ + b.",
    supports: [.nodes], domains: [.graph, .geometricGraph, .mesh],
    symmetries: [.init(.permutation)],
    options: [
      BlockOption("channels", .channels, doc: "output channels"),
      BlockOption(
        "order", .integer(0...64), default: 2, doc: "degree of the polynomial, hops that it sees"),
      BlockOption(
        "largest_eigenvalue", .number(1e-9...1e9), optional: true,
        doc:
          "λ; else twice each graph's largest entry, a bound: 2 of a normalized Laplacian"
      ),
      BlockOption("bias", .boolean, default: true, doc: "whether b is added"),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels",
    operators: [
      OperatorRequirement(
        role: "laplacian", kinds: [.symmetricLaplacian, .adjacency, .laplacian],
        doc: "L as it is, or an adjacency whose normalized Laplacian the block takes")
    ], hasParameters: true,
    paper:
      "Defferrard, Bresson & Vandergheynst, Convolutional neural networks on graphs with fast localized spectral filtering, NeurIPS 2016, arXiv 1606.09375, eqs. 4–5"
  )

  private let channels: ChannelCount
  private let order: Int
  private let eigenvalue: Double?
  private let bias: Bool
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    order = options.integer("order")
    eigenvalue = options.optionalNumber("largest_eigenvalue")
    bias = options.boolean("bias")
    initialization = options.initialization
  }

  /// Weight `[order + 1, c, k]`, bias `[k]`, and the Laplacian of the level it stands on.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    site.parameter("weight", shape: [order + 1, site.input.channels, count], initialization)
    if bias { site.parameter("bias", shape: [count], .zeros, decays: false) }
    if case .nodes(let level) = site.input.support {
      site.needOperator("laplacian", level: level)
    }
    return site.input.with(channels: count)
  }

  /// A product and a sum for each order from 1 and each channel on the side of the weights that has fewer.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    placed.shape(of: "weight").map { Double(2 * ($0[0] - 1) * min($0[1], $0[2])) }
  }

  /// `[nodes, c]` → `[nodes, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let weight = pass.parameter("weight")
    let (terms, width, count) = (weight.shape[0], weight.shape[1], weight.shape[2])
    let scaled = try ScaledLaplacian(
      pass.operator("laplacian"), eigenvalue: eigenvalue, offsets: pass.itemOffsets,
      on: pass.tape)
    let result: Variable<Scalar>
    if case .dense(let x) = input, width <= count {
      let basis = scaled.polynomials(of: x, count: terms)
      result = concatenate(basis, axis: 1)
        .matmul(weight.reshaped(to: [terms * width, count]))
    } else {
      // With fewer channels behind the weights than before them the sum is cheaper from its end.
      result = scaled.sum(
        of: (0..<terms).map { term in
          input.multiplied(
            by: weight.slice(axis: 0, term..<term + 1).reshaped(to: [width, count]))
        })
    }
    return .dense(bias ? result + pass.parameter("bias") : result)
  }
}
