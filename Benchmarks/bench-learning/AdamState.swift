internal import Autodiff

/// Parameters with what Adam remembers of them.
struct AdamState {
  private(set) var parameters: [Tensor<Float>]
  private var first: [Tensor<Float>]
  private var second: [Tensor<Float>]
  private var steps = 0
  private let rate: Double
  private let weightDecay: Double

  init(_ parameters: [Tensor<Float>], rate: Double, weightDecay: Double = 0) {
    (self.parameters, self.rate, self.weightDecay) = (parameters, rate, weightDecay)
    first = parameters.map { Tensor(zeros: $0.shape) }
    second = first
  }

  /// One step along the gradients, one for each parameter.
  mutating func step(_ gradients: [Tensor<Float>]) {
    steps += 1
    for index in parameters.indices {
      parameters[index].adamStep(
        gradient: gradients[index], first: &first[index], second: &second[index], step: steps,
        rate: rate, weightDecay: weightDecay)
    }
  }
}
