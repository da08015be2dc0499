internal import CKernels

/// A convolution over grids `[items, size…, in]` with weights `[window…, in / groups, out]`, in either precision,
/// and what it takes to walk back over it.
///
/// Items are taken a few at a time, and the gradients to weights and bias are summed over such shards in their
/// order. Single precision has three ways, chosen by shape alone: windows 3 × 3 at stride 1 in a quarter of the
/// products (``ConvolutionKernel/suitsWinograd``), few channels with their sums in registers, and oneDNN; double
/// precision, and what oneDNN has no fast code for, goes through products over patches.
package struct ConvolutionKernel<S: NumericScalar> {
  let items: Int
  let window: SlidingWindow
  let outChannels: Int
  let groups: Int
  let isRectified: Bool

  /// - Parameters:
  ///   - outChannels: channels of the result, a multiple of `groups`, as the window's channels are.
  ///   - groups: parts of the channels that do not see each other.
  ///   - isRectified: whether the positive part is taken after the bias.
  package init(
    items: Int, window: SlidingWindow, outChannels: Int, groups: Int = 1, isRectified: Bool = false
  ) {
    (self.items, self.window, self.outChannels) = (items, window, outChannels)
    (self.groups, self.isRectified) = (groups, isRectified)
  }

  /// Where gradients go; those not wanted are `nil`.
  package struct Targets {
    let grid: UnsafeMutablePointer<S>?
    let weights: UnsafeMutablePointer<S>?
    let bias: UnsafeMutablePointer<S>?

    package init(
      grid: UnsafeMutablePointer<S>?, weights: UnsafeMutablePointer<S>? = nil,
      bias: UnsafeMutablePointer<S>? = nil
    ) {
      (self.grid, self.weights, self.bias) = (grid, weights, bias)
    }
  }

  /// What a pullback starts from.
  package struct Sources {
    let grid: UnsafePointer<S>
    let weights: UnsafePointer<S>
    let result: UnsafePointer<S>?
    let gradient: UnsafePointer<S>

    /// - Parameters:
    ///   - grid: read only for the gradient to the weights.
    ///   - weights: read only for the gradient to the grid.
    ///   - result: of a rectified convolution, `nil` for another.
    ///   - gradient: to the result.
    package init(
      grid: UnsafePointer<S>, weights: UnsafePointer<S>, result: UnsafePointer<S>?,
      gradient: UnsafePointer<S>
    ) {
      (self.grid, self.weights, self.result, self.gradient) = (grid, weights, result, gradient)
    }
  }

  var inSize: Int { window.itemSize }
  var outSize: Int { window.outCells * outChannels }
  /// Terms of each result's sum.
  var taps: Int { window.cells * window.channels / groups }
  var weightCount: Int { taps * outChannels }

  /// Items of a shard: an eighth of them, so that every worker gets some, but no more than stay in cache.
  var shard: Int { min(8, max(1, items / 8)) }

  /// Items of a shard on the way back, where each has gradients to the weights of its own: not more of those
  /// than fit in 64 MB.
  var backwardShard: Int {
    let most = min(64, max(2, (16 << 20) / max(1, weightCount)))
    return max(shard, (items + most - 1) / most)
  }

  // Where S is Float, its pointers as the single-precision kernels want them.
  func floats(_ pointer: UnsafePointer<S>) -> UnsafePointer<Float> {
    UnsafeRawPointer(pointer).assumingMemoryBound(to: Float.self)
  }

  func floats(_ pointer: UnsafeMutablePointer<S>) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Float.self)
  }

  /// `y = x ∗ weights + bias`, or its positive part.
  package func forward(
    _ x: UnsafePointer<S>, weights: UnsafePointer<S>, bias: UnsafePointer<S>?,
    into y: UnsafeMutablePointer<S>
  ) {
    guard items > 0 else { return }
    if suitsWinograd {
      forwardByWinograd(x, weights: weights, bias: bias, into: y)
    } else if suitsFewChannels {
      forwardByFewChannels(x, weights: weights, bias: bias, into: y)
    } else if let primitives = primitives(.forward, shard: shard, hasBias: bias != nil) {
      forward(by: primitives, x, weights: weights, bias: bias, into: y)
    } else {
      forwardByPatches(x, weights: weights, bias: bias, into: y)
    }
  }

  /// The gradients to grid, weights and bias.
  package func backward(_ sources: Sources, into targets: Targets) {
    guard items > 0 else {
      if let weights = targets.weights { Kernels.fill(count: weightCount, with: 0, weights) }
      if let bias = targets.bias { Kernels.fill(count: outChannels, with: 0, bias) }
      return
    }
    if suitsWinograd {
      backwardByWinograd(sources, into: targets)
    } else if suitsFewChannels && targets.grid == nil {
      backwardByFewChannels(sources, into: targets)
    } else {
      backwardBySteps(sources, into: targets)
    }
  }

  /// Runs `body` for each shard on the way back, with where its gradients to weights and bias go, and adds
  /// these up in order.
  func eachBackwardShard(
    _ targets: Targets,
    _ body: (Range<Int>, UnsafeMutablePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  ) {
    let shards = (items + backwardShard - 1) / backwardShard
    let weights = targets.weights == nil ? 0 : weightCount
    let step = weights + (targets.bias == nil ? 0 : outChannels)
    withScratch(of: S.self, shards * step) { partial in
      Kernels.shards(items, size: backwardShard) { range in
        let start = partial + range.lowerBound / backwardShard * step
        body(
          range, targets.weights == nil ? nil : start, targets.bias == nil ? nil : start + weights)
      }
      if let target = targets.weights {
        Kernels.sumInOrder(parts: shards, count: weightCount, partial, step: step, into: target)
      }
      if let target = targets.bias {
        Kernels.sumInOrder(
          parts: shards, count: outChannels, partial + weights, step: step, into: target)
      }
    }
  }
}

extension Kernels {
  /// `y[i] = Σ_p x[p step + i]`, p ascending.
  static func sumInOrder<S: NumericScalar>(
    parts: Int, count: Int, _ x: UnsafePointer<S>, step: Int, into y: UnsafeMutablePointer<S>
  ) {
    shards(count, size: elementShard / 4) { range in
      let start = range.lowerBound
      (y + start).update(from: x + start, count: range.count)
      for part in 1..<max(1, parts) {
        meridian_axpy(S.element, range.count, 1, x + part * step + start, y + start)
      }
    }
  }
}
