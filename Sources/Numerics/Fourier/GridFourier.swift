internal import CKernels

/// Fourier transforms of batches of grids over chosen axes, by FFTW, in either precision.
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

  /// Half of the spectrum of a real grid, `X(k) = weight Σ x(j) exp(−2πi k·j / n)`.
  ///
  /// - Parameters:
  ///   - edge: the weight of frequencies that mirror onto themselves along the halved axis.
  ///   - interior: the weight of the others, each of which stands for two.
  package func forwardReal(
    _ x: UnsafePointer<S>, edge: Double, interior: Double, into y: UnsafeMutablePointer<S>
  ) {
    run(.realToComplex, halfWeights(edge, interior), (x, shape, 1), (y, halfShape, 2))
  }

  /// The real grid `x(j) = Σ weight X(k) exp(2πi k·j / n)`, the sum over the stored half and its mirror image, with
  /// weights as in ``forwardReal(_:edge:interior:into:)``.
  package func inverseReal(
    _ x: UnsafePointer<S>, edge: Double, interior: Double, into y: UnsafeMutablePointer<S>
  ) {
    run(.complexToReal, halfWeights(edge, interior), (x, halfShape, 2), (y, shape, 1))
  }

  /// `X(k) = scale Σ x(j) exp(∓2πi k·j / n)` of a complex grid: minus unless `inverse`.
  package func complex(
    inverse: Bool, scale: Double, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    let weights = Weights(cycle: 1, hasLast: false, edge: scale, interior: scale)
    run(inverse ? .inverse : .forward, weights, (x, shape, 2), (y, shape, 2))
  }

  /// What the complex side is multiplied by, run of channels by run of channels.
  private struct Weights {
    let cycle: Int
    let hasLast: Bool
    let edge: Double
    let interior: Double

    /// `y = weight x` for `count` runs of `length` numbers, in steps.
    func apply(
      count: Int, length: Int, _ x: UnsafePointer<S>, xStep: Int, _ y: UnsafeMutablePointer<S>,
      yStep: Int
    ) {
      meridian_weigh_runs(
        S.element, count, length, cycle, hasLast ? 1 : 0, edge, interior, x, xStep, y, yStep)
    }
  }

  private func halfWeights(_ edge: Double, _ interior: Double) -> Weights {
    Weights(
      cycle: halfShape[last], hasLast: shape[last] % 2 == 0, edge: edge, interior: interior)
  }

  /// A grid's memory, its shape and the numbers that an element has.
  private typealias Side<Pointer> = (pointer: Pointer, shape: [Int], width: Int)

  private func run(
    _ kind: FourierBatchPlan.Kind, _ weights: Weights, _ x: Side<UnsafePointer<S>>,
    _ y: Side<UnsafeMutablePointer<S>>
  ) {
    guard !shape.contains(0) else { return }
    let inner = shape[(last + 1)...].reduce(1, *)
    let cut = Cut(
      outer: shape[..<axes[0]].reduce(1, *), inner: inner,
      sourceItem: x.width * x.shape[axes[0]...].reduce(1, *),
      targetItem: y.width * y.shape[axes[0]...].reduce(1, *),
      elementsPerUnit: max(1, FourierBatchPlan.alignment / MemoryLayout<S>.stride))
    Parallel.forEach(cut.count) { shard in
      let (items, channels) = cut.ranges(shard)
      let from =
        x.pointer + items.lowerBound * cut.sourceItem + channels.lowerBound * x.width
      let to = y.pointer + items.lowerBound * cut.targetItem + channels.lowerBound * y.width
      guard kind == .complexToReal else {
        transform(kind, items.count, channels.count, (from, x.shape, inner), (to, y.shape, inner))
        guard weights.edge != 1 || weights.interior != 1 else { return }
        // While it is in the cache.
        weights.apply(
          count: items.count * cut.targetItem / (2 * inner), length: 2 * channels.count, to,
          xStep: 2 * inner, to, yStep: 2 * inner)
        return
      }
      // FFTW spoils what it takes real numbers from, so it gets a copy, and the weights cost nothing more.
      let runs = items.count * cut.sourceItem / (2 * inner)
      withScratch(of: S.self, 2 * runs * channels.count) { scratch in
        weights.apply(
          count: runs, length: 2 * channels.count, from, xStep: 2 * inner, scratch,
          yStep: 2 * channels.count)
        transform(
          kind, items.count, channels.count,
          (UnsafePointer(scratch), x.shape, channels.count),
          (to, y.shape, inner))
      }
    }
  }

  /// Transforms some items and channels; each side is given with the number of channels its memory has.
  private func transform(
    _ kind: FourierBatchPlan.Kind, _ items: Int, _ channels: Int, _ x: Side<UnsafePointer<S>>,
    _ y: Side<UnsafeMutablePointer<S>>
  ) {
    let (source, target) = (steps(x.shape, channels: x.width), steps(y.shape, channels: y.width))
    func axis(_ index: Int) -> FourierBatchPlan.Axis {
      .init(length: shape[index], source: source.each[index], target: target.each[index])
    }
    var many = (axes[0]..<last).filter { !axes.contains($0) }.map(axis)
    if items > 1 {
      many.insert(.init(length: items, source: source.item, target: target.item), at: 0)
    }
    if channels > 1 { many.append(.init(length: channels, source: 1, target: 1)) }
    let from = UnsafeMutableRawPointer(mutating: x.pointer)
    let to = UnsafeMutableRawPointer(y.pointer)
    let key = FourierBatchPlan.Key(
      kind: kind, isDouble: MemoryLayout<S>.stride == 8, axes: axes.map(axis), many: many,
      source: from, target: to)
    FourierBatchPlan.plan(key, from, to).execute(from, to)
  }

  /// The steps in elements along the axes from the first transformed one to the last, and from item to item, where all
  /// channels together are `channels`.
  private func steps(_ shape: [Int], channels: Int) -> (each: [Int], item: Int) {
    var (result, step) = (shape, channels)
    for axis in (axes[0]...last).reversed() {
      result[axis] = step
      step *= shape[axis]
    }
    return (result, step)
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
