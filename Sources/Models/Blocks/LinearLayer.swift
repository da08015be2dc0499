import Autodiff

/// A linear layer inside a block, x W + b, whose parameters bear names of the block's choice.
struct LinearLayer: Sendable {
  private let weights: String
  private let bias: String

  /// A layer of parameters of these names.
  init(_ weights: String, bias: String) {
    self.weights = weights
    self.bias = bias
  }

  /// States W `[inputs, outputs]` and b `[outputs]`, which begins at 0.
  func prepare(
    _ site: inout BlockSite, inputs: Int?, outputs: Int?, _ initialization: Initialization
  ) {
    site.parameter(weights, shape: [inputs, outputs], initialization)
    site.parameter(bias, shape: [outputs], .zeros, decays: false)
  }

  /// f(x W + b), `[rows, inputs]` → `[rows, outputs]`.
  func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, _ pass: BlockPass<Scalar>, _ function: Activation = .identity
  ) -> Variable<Scalar> {
    x.linear(
      weights: pass.parameter(weights), bias: pass.parameter(bias), activation: function)
  }
}
