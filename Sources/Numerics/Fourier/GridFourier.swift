/// Fourier transforms of batches of grids over chosen axes, by FFTW, in either precision and without a scale of its own.
///
/// Complex elements are pairs, real part first. The batch is cut into shards by its shape, each with a plan made by
/// estimate, so the bits depend neither on the number of workers nor on when the plan was made.
package struct GridFourier<S: NumericScalar>: Sendable {
  /// The sizes of the grid's axes, batch and channels among them.
  package let shape: [Int]
  /// The axes that are transformed, ascending; of a real transform the last of them is halved.
  package let axes: [Int]

  /// - Parameters:
  ///   - shape: the sizes of the real grid's axes, or of the complex one's.
  ///   - axes: ascending, at least one, each of size 1 or more.
  package init(shape: [Int], axes: [Int]) { (self.shape, self.axes) = (shape, axes) }

  private var last: Int { axes[axes.count - 1] }
  /// The sizes of the half-complex grid's axes.
  package var halfShape: [Int] {
    var result = shape
    result[last] = shape[last] / 2 + 1
    return result
  }

  /// The product of the sizes of the transformed axes.
  package var points: Int { axes.reduce(1) { $0 * shape[$1] } }

  /// Half of the spectrum of a real grid, `X(k) = Σ x(j) exp(−2πi k·j / n)`.
  package func forwardReal(_ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>) {
    run(.realToComplex, (x, shape, 1), (y, halfShape, 2))
  }

  /// The real grid `x(j) = Σ weight X(k) exp(2πi k·j / n)`, the sum over the stored half and its mirror image.
  ///
  /// - Parameters:
  ///   - edge: the weight of frequencies that mirror onto themselves along the halved axis.
  ///   - interior: the weight of the others, each of which stands for two.
  package func inverseReal(
    _ x: UnsafePointer<S>, edge: Double, interior: Double, into y: UnsafeMutablePointer<S>
  ) {
    // FFTW spoils what it takes real numbers from, so it gets a copy, and the weights cost nothing more.
    let count = 2 * halfShape.reduce(1, *)
    withScratch(of: S.self, count) { scratch in
      weigh(x, edge: edge, interior: interior, into: scratch)
      run(.complexToReal, (UnsafePointer(scratch), halfShape, 2), (y, shape, 1))
    }
  }

  /// Multiplies a half-complex grid by weights as in ``inverseReal(_:edge:interior:into:)``; x and y may not overlap.
  package func weigh(
    _ x: UnsafePointer<S>, edge: Double, interior: Double, into y: UnsafeMutablePointer<S>
  ) {
    let half = halfShape
    Kernels.weighRuns(
      count: half[...last].reduce(1, *), length: 2 * half[(last + 1)...].reduce(1, *),
      cycle: half[last], hasLast: shape[last] % 2 == 0 && shape[last] > 1, edge: edge,
      interior: interior, x, into: y)
  }

  /// `X(k) = Σ x(j) exp(∓2πi k·j / n)` of a complex grid: minus unless `inverse`.
  package func complex(
    inverse: Bool, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    run(inverse ? .inverse : .forward, (x, shape, 2), (y, shape, 2))
  }

  /// A grid's memory, its shape and the numbers that an element has.
  private typealias Side<Pointer> = (pointer: Pointer, shape: [Int], width: Int)

  private func run(
    _ kind: FourierBatchPlan.Kind, _ x: Side<UnsafePointer<S>>,
    _ y: Side<UnsafeMutablePointer<S>>
  ) {
    guard !shape.contains(0) else { return }
    let cut = Cut(
      outer: shape[..<axes[0]].reduce(1, *), inner: shape[(last + 1)...].reduce(1, *),
      sourceItem: x.width * x.shape[axes[0]...].reduce(1, *),
      targetItem: y.width * y.shape[axes[0]...].reduce(1, *),
      elementsPerUnit: max(1, FourierBatchPlan.alignment / MemoryLayout<S>.stride))
    let (source, target) = (steps(x.shape), steps(y.shape))
    let transformed = axes.map {
      FourierBatchPlan.Axis(length: shape[$0], source: source[$0], target: target[$0])
    }
    let between = (axes[0]..<last).filter { !axes.contains($0) }.map {
      FourierBatchPlan.Axis(length: shape[$0], source: source[$0], target: target[$0])
    }
    Parallel.forEach(cut.count) { shard in
      let (items, channels) = cut.ranges(shard)
      var many = between
      if items.count > 1 {
        many.insert(
          .init(
            length: items.count, source: cut.sourceItem / x.width,
            target: cut.targetItem / y.width), at: 0)
      }
      if channels.count > 1 { many.append(.init(length: channels.count, source: 1, target: 1)) }
      let from = UnsafeMutableRawPointer(
        mutating: x.pointer + items.lowerBound * cut.sourceItem + channels.lowerBound * x.width)
      let to = UnsafeMutableRawPointer(
        y.pointer + items.lowerBound * cut.targetItem + channels.lowerBound * y.width)
      let key = FourierBatchPlan.Key(
        kind: kind, isDouble: MemoryLayout<S>.stride == 8, axes: transformed, many: many)
      FourierBatchPlan.plan(key, from, to).execute(from, to)
    }
  }

  private func steps(_ shape: [Int]) -> [Int] {
    var (result, step) = (shape, 1)
    for axis in shape.indices.reversed() {
      result[axis] = step
      step *= shape[axis]
    }
    return result
  }
}

/// How a batch of grids is shared out: by items, and by channels where there are few items; shards begin on aligned
/// memory, so that one plan serves them all.
private struct Cut {
  let sourceItem: Int
  let targetItem: Int
  private let outer: Int
  private let inner: Int
  private let itemsPerShard: Int
  private let channelsPerShard: Int
  private let channelShards: Int

  init(outer: Int, inner: Int, sourceItem: Int, targetItem: Int, elementsPerUnit unit: Int) {
    (self.outer, self.inner, self.sourceItem, self.targetItem) = (
      outer, inner, sourceItem, targetItem
    )
    let isAligned = sourceItem % unit == 0 && targetItem % unit == 0
    let group = isAligned ? 1 : unit
    let wanted = max(1, 2 * Kernels.elementShard / max(1, sourceItem))
    itemsPerShard = (wanted + group - 1) / group * group
    let itemShards = (outer + itemsPerShard - 1) / itemsPerShard
    // A unit of channels is aligned on either side; runs shorter than a line of the cache would share it.
    let isDivided =
      itemShards < 8 && inner >= 32
      && sourceItem * min(outer, itemsPerShard) > Kernels.elementShard
    channelsPerShard = isDivided ? max(16, (inner / 8 + 15) / 16 * 16) : inner
    channelShards = (inner + channelsPerShard - 1) / channelsPerShard
  }

  var count: Int { (outer + itemsPerShard - 1) / itemsPerShard * channelShards }

  func ranges(_ shard: Int) -> (items: Range<Int>, channels: Range<Int>) {
    let item = shard / channelShards * itemsPerShard
    let channel = shard % channelShards * channelsPerShard
    return (
      item..<min(outer, item + itemsPerShard), channel..<min(inner, channel + channelsPerShard)
    )
  }
}
