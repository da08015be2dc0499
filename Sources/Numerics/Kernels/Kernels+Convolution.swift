internal import CKernels

/// A convolution over images `[images, height, width, in]` with weights `[window height, window width, in,
/// out]`, in either precision.
///
/// Images are taken eight at a time. Float goes through oneDNN; Double, and shapes oneDNN has no fast code
/// for, through products over patches.
package struct ConvolutionKernel<S: NumericScalar> {
  let images: Int
  let window: ImageWindow
  let outChannels: Int
  /// Images of a shard; weights' gradients are summed over shards in order.
  private let shard = 8

  package init(images: Int, window: ImageWindow, outChannels: Int) {
    (self.images, self.window, self.outChannels) = (images, window, outChannels)
  }

  private var patchSize: Int { window.windowHeight * window.windowWidth * window.channels }
  private var inSize: Int { window.imageSize }
  private var outSize: Int { window.outCells * outChannels }
  private var weightCount: Int { patchSize * outChannels }

  /// oneDNN's primitives for whole shards and for the last, if it has them.
  private func primitives(
    _ direction: ConvolutionPrimitive.Direction, hasBias: Bool = false
  ) -> (whole: ConvolutionPrimitive, last: ConvolutionPrimitive)? {
    guard S.element == Float.element, images > 0 else { return nil }
    let rest = images % shard
    func primitive(_ images: Int) -> ConvolutionPrimitive? {
      OneDNN.convolution(
        .init(
          direction: direction, images: images, window: window, outChannels: outChannels,
          hasBias: hasBias))
    }
    guard let whole = primitive(min(shard, images)) else { return nil }
    guard rest > 0, images > shard else { return (whole, whole) }
    return primitive(rest).map { (whole, $0) }
  }

  /// Calls the closure with the weights in the layout a primitive wants.
  private func inLayout<R>(
    of primitive: ConvolutionPrimitive, _ weights: UnsafePointer<S>,
    _ body: (UnsafeRawPointer) -> R
  ) -> R {
    withScratch(of: Float.self, primitive.weightBytes / 4 + 1) { own in
      OneDNN.reorder(weights, primitive.plainWeights, own, primitive.weights)
      return body(own)
    }
  }

  /// `y = x ∗ weights + bias`.
  package func forward(
    _ x: UnsafePointer<S>, weights: UnsafePointer<S>, bias: UnsafePointer<S>?,
    into y: UnsafeMutablePointer<S>
  ) {
    guard let (whole, last) = primitives(.forward, hasBias: bias != nil) else {
      return forwardByPatches(x, weights: weights, bias: bias, into: y)
    }
    inLayout(of: whole, weights) { wholeWeights in
      inLayout(of: last, weights) { lastWeights in
        Kernels.shards(images, size: shard) { range in
          let isWhole = range.count == min(shard, images)
          (isWhole ? whole : last).run(
            image: x + range.lowerBound * inSize, weights: isWhole ? wholeWeights : lastWeights,
            bias: bias, output: y + range.lowerBound * outSize)
        }
      }
    }
  }

  /// The gradient to the images.
  package func backwardData(
    gradient: UnsafePointer<S>, weights: UnsafePointer<S>, into result: UnsafeMutablePointer<S>
  ) {
    guard let (whole, last) = primitives(.backwardData) else {
      return backwardDataByPatches(gradient: gradient, weights: weights, into: result)
    }
    inLayout(of: whole, weights) { wholeWeights in
      inLayout(of: last, weights) { lastWeights in
        Kernels.shards(images, size: shard) { range in
          let isWhole = range.count == min(shard, images)
          (isWhole ? whole : last).run(
            image: result + range.lowerBound * inSize,
            weights: isWhole ? wholeWeights : lastWeights, bias: nil,
            output: gradient + range.lowerBound * outSize)
        }
      }
    }
  }

  /// The gradient to the weights.
  package func backwardWeights(
    _ x: UnsafePointer<S>, gradient: UnsafePointer<S>, into result: UnsafeMutablePointer<S>
  ) {
    let shards = (images + shard - 1) / shard
    guard shards > 0 else { return Kernels.fill(count: weightCount, with: 0, result) }
    guard let (whole, last) = primitives(.backwardWeights) else {
      return backwardWeightsByPatches(x, gradient: gradient, into: result)
    }
    let partialCount = max(whole.weightBytes, last.weightBytes) / 4
    let lastIsOther = whole !== last
    withScratch(of: Float.self, shards * partialCount) { partial in
      Kernels.shards(images, size: shard) { range in
        let isWhole = range.count == min(shard, images)
        (isWhole ? whole : last).run(
          image: x + range.lowerBound * inSize,
          weights: partial + range.lowerBound / shard * partialCount,
          bias: nil, output: gradient + range.lowerBound * outSize)
      }
      // The last shard's layout may be another: it is added once both are ours.
      let alike = lastIsOther ? shards - 1 : shards
      for index in 1..<max(2, alike) where index < alike {
        Kernels.add(
          count: whole.weightBytes / 4, partial + index * partialCount, scaledBy: 1, to: partial)
      }
      OneDNN.reorder(partial, whole.weights, result, whole.plainWeights)
      guard lastIsOther else { return }
      withScratch(of: S.self, weightCount) { extra in
        OneDNN.reorder(
          partial + (shards - 1) * partialCount, last.weights, extra, last.plainWeights)
        Kernels.add(count: weightCount, extra, scaledBy: 1, to: result)
      }
    }
  }
}

