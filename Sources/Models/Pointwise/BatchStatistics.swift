import Autodiff

/// Normalization of channels over a batch, with statistics that run along: the parameters `scale` and `shift` and the buffers
/// `mean` and `variance` of a block.
struct BatchStatistics {
  let epsilon: Double
  let momentum: Double
  /// What the names of parameters and buffers begin with, where a block normalizes more than once.
  var prefix = ""
  /// Numbers of a channel, side by side, that share their statistics, scale and shift: those of a regular field.
  var copies = 1

  /// States scale and shift, and the running mean and variance as buffers, `[c]` each.
  static func prepare(_ site: inout BlockSite, channels: Int?, prefix: String = "") {
    site.parameter("\(prefix)scale", shape: [channels], .ones, decays: false)
    site.parameter("\(prefix)shift", shape: [channels], .zeros, decays: false)
    site.buffer("\(prefix)mean", shape: [channels], .zeros)
    site.buffer("\(prefix)variance", shape: [channels], .ones)
  }

  /// The channels normalized: by the batch while training, else by what the training found.
  func normalize<Scalar>(
    _ x: Variable<Scalar>, _ pass: BlockPass<Scalar>
  ) -> Variable<Scalar> {
    let scale = repeated(pass.parameter("\(prefix)scale"))
    let shift = repeated(pass.parameter("\(prefix)shift"))
    let mean = pass.buffer("\(prefix)mean"), variance = pass.buffer("\(prefix)variance")
    guard pass.isTraining else {
      return x.normalized(
        mean: repeated(pass.tape.constant(mean)).value,
        variance: repeated(pass.tape.constant(variance)).value, scale: scale, shift: shift,
        epsilon: epsilon)
    }
    let batch = x.batchNormalized(scale: scale, shift: shift, epsilon: epsilon, copies: copies)
    let points = Double(x.value.count / max(1, mean.count))
    // A batch of graphs without nodes tells nothing of the data.
    guard points > 0 else { return batch.output }
    let unbiased = points > 1 ? points / (points - 1) : 1
    pass.setBuffer("\(prefix)mean", moved(mean, towards: first(batch.mean), scale: 1))
    pass.setBuffer(
      "\(prefix)variance", moved(variance, towards: first(batch.variance), scale: unbiased))
    return batch.output
  }

  /// A number of each channel for every one of its copies.
  private func repeated<Scalar>(_ numbers: Variable<Scalar>) -> Variable<Scalar> {
    copies == 1 ? numbers : numbers.repeated(copies)
  }

  /// The number of each channel's first copy.
  private func first<Scalar: TensorScalar>(_ numbers: Tensor<Scalar>) -> Tensor<Scalar> {
    copies == 1 ? numbers : numbers.slice(axis: 0, 0..<numbers.count, step: copies)
  }

  private func moved<Scalar: TensorScalar>(
    _ running: Tensor<Scalar>, towards newest: Tensor<Scalar>, scale: Double
  ) -> Tensor<Scalar> {
    var result = running
    result.scale(by: Scalar(1 - momentum))
    result.add(newest, scaledBy: Scalar(momentum * scale))
    return result
  }
}
