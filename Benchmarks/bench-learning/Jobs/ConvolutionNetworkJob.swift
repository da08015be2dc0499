internal import Autodiff
internal import Models

/// A small convolutional network on images 28 × 28: two convolutions 3 × 3, pooling, two dense layers.
struct ConvolutionNetwork {
  private(set) var parameters: [Tensor<Float>]

  init(_ folder: BenchFolder) throws {
    parameters = try ["w1", "b1", "w2", "b2", "w3", "b3", "w4", "b4"].map(folder.tensor)
  }

  /// The logits `[n, 10]` of images `[n, 28, 28, 1]`.
  static func logits(
    _ images: Variable<Float>, _ parameters: [Variable<Float>]
  ) -> Variable<Float> {
    let features =
      images
      .convolution2d(
        weights: parameters[0], bias: parameters[1], .init(padding: .valid), activation: .relu
      )
      .convolution2d(
        weights: parameters[2], bias: parameters[3], .init(padding: .valid), activation: .relu
      )
      .maxPool2d(.init(window: 2))
    let rows = features.reshaped(to: [images.shape[0], features.shape.dropFirst().reduce(1, *)])
    return
      rows
      .linear(weights: parameters[4], bias: parameters[5], activation: .relu)
      .linear(weights: parameters[6], bias: parameters[7])
  }

  /// One step of Adam on a batch; gives back the loss before it.
  mutating func step(
    _ images: Tensor<Float>, _ labels: [Int32], moments: inout [[Tensor<Float>]], number: Int
  ) -> Double {
    let tape = Tape<Float>()
    let variables = parameters.map(tape.parameter)
    let loss = Self.logits(tape.constant(images), variables).crossEntropy(labels: labels)
    let gradients = tape.gradients(of: loss, withRespectTo: variables)
    let rule = Adam(decoupled: false)
    for (index, gradient) in gradients.enumerated() {
      rule.step(
        &parameters[index], gradient: gradient, moments: &moments[index], step: number,
        rate: 1e-3, weightDecay: 0)
    }
    return Double(loss.value.scalar)
  }
}

/// A training step of ``ConvolutionNetwork`` with Adam.
struct ConvolutionTrainingJob: LearningJob {
  private var network: ConvolutionNetwork
  private var moments: [[Tensor<Float>]]
  private let images: Tensor<Float>
  private let labels: [Int32]
  private var steps = 0

  init(_ folder: BenchFolder) throws {
    network = try ConvolutionNetwork(folder)
    (images, labels) = (try folder.tensor("images"), try folder.indices("labels"))
    moments = network.parameters.map { parameter in
      (0..<2).map { _ in Tensor(zeros: parameter.shape) }
    }
  }

  mutating func run() -> Double {
    steps += 1
    return network.step(images, labels, moments: &moments, number: steps)
  }
}

/// The logits of ``ConvolutionNetwork``, without a tape.
struct ConvolutionInferenceJob: LearningJob {
  private let network: ConvolutionNetwork
  private let images: Tensor<Float>

  init(_ folder: BenchFolder) throws {
    (network, images) = (try ConvolutionNetwork(folder), try folder.tensor("images"))
  }

  func run() -> Double {
    let tape = Tape<Float>(recording: false)
    let logits = ConvolutionNetwork.logits(
      tape.constant(images), network.parameters.map(tape.constant))
    return logits.value.squaredNorm
  }
}
