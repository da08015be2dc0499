public import Autodiff

/// Long short-term memory over the steps of each item.
public struct LSTM: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "lstm",
    summary: "Long short-term memory: gates i, f, o; c′ = f c + i g, h′ = o tanh(c′).",
    supports: [.nodes], domains: [.sequence],
    symmetries: RecurrentStack.gatedClaims,
    options: RecurrentStack.options + [
      BlockOption(
        "forget_bias", .number(-100...100), default: 1.0,
        doc: "what the bias of the forget gates begins with, without chrono"),
      RecurrentStack.chrono,
    ], mainOption: "channels", hasParameters: true,
    paper:
      "Hochreiter & Schmidhuber, Neural Computation 1997; chrono: Tallec & Ollivier, Can recurrent neural networks warp time?, ICLR 2018, arXiv 1804.11188"
  )

  private let stack: RecurrentStack

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    // The columns are input, forget, cell and output gate.
    let bias: Initialization =
      if let longest = options.optionalNumber("chrono") {
        .chrono(longest: longest, factors: [-1, 1, 0, 0])
      } else {
        .groups([.zeros, .constant(options.number("forget_bias")), .zeros, .zeros])
      }
    stack = RecurrentStack(options, cell: .lstm, bias: bias)
  }

  /// Weights `[c, 4k]` and `[k, 4k]` and biases for each layer and direction.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { stack.prepare(&site) }

  /// `[steps, c]` → `[steps, k]`, or the last states `[items, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> { try stack.apply(input, pass) }
}
