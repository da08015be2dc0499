public import Autodiff

/// A plain recurrent network over the steps of each item.
public struct RNN: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "rnn", summary: "Plain recurrent network h′ = f(x W + b + h U).",
    supports: [.nodes], domains: [.sequence],
    symmetries: RecurrentStack.plainClaims,
    options: RecurrentStack.options + [
      BlockOption("nonlinearity", .choice(["tanh", "relu"]), default: "tanh", doc: "f")
    ], mainOption: "channels", hasParameters: true,
    paper: "Elman, Finding structure in time, Cognitive Science 1990")

  private let stack: RecurrentStack

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    stack = RecurrentStack(
      options, cell: .plain(isRectifier: options.text("nonlinearity") == "relu"), bias: .zeros)
  }

  /// Weights `[c, k]` and `[k, k]` and a bias for each layer and direction.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { stack.prepare(&site) }

  /// `[steps, c]` → `[steps, k]`, or the last states `[items, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> { try stack.apply(input, pass) }
}
