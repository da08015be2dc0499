internal import Autodiff

/// A training step of a Transformer encoder with a linear head, the mean squared error and Adam.
///
/// Its layers normalize after each sum (Vaswani et al., 2017). The file `rate` holds the rate of dropout.
struct TransformerJob: LearningJob {
  private static let heads = 4

  private let input: Tensor<Float>
  private let target: Tensor<Float>
  private let rate: Double
  private let layers: Int
  private var parameters: [Tensor<Float>]
  private var first: [Tensor<Float>]
  private var second: [Tensor<Float>]
  private var steps = 0

  init(_ folder: BenchFolder) throws {
    (input, target) = (try folder.tensor("x"), try folder.tensor("y"))
    rate = Double(try folder.tensor("rate").scalars[0])
    layers = Int(try folder.indices("layers")[0])
    parameters = []
    for layer in 0..<layers {
      for name in [
        "in_w", "in_b", "out_w", "out_b", "norm1_w", "norm1_b", "up_w", "up_b", "down_w", "down_b",
        "norm2_w", "norm2_b",
      ] { parameters.append(try folder.tensor("layer\(layer)_\(name)")) }
    }
    parameters += [try folder.tensor("head_w"), try folder.tensor("head_b")]
    first = parameters.map { Tensor(zeros: $0.shape) }
    second = first
  }

  mutating func run() -> Double {
    steps += 1
    let tape = Tape<Float>()
    let all = parameters.map(tape.parameter)
    var x = tape.constant(input)
    for layer in 0..<layers { x = encode(x, Array(all[(12 * layer)..<(12 * layer + 12)]), layer) }
    let error =
      x.linear(weights: all[all.count - 2], bias: all[all.count - 1]) - tape.constant(target)
    let loss = error.power(2).mean()
    let gradients = tape.gradients(of: loss, withRespectTo: all)
    for index in parameters.indices {
      parameters[index].adamStep(
        gradient: gradients[index], first: &first[index], second: &second[index], step: steps,
        rate: 1e-3)
    }
    return Double(loss.value.scalar)
  }

  private func encode(
    _ x: Variable<Float>, _ p: [Variable<Float>], _ layer: Int
  ) -> Variable<Float> {
    // A key for each of the layer's four dropouts in each step.
    func key(_ place: Int) -> UInt64 { UInt64((steps * layers + layer) * 4 + place) }
    let attended = x.linear(weights: p[0], bias: p[1]).selfAttention(
      heads: Self.heads, Attention(dropoutRate: rate, dropoutKey: key(0)))
    let middle = attended.linear(weights: p[2], bias: p[3]).layerNormalized(
      adding: x, dropoutRate: rate, dropoutKey: key(1), scale: p[4], shift: p[5])
    return middle.linear(
      weights: p[6], bias: p[7], activation: .gelu, dropoutRate: rate, dropoutKey: key(2)
    ).linear(weights: p[8], bias: p[9]).layerNormalized(
      adding: middle, dropoutRate: rate, dropoutKey: key(3), scale: p[10], shift: p[11])
  }
}
