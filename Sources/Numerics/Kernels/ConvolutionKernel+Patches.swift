internal import CKernels

// Products over patches, an item and a group of channels at a time.
extension ConvolutionKernel {
  private var groupIn: Int { window.channels / groups }
  private var groupOut: Int { outChannels / groups }
  private var groupWeights: Int { taps * groupOut }

  /// Calls the closure with the weights group by group, each `[window…, in, out]` of its own channels.
  private func byGroup(
    _ weights: UnsafePointer<S>, _ body: (UnsafePointer<S>) -> Void
  ) {
    guard groups > 1 else { return body(weights) }
    withScratch(of: S.self, weightCount) { own in
      for group in 0..<groups {
        Kernels.copyRuns(
          count: taps, columns: groupOut, weights + group * groupOut, xStep: outChannels,
          into: own + group * groupWeights, yStep: groupOut)
      }
      body(own)
    }
  }

  /// Calls the closure with a group's channels of an item's results, copied out if there are several groups.
  private func channels(
    of group: Int, _ gradient: UnsafePointer<S>, _ body: (UnsafePointer<S>) -> Void
  ) {
    guard groups > 1 else { return body(gradient) }
    withScratch(of: S.self, window.outCells * groupOut) { own in
      Kernels.copyRuns(
        count: window.outCells, columns: groupOut, gradient + group * groupOut,
        xStep: outChannels, into: own, yStep: groupOut)
      body(own)
    }
  }

  private func patches(
    of item: UnsafePointer<S>, group: Int, _ body: (UnsafePointer<S>) -> Void
  ) {
    withScratch(of: S.self, window.outCells * taps) { patches in
      var c = window.c
      meridian_patches(S.element, 1, &c, group * groupIn, groupIn, item, patches)
      body(patches)
    }
  }

  func forwardByPatches(
    _ x: UnsafePointer<S>, weights: UnsafePointer<S>, bias: UnsafePointer<S>?,
    into y: UnsafeMutablePointer<S>
  ) {
    byGroup(weights) { weights in
      Kernels.shards(items, size: shard) { range in
        for item in range {
          forwardByPatches(x + item * inSize, weights, into: y + item * outSize)
        }
        let (rows, target) = (range.count * window.outCells, y + range.lowerBound * outSize)
        if let bias {
          Kernels.binary(
            .add, rows: rows, columns: outChannels, target, rowStep: outChannels, columnStep: 1,
            bias, rowStep: 0, columnStep: 1, into: target)
        }
        rectify(rows * outChannels, target)
      }
    }
  }

  private func forwardByPatches(
    _ x: UnsafePointer<S>, _ weights: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    let cells = window.outCells
    for group in 0..<groups {
      patches(of: x, group: group) { patches in
        let own = weights + group * groupWeights
        guard groups > 1 else {
          return Kernels.gemm(m: cells, n: groupOut, k: taps, patches, own, into: y)
        }
        withScratch(of: S.self, cells * groupOut) { part in
          Kernels.gemm(m: cells, n: groupOut, k: taps, patches, own, into: part)
          Kernels.copyRuns(
            count: cells, columns: groupOut, part, xStep: groupOut, into: y + group * groupOut,
            yStep: outChannels)
        }
      }
    }
  }

  /// The gradient to `count` items.
  func dataByPatches(
    _ count: Int, gradient: UnsafePointer<S>, weights: UnsafePointer<S>,
    into result: UnsafeMutablePointer<S>
  ) {
    Kernels.fill(count: count * inSize, with: 0, result)
    let cells = window.outCells
    byGroup(weights) { weights in
      withScratch(of: S.self, cells * taps) { patches in
        for (item, group) in (0..<count * groups).map({ ($0 / groups, $0 % groups) }) {
          channels(of: group, gradient + item * outSize) {
            Kernels.gemm(
              m: cells, n: taps, k: groupOut, $0, transposed: false, weights + group * groupWeights,
              transposed: true, into: patches)
          }
          var c = window.c
          meridian_patches_pullback(
            S.element, 1, &c, group * groupIn, groupIn, patches, result + item * inSize)
        }
      }
    }
  }

  /// The gradient to the weights from `count` items.
  func weightsByPatches(
    _ count: Int, _ x: UnsafePointer<S>, gradient: UnsafePointer<S>,
    into result: UnsafeMutablePointer<S>
  ) {
    let cells = window.outCells
    withScratch(of: S.self, groupWeights) { sum in
      for group in 0..<groups {
        for item in 0..<count {
          patches(of: x + item * inSize, group: group) { patches in
            channels(of: group, gradient + item * outSize) {
              Kernels.gemm(
                m: taps, n: groupOut, k: cells, patches, transposed: true, $0, adding: item > 0,
                into: sum)
            }
          }
        }
        Kernels.copyRuns(
          count: taps, columns: groupOut, sum, xStep: groupOut, into: result + group * groupOut,
          yStep: outChannels)
      }
    }
  }
}