extension ConvolutionKernel {
  private func forwardByPatches(
    _ x: UnsafePointer<S>, weights: UnsafePointer<S>, bias: UnsafePointer<S>?,
    into y: UnsafeMutablePointer<S>
  ) {
    eachPatches(of: x) { range, patches in
      let rows = range.count * window.outCells
      let out = y + range.lowerBound * outSize
      Kernels.gemm(m: rows, n: outChannels, k: patchSize, patches, weights, into: out)
      if let bias {
        Kernels.binary(
          .add, rows: rows, columns: outChannels, out, rowStep: outChannels, columnStep: 1, bias,
          rowStep: 0, columnStep: 1, into: out)
      }
    }
  }

  private func backwardDataByPatches(
    gradient: UnsafePointer<S>, weights: UnsafePointer<S>, into result: UnsafeMutablePointer<S>
  ) {
    Kernels.fill(count: images * inSize, with: 0, result)
    Kernels.shards(images, size: shard) { range in
      let rows = range.count * window.outCells
      withScratch(of: S.self, rows * patchSize) { patches in
        Kernels.gemm(
          m: rows, n: patchSize, k: outChannels, gradient + range.lowerBound * outSize,
          transposed: false, weights, transposed: true, into: patches)
        var c = window.c
        meridian_patches_pullback(
          S.element, range.count, &c, patches, result + range.lowerBound * inSize)
      }
    }
  }

  private func backwardWeightsByPatches(
    _ x: UnsafePointer<S>, gradient: UnsafePointer<S>, into result: UnsafeMutablePointer<S>
  ) {
    let shards = (images + shard - 1) / shard
    withScratch(of: S.self, shards * weightCount) { partial in
      eachPatches(of: x) { range, patches in
        Kernels.gemm(
          m: patchSize, n: outChannels, k: range.count * window.outCells, patches,
          transposed: true, gradient + range.lowerBound * outSize,
          into: partial + range.lowerBound / shard * weightCount)
      }
      result.update(from: partial, count: weightCount)
      for index in 0..<shards where index > 0 {
        Kernels.add(count: weightCount, partial + index * weightCount, scaledBy: 1, to: result)
      }
    }
  }

  private func eachPatches(
    of x: UnsafePointer<S>, _ body: (Range<Int>, UnsafePointer<S>) -> Void
  ) {
    Kernels.shards(images, size: shard) { range in
      withScratch(of: S.self, range.count * window.outCells * patchSize) { patches in
        var c = window.c
        meridian_patches(S.element, range.count, &c, x + range.lowerBound * inSize, patches)
        body(range, patches)
      }
    }
  }
}
