internal import CKernels

// Windows 3 × 3 at stride 1, by minimal filtering.
extension ConvolutionKernel {
  /// Whether tiles of 4 × 4 results are computed at once; larger weights than these would not stay in cache.
  var suitsWinograd: Bool {
    let (height, width) = (window.height, window.width)
    return S.element == Float.element && window.dimensions == 2 && groups == 1
      && [window.channels, outChannels].allSatisfy(Self.fillsVectors)
      && window.channels * outChannels <= 1 << 14
      && [height, width].allSatisfy {
        $0.window == 3 && $0.stride == 1 && $0.dilation == 1 && $0.out >= 3
      } && meridian_winograd_is_fast() != 0
  }

  /// Whether vectors of 16 channels, the last two of which may overlap, compute few of them twice.
  private static func fillsVectors(_ channels: Int) -> Bool {
    channels >= 16 && channels % 4 == 0 && (channels + 15) / 16 * 64 <= 5 * channels
  }

  private var filterCount: Int { 36 * window.channels * outChannels }
  private var scratchCount: Int { meridian_winograd_scratch(window.channels, outChannels) }

  func forwardByWinograd(
    _ x: UnsafePointer<S>, weights: UnsafePointer<S>, bias: UnsafePointer<S>?,
    into y: UnsafeMutablePointer<S>
  ) {
    withScratch(of: Float.self, filterCount) { filter in
      meridian_winograd_filter(window.channels, outChannels, floats(weights), 0, filter)
      Kernels.shards(items, size: shard) { range in
        withScratch(of: Float.self, scratchCount) { scratch in
          var c = window.c
          meridian_winograd_forward(
            range.count, &c, outChannels, floats(x) + range.lowerBound * inSize, filter,
            bias.map { floats($0) }, isRectified ? 1 : 0, floats(y) + range.lowerBound * outSize,
            scratch)
        }
      }
    }
  }

  func backwardByWinograd(_ sources: Sources, into targets: Targets) {
    withScratch(of: Float.self, targets.grid == nil ? 0 : filterCount) { filter in
      if targets.grid != nil {
        meridian_winograd_filter(window.channels, outChannels, floats(sources.weights), 1, filter)
      }
      eachBackwardShard(targets) { range, weights, bias in
        if let bias { Kernels.fill(count: outChannels, with: 0, bias) }
        let extra = weights == nil ? 0 : filterCount
        withScratch(of: Float.self, extra + scratchCount) { scratch in
          Kernels.fill(count: extra, with: 0, scratch)
          var c = window.c
          let (first, output) = (range.lowerBound * inSize, range.lowerBound * outSize)
          meridian_winograd_backward(
            range.count, &c, outChannels, floats(sources.grid) + (weights == nil ? 0 : first),
            sources.result.map { floats($0) + output }, floats(sources.gradient) + output, filter,
            targets.grid.map { floats($0) + first }, weights == nil ? nil : scratch,
            bias.map { floats($0) }, scratch + extra)
          if let weights {
            meridian_winograd_filter_pullback(
              window.channels, outChannels, scratch, floats(weights))
          }
        }
      }
    }
  }
}
