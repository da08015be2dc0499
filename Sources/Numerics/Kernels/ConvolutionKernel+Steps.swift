internal import CKernels

// oneDNN's primitives, and the way back step by step.
extension ConvolutionKernel {
  /// oneDNN's primitives for whole shards and for the last.
  struct Primitives {
    let whole: ConvolutionPrimitive
    let last: ConvolutionPrimitive
    let wholeCount: Int

    func `for`(_ range: Range<Int>) -> ConvolutionPrimitive {
      range.count == wholeCount ? whole : last
    }
  }

  /// The primitives of a direction, if oneDNN has fast ones.
  func primitives(
    _ direction: ConvolutionPrimitive.Direction, shard: Int, hasBias: Bool = false
  ) -> Primitives? {
    guard S.element == Float.element, items > 0, outSize > 0, inSize > 0 else { return nil }
    func primitive(_ items: Int) -> ConvolutionPrimitive? {
      OneDNN.convolution(
        .init(
          direction: direction, items: items, window: window, outChannels: outChannels,
          groups: groups, hasBias: hasBias))
    }
    let wholeCount = min(shard, items)
    guard let whole = primitive(wholeCount) else { return nil }
    let rest = items % wholeCount
    guard rest > 0 else { return Primitives(whole: whole, last: whole, wholeCount: wholeCount) }
    return primitive(rest).map { Primitives(whole: whole, last: $0, wholeCount: wholeCount) }
  }

  /// Calls the closure with what gives the weights in the layout that a shard's primitive wants.
  private func inLayout(
    of primitives: Primitives?, _ weights: UnsafePointer<S>,
    _ body: ((Range<Int>) -> UnsafeRawPointer) -> Void
  ) {
    guard let primitives else { return body { _ in UnsafeRawPointer(weights) } }
    let (first, second) = (primitives.whole.weightCount, primitives.last.weightCount)
    let areTwo = primitives.whole !== primitives.last
    withScratch(of: Float.self, first + (areTwo ? second : 0)) { own in
      primitives.whole.reorder(weights, into: own)
      if areTwo { primitives.last.reorder(weights, into: own + first) }
      body {
        UnsafeRawPointer($0.count == primitives.wholeCount ? own : own + first)
      }
    }
  }

  func forward(
    by primitives: Primitives, _ x: UnsafePointer<S>, weights: UnsafePointer<S>,
    bias: UnsafePointer<S>?, into y: UnsafeMutablePointer<S>
  ) {
    inLayout(of: primitives, weights) { weights in
      Kernels.shards(items, size: shard) { range in
        let target = y + range.lowerBound * outSize
        primitives.for(range).run(
          grid: x + range.lowerBound * inSize, weights: weights(range), bias: bias,
          output: target)
        rectify(range.count * outSize, target)
      }
    }
  }

  /// The positive part, in place while it is in cache, if it is wanted; oneDNN's own would lose NaN.
  func rectify(_ count: Int, _ y: UnsafeMutablePointer<S>) {
    guard isRectified else { return }
    Kernels.unary(.relu, count: count, y, into: y)
  }

  /// The gradient before the positive part was taken.
  private func masked(
    _ sources: Sources, _ range: Range<Int>, _ body: (UnsafePointer<S>) -> Void
  ) {
    let (start, count) = (range.lowerBound * outSize, range.count * outSize)
    guard let result = sources.result else { return body(sources.gradient + start) }
    withScratch(of: S.self, count) { own in
      Kernels.unaryPullback(
        .relu, count: count, x: result + start, y: result + start, parameter: 0,
        gradient: sources.gradient + start, into: own)
      body(own)
    }
  }

  func backwardBySteps(_ sources: Sources, into targets: Targets) {
    let data = targets.grid == nil ? nil : primitives(.backwardData, shard: backwardShard)
    let weight =
      targets.weights == nil || suitsFewChannels
      ? nil : primitives(.backwardWeights, shard: backwardShard)
    inLayout(of: data, sources.weights) { dataWeights in
      eachBackwardShard(targets) { range, weights, bias in
        masked(sources, range) { gradient in
          if let bias {
            Kernels.sum(
              outer: 1, middle: range.count * window.outCells, inner: outChannels, gradient,
              into: bias)
          }
          if let weights {
            self.weights(by: weight, sources, range, gradient: gradient, into: weights)
          }
          guard let grid = targets.grid.map({ $0 + range.lowerBound * inSize }) else { return }
          if let data {
            data.for(range).run(
              grid: grid, weights: dataWeights(range), bias: nil, output: gradient)
          } else {
            dataByPatches(
              range.count, gradient: gradient, weights: sources.weights, into: grid)
          }
        }
      }
    }
  }

  private func weights(
    by primitives: Primitives?, _ sources: Sources, _ range: Range<Int>,
    gradient: UnsafePointer<S>, into target: UnsafeMutablePointer<S>
  ) {
    if suitsFewChannels {
      weightsByFewChannels(
        sources, range, gradient: gradient, result: nil, weights: target, bias: nil)
      return
    }
    let grid = sources.grid + range.lowerBound * inSize
    guard let primitive = primitives?.for(range) else {
      return weightsByPatches(range.count, grid, gradient: gradient, into: target)
    }
    withScratch(of: Float.self, primitive.weightCount) { own in
      primitive.run(grid: grid, weights: own, bias: nil, output: gradient)
      primitive.reorder(own, into: target)
    }
  }
}
