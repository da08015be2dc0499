public import Autodiff

/// A leaky recurrent network over the steps of each item: each unit keeps a learned part of its state.
public struct LeakyRNN: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "leakyrnn",
    summary: "Leaky recurrent network h′ = α tanh(x W + b + h U) + (1 − α) h, α learned by unit.",
    supports: [.nodes], domains: [.sequence],
    symmetries: RecurrentStack.leakyClaims,
    options: RecurrentStack.options + [RecurrentStack.chrono], mainOption: "channels",
    hasParameters: true,
    paper:
      "Tallec & Ollivier, Can recurrent neural networks warp time?, ICLR 2018, arXiv 1804.11188, eq. 5"
  )

  private let stack: RecurrentStack

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    // α = 1 / (1 + u) for u drawn from 1 to the longest memory less one.
    let leak: Initialization =
      options.optionalNumber("chrono").map { .chrono(longest: $0, factors: [1]) } ?? .zeros
    stack = RecurrentStack(options, cell: .leaky, bias: .zeros, leak: leak)
  }

  /// Weights `[c, k]` and `[k, k]`, a bias and the logit of 1 − α for each layer and direction.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { stack.prepare(&site) }

  /// `[steps, c]` → `[steps, k]`, or the last states `[items, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> { try stack.apply(input, pass) }
}
