public import Autodiff

/// What an optimizer sees of one step.
public struct OptimizerStep {
  /// The loss at the present parameters, weight decay left out.
  public let loss: Double
  /// Its gradients, one a parameter and of its shape.
  public let gradients: [Tensor<Float>]
  /// Number of this step, from 1.
  public let number: Int
  /// Step size.
  public let rate: Double
  /// λ of each parameter.
  public let weightDecays: [Double]
  /// Loss and gradients at other parameters: of the same items, with the same random choices.
  public let evaluate: ([Tensor<Float>]) throws -> (loss: Double, gradients: [Tensor<Float>])

  /// Makes a step.
  public init(
    loss: Double, gradients: [Tensor<Float>], number: Int, rate: Double, weightDecays: [Double],
    evaluate: @escaping ([Tensor<Float>]) throws -> (loss: Double, gradients: [Tensor<Float>])
  ) {
    self.loss = loss
    self.gradients = gradients
    self.number = number
    self.rate = rate
    self.weightDecays = weightDecays
    self.evaluate = evaluate
  }
}
