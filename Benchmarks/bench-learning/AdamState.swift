internal import Autodiff

/// Parameters in a fixed order with what Adam remembers of each.
struct AdamState {
  private(set) var parameters: [Tensor<Float>]
  private var first: [Tensor<Float>]
  private var second: [Tensor<Float>]
  private var step = 0
  let rate: Double
  let decay: Double

  init(_ parameters: [Tensor<Float>], rate: Double, decay: Double = 0) {
    self.parameters = parameters
    (self.rate, self.decay) = (rate, decay)
    first = parameters.map { Tensor(zeros: $0.shape) }
    second = first
  }

  /// One step along the gradients, in the parameters' order.
  mutating func update(_ gradients: [Tensor<Float>]) {
    step += 1
    for index in parameters.indices {
      parameters[index].adamStep(
        gradient: gradients[index], first: &first[index], second: &second[index], step: step,
        rate: rate, weightDecay: decay)
    }
  }
}
