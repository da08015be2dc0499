internal import CKernels

// Few channels, as a network's first layer has them.
extension ConvolutionKernel {
  /// Whether the sums of a result stay in registers while its window passes.
  var suitsFewChannels: Bool {
    S.element == Float.element && groups == 1 && window.channels > 0 && window.channels < 16
      && outChannels > 0 && outChannels % 16 == 0
      && taps <= Int(MERIDIAN_FEW_CHANNELS_WINDOW)
      && meridian_winograd_is_fast() != 0
  }

  private var scratchCount: Int {
    var c = window.c
    return meridian_few_channels_scratch(&c, outChannels)
  }

  func forwardByFewChannels(
    _ x: UnsafePointer<S>, weights: UnsafePointer<S>, bias: UnsafePointer<S>?,
    into y: UnsafeMutablePointer<S>
  ) {
    Kernels.shards(items, size: shard) { range in
      withScratch(of: Float.self, scratchCount) { scratch in
        var c = window.c
        meridian_few_channels_forward(
          range.count, &c, outChannels, floats(x) + range.lowerBound * inSize, floats(weights),
          bias.map { floats($0) }, isRectified ? 1 : 0, floats(y) + range.lowerBound * outSize,
          scratch)
      }
    }
  }

  func backwardByFewChannels(_ sources: Sources, into targets: Targets) {
    eachBackwardShard(targets) { range, weights, bias in
      weightsByFewChannels(
        sources, range, gradient: sources.gradient + range.lowerBound * outSize,
        result: sources.result.map { $0 + range.lowerBound * outSize }, weights: weights,
        bias: bias)
    }
  }

  /// The gradients to weights and bias of a shard.
  func weightsByFewChannels(
    _ sources: Sources, _ range: Range<Int>, gradient: UnsafePointer<S>,
    result: UnsafePointer<S>?, weights: UnsafeMutablePointer<S>?, bias: UnsafeMutablePointer<S>?
  ) {
    if let weights { Kernels.fill(count: weightCount, with: 0, weights) }
    if let bias { Kernels.fill(count: outChannels, with: 0, bias) }
    withScratch(of: Float.self, scratchCount) { scratch in
      var c = window.c
      meridian_few_channels_weights(
        range.count, &c, outChannels,
        floats(sources.grid) + (weights == nil ? 0 : range.lowerBound * inSize),
        result.map { floats($0) }, floats(gradient), weights.map { floats($0) },
        bias.map { floats($0) }, scratch)
    }
  }
}
