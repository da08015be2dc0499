internal import Autodiff
internal import Models

/// A training step of the P4CNN for rotated MNIST (Cohen & Welling 2016) with Adam: seven group convolutions of 10
/// channels on images 28 × 28.
struct GroupConvolutionJob: LearningJob {
  private var state: AdamState
  private let images: Tensor<Float>
  private let labels: [Int32]
  private let banks: [GroupFilterBank]

  init(_ folder: BenchFolder) throws {
    let names = (0..<7).flatMap { layer in
      ["w", "b"].map { "\($0)\(layer)" } + (layer < 6 ? ["scale\(layer)", "shift\(layer)"] : [])
    }
    state = AdamState(try names.map(folder.tensor), rate: 1e-3)
    (images, labels) = (try folder.tensor("images"), try folder.indices("labels"))
    banks = (0..<7).map { layer in
      GroupFilterBank(
        .c4, size: layer < 6 ? 3 : 4, inputChannels: layer == 0 ? 1 : 10, outputChannels: 10,
        isLifting: layer == 0)
    }
  }

  mutating func run() -> Double {
    let tape = Tape<Float>()
    let parameters = state.parameters.map(tape.parameter)
    let loss = logits(tape.constant(images), parameters).crossEntropy(labels: labels)
    state.step(tape.gradients(of: loss, withRespectTo: parameters))
    return Double(loss.value.scalar)
  }

  private func logits(
    _ images: Variable<Float>, _ parameters: [Variable<Float>]
  ) -> Variable<Float> {
    var field = images
    for (layer, bank) in banks.enumerated() {
      let own = Array(parameters.dropFirst(4 * layer).prefix(4))
      field = field.convolution2d(
        weights: bank.filters(own[0]), bias: bank.repeated(own[1]), .init(padding: .valid))
      guard own.count == 4 else { break }
      field =
        field.batchNormalized(
          scale: bank.repeated(own[2]), shift: bank.repeated(own[3]), copies: bank.group.order
        ).output.relu()
      if layer == 1 { field = field.maxPool2d(.init(window: 2)) }
    }
    return field.reshaped(to: [images.shape[0], 10, 4]).max(axis: 2)
  }
}
