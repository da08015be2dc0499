internal import CKernels

/// Normalization of `[items, rows, channels]` by statistics of each item and group of channels: batch
/// normalization with a single item, instance normalization with a group a channel, group normalization.
///
/// Rows go in blocks that stay in cache between their mean and their squares; blocks are joined in order, in
/// double precision (Chan, Golub and LeVeque, 1983), so no digit is lost to a mean far from 0.
package struct NormalizationKernel<S: NumericScalar> {
  let items: Int, rows: Int, channels: Int, groups: Int

  /// - Parameter groups: a divisor of the channels.
  package init(items: Int, rows: Int, channels: Int, groups: Int) {
    (self.items, self.rows, self.channels, self.groups) = (items, rows, channels, groups)
  }

  private var groupChannels: Int { channels / max(1, groups) }
  /// Elements that each statistic is taken over.
  private var population: Double { Double(rows * groupChannels) }
  private var blockRows: Int { Kernels.rowShard(elementsPerRow: channels) }
  private var blocks: Int { max(1, (rows + blockRows - 1) / blockRows) }
  private var statisticCount: Int { items * channels }

  /// Runs `body` for every block of rows of every item: the block's number, its first element, its rows and
  /// its item.
  private func eachBlock(_ body: (_ block: Int, _ start: Int, _ rows: Int, _ item: Int) -> Void) {
    let elements = min(rows, blockRows) * channels
    Kernels.shards(items * blocks, size: Kernels.rowShard(elementsPerRow: elements)) { range in
      for block in range {
        let (item, begin) = (block / blocks, block % blocks * blockRows)
        body(
          block, (item * rows + begin) * channels, min(blockRows, rows - begin), item)
      }
    }
  }

  /// The mean and the biased variance of each item and group, repeated for each of the group's channels:
  /// `[items, channels]`; zeros where there are no rows.
  package func statistics(
    _ x: UnsafePointer<S>, means: UnsafeMutablePointer<S>, variances: UnsafeMutablePointer<S>
  ) {
    guard rows > 0 else {
      Kernels.fill(count: statisticCount, with: 0, means)
      Kernels.fill(count: statisticCount, with: 0, variances)
      return
    }
    let count = items * blocks * channels
    withScratch(of: Double.self, 2 * count) { parts in
      eachBlock { block, start, rows, _ in
        meridian_channel_moments(
          S.element, rows, channels, x + start, parts + block * channels,
          parts + count + block * channels)
      }
      withScratch(of: Double.self, 2 * statisticCount) { found in
        for item in 0..<items {
          for group in 0..<groups {
            let (mean, moment) = joined(item, group, parts, parts + count)
            for at in places(item, group) {
              found[at] = mean
              found[statisticCount + at] = moment / population
            }
          }
        }
        Kernels.convert(count: statisticCount, found, into: means)
        Kernels.convert(count: statisticCount, found + statisticCount, into: variances)
      }
    }
  }

  /// The mean of an item's group and the sum of squares about it, from those of its blocks and channels.
  private func joined(
    _ item: Int, _ group: Int, _ means: UnsafePointer<Double>, _ moments: UnsafePointer<Double>
  ) -> (mean: Double, moment: Double) {
    var (count, mean, moment) = (0.0, 0.0, 0.0)
    for channel in group * groupChannels..<(group + 1) * groupChannels {
      // A channel's blocks, then the next channel's.
      for block in 0..<blocks {
        let own = Double(min(blockRows, rows - block * blockRows))
        let at = (item * blocks + block) * channels + channel
        let difference = means[at] - mean
        count += own
        mean += difference * own / count
        moment += moments[at] + difference * difference * (count - own) * own / count
      }
    }
    return (mean, moment)
  }

  /// Where an item's group stands among the statistics.
  private func places(_ item: Int, _ group: Int) -> Range<Int> {
    let start = item * channels + group * groupChannels
    return start..<start + groupChannels
  }

  /// `y = (x − mean) / √(variance + ε) · scale + shift`.
  ///
  /// - Parameters:
  ///   - means, variances: `[items, channels]`.
  ///   - scale, shift: a number for each channel.
  package func forward(
    _ x: UnsafePointer<S>, means: UnsafePointer<S>, variances: UnsafePointer<S>, epsilon: Double,
    scale: UnsafePointer<S>, shift: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    withScratch(of: S.self, statisticCount) { factors in
      withInverses(variances, epsilon, scale) { inverses, scale in
        for at in 0..<statisticCount { inverses[at] *= scale[at % channels] }
        Kernels.convert(count: statisticCount, inverses, into: factors)
      }
      eachBlock { _, start, rows, item in
        let own = item * channels
        meridian_channel_affine(
          S.element, rows, channels, x + start, means + own, factors + own, shift, y + start)
      }
    }
  }

  /// Calls the closure with `1 / √(variance + ε)` for each statistic, and the scales, in double precision.
  private func withInverses(
    _ variances: UnsafePointer<S>, _ epsilon: Double, _ scale: UnsafePointer<S>,
    _ body: (UnsafeMutablePointer<Double>, UnsafePointer<Double>) -> Void
  ) {
    withScratch(of: Double.self, statisticCount + channels) { inverses in
      Kernels.convert(count: statisticCount, variances, into: inverses)
      Kernels.convert(count: channels, scale, into: inverses + statisticCount)
      for at in 0..<statisticCount { inverses[at] = 1 / (inverses[at] + epsilon).squareRoot() }
      body(inverses, inverses + statisticCount)
    }
  }

  /// Where gradients go; those not wanted are `nil`.
  package struct Targets {
    let x: UnsafeMutablePointer<S>?
    let scale: UnsafeMutablePointer<S>?
    let shift: UnsafeMutablePointer<S>?

    package init(
      x: UnsafeMutablePointer<S>?, scale: UnsafeMutablePointer<S>?,
      shift: UnsafeMutablePointer<S>?
    ) {
      (self.x, self.scale, self.shift) = (x, scale, shift)
    }
  }

  /// The gradients of ``forward(_:means:variances:epsilon:scale:shift:into:)``.
  ///
  /// - Parameter statisticsAreFixed: whether means and variances are given, not those of x.
  package func backward(
    _ x: UnsafePointer<S>, means: UnsafePointer<S>, variances: UnsafePointer<S>, epsilon: Double,
    statisticsAreFixed: Bool, scale: UnsafePointer<S>, gradient: UnsafePointer<S>,
    into targets: Targets
  ) {
    withScratch(of: Double.self, 2 * statisticCount) { sums in
      let products = sums + statisticCount
      gradientSums(x, means, gradient, sums, products)
      withInverses(variances, epsilon, scale) { inverses, scale in
        for at in 0..<statisticCount { products[at] *= inverses[at] }
        if let shift = targets.shift { sumOverItems(sums, into: shift) }
        if let target = targets.scale { sumOverItems(products, into: target) }
        guard let target = targets.x else { return }
        // From here on sums and products become the two terms that the statistics' own gradients give.
        for (item, group) in (0..<items * groups).map({ ($0 / groups, $0 % groups) }) {
          let places = places(item, group)
          let weight = statisticsAreFixed ? 0 : -1 / population
          let sum = weight * places.reduce(0.0) { $0 + scale[$1 % channels] * sums[$1] }
          let product = weight * places.reduce(0.0) { $0 + scale[$1 % channels] * products[$1] }
          for at in places {
            sums[at] = inverses[at] * sum
            products[at] = inverses[at] * inverses[at] * product
            inverses[at] *= scale[at % channels]
          }
        }
        spread(
          x, means, gradient, factors: inverses, slopes: products, shifts: sums, into: target)
      }
    }
  }

  /// The sum over items for each channel.
  private func sumOverItems(_ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<S>) {
    withScratch(of: Double.self, channels) { sums in
      for channel in 0..<channels {
        sums[channel] = stride(from: channel, to: statisticCount, by: channels)
          .reduce(0.0) { $0 + x[$1] }
      }
      Kernels.convert(count: channels, sums, into: y)
    }
  }

  /// `gx = gy factor + (x − mean) slope + shift` with the numbers of each item and channel.
  private func spread(
    _ x: UnsafePointer<S>, _ means: UnsafePointer<S>, _ gradient: UnsafePointer<S>,
    factors: UnsafePointer<Double>, slopes: UnsafePointer<Double>, shifts: UnsafePointer<Double>,
    into target: UnsafeMutablePointer<S>
  ) {
    let count = statisticCount
    withScratch(of: S.self, 3 * count) { numbers in
      Kernels.convert(count: count, factors, into: numbers)
      Kernels.convert(count: count, slopes, into: numbers + count)
      Kernels.convert(count: count, shifts, into: numbers + 2 * count)
      eachBlock { _, start, rows, item in
        let own = numbers + item * channels
        meridian_channel_affine_pullback(
          S.element, rows, channels, x + start, means + item * channels, gradient + start, own,
          own + count, own + 2 * count, target + start)
      }
    }
  }

  /// For each item and channel the sums of the gradient and of its product with x less the mean.
  private func gradientSums(
    _ x: UnsafePointer<S>, _ means: UnsafePointer<S>, _ gradient: UnsafePointer<S>,
    _ sums: UnsafeMutablePointer<Double>, _ products: UnsafeMutablePointer<Double>
  ) {
    let count = items * blocks * channels
    withScratch(of: Double.self, 2 * count) { parts in
      eachBlock { block, start, rows, item in
        meridian_channel_products(
          S.element, rows, channels, x + start, means + item * channels, gradient + start,
          parts + block * channels, parts + count + block * channels)
      }
      for item in 0..<items {
        for channel in 0..<channels {
          var (sum, product) = (0.0, 0.0)
          for block in 0..<blocks {
            let at = (item * blocks + block) * channels + channel
            sum += parts[at]
            product += parts[count + at]
          }
          sums[item * channels + channel] = sum
          products[item * channels + channel] = product
        }
      }
    }
  }
}
