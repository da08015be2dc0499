public import Autodiff

/// Gated recurrent units over the steps of each item.
public struct GRU: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "gru",
    summary:
      "Gated recurrent units: n = tanh(x W + b + r (h U + c)), h′ = (1 − z) n + z h, gates r and z.",
    supports: [.nodes], domains: [.sequence],
    symmetries: RecurrentStack.gatedClaims,
    options: RecurrentStack.options + [RecurrentStack.chrono], mainOption: "channels",
    hasParameters: true,
    paper:
      "Cho et al., EMNLP 2014, arXiv 1406.1078; chrono: Tallec & Ollivier, Can recurrent neural networks warp time?, ICLR 2018, arXiv 1804.11188"
  )

  private let stack: RecurrentStack

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    // The columns are reset gate, update gate and new state.
    let bias: Initialization =
      options.optionalNumber("chrono").map { .chrono(longest: $0, factors: [0, 1, 0]) } ?? .zeros
    stack = RecurrentStack(options, cell: .gru, bias: bias)
  }

  /// Weights `[c, 3k]` and `[k, 3k]` and two biases for each layer and direction.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { stack.prepare(&site) }

  /// `[steps, c]` → `[steps, k]`, or the last states `[items, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> { try stack.apply(input, pass) }
}
