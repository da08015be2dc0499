internal import CKernels

extension Kernels {
  /// Losses of an element against a target.
  package enum Loss: Int32, Sendable {
    case squaredError, absoluteError
    /// `d² / 2` up to |d| = p, then `p (|d| − p / 2)`; all times q.
    case huber
    /// `−p y ln σ(x) − (1 − y) ln(1 − σ(x))`.
    case binaryLogits
    /// `y (ln y − x)`, where x is a logarithm.
    case relativeEntropy
  }

  /// Which elements of `[rows, columns]` count, and how much.
  package struct LossSelection<S: NumericScalar> {
    let rows: Int, columns: Int
    /// The rows that count, `count` of them; `nil` means all.
    let chosen: UnsafePointer<Int32>?
    let count: Int
    /// Whether no row is chosen twice, so that they can be shared out.
    let areDistinct: Bool
    /// One a row, or one an element.
    let weights: UnsafePointer<S>?
    let isWeightOfRow: Bool

    package init(
      rows: Int, columns: Int, chosen: UnsafePointer<Int32>?, count: Int, areDistinct: Bool,
      weights: UnsafePointer<S>?, isWeightOfRow: Bool
    ) {
      (self.rows, self.columns, self.chosen, self.count) = (rows, columns, chosen, count)
      (self.areDistinct, self.weights, self.isWeightOfRow) = (areDistinct, weights, isWeightOfRow)
    }

    /// Calls the closure with ranges of what is chosen and, where rows need not be told apart, their elements as one
    /// long row.
    fileprivate func shards(
      inOrder: Bool,
      _ body: (_ shard: Int, _ range: Range<Int>, _ columns: Int, _ start: Int) -> Void
    ) {
      if chosen == nil && !isWeightOfRow {
        Kernels.shards(rows * columns, size: Kernels.elementShard) { range in
          body(range.lowerBound / Kernels.elementShard, 0..<1, range.count, range.lowerBound)
        }
      } else {
        let size = inOrder ? max(1, count) : Kernels.rowShard(elementsPerRow: columns)
        Kernels.shards(count, size: size) { range in
          body(
            range.lowerBound / size, range, columns, chosen == nil ? range.lowerBound * columns : 0)
        }
      }
    }

    fileprivate var shardCount: Int {
      if chosen == nil && !isWeightOfRow {
        return (rows * columns + Kernels.elementShard - 1) / Kernels.elementShard
      }
      let size = Kernels.rowShard(elementsPerRow: columns)
      return (count + size - 1) / size
    }

    fileprivate func weights(_ range: Range<Int>, _ start: Int) -> UnsafePointer<S>? {
      weights.map { isWeightOfRow ? (chosen == nil ? $0 + range.lowerBound : $0) : $0 + start }
    }
  }

  /// The sum of weighted losses and the sum of weights.
  ///
  /// - Parameter losses: where every weighted loss goes, `[count, columns]`, if they are wanted.
  package static func loss<S: NumericScalar>(
    _ function: Loss, _ selection: LossSelection<S>, _ x: UnsafePointer<S>,
    target: UnsafePointer<S>,
    p: Double, q: Double, losses: UnsafeMutablePointer<S>?
  ) -> (sum: Double, weight: Double) {
    let parts = selection.shardCount
    return withScratch(of: Double.self, 2 * parts) { sums in
      for index in 0..<2 * parts { sums[index] = 0 }
      selection.shards(inOrder: false) { shard, range, columns, start in
        let rows = selection.chosen.map { $0 + range.lowerBound }
        let first = selection.chosen == nil ? start : range.lowerBound * columns
        meridian_loss(
          S.element, function.rawValue, range.count, columns, rows, x + start, target + start, p, q,
          selection.weights(range, start), selection.isWeightOfRow ? 1 : columns,
          losses.map { $0 + first }, sums + 2 * shard)
      }
      return (0..<parts).reduce((0, 0)) { ($0.0 + sums[2 * $1], $0.1 + sums[2 * $1 + 1]) }
    }
  }

  /// Adds the gradients of ``loss(_:_:_:target:p:q:losses:)`` to those of x and the target.
  ///
  /// - Parameter gradients: to every loss, `[count, columns]`, or none where they were summed.
  package static func lossPullback<S: NumericScalar>(
    _ function: Loss, _ selection: LossSelection<S>, _ x: UnsafePointer<S>,
    target: UnsafePointer<S>,
    p: Double, q: Double, scale: Double, gradients: UnsafePointer<S>?,
    toX: UnsafeMutablePointer<S>?, toTarget: UnsafeMutablePointer<S>?
  ) {
    selection.shards(inOrder: !selection.areDistinct) { _, range, columns, start in
      let rows = selection.chosen.map { $0 + range.lowerBound }
      let first = selection.chosen == nil ? start : range.lowerBound * columns
      meridian_loss_pullback(
        S.element, function.rawValue, range.count, columns, rows, x + start, target + start, p, q,
        selection.weights(range, start), selection.isWeightOfRow ? 1 : columns, scale,
        gradients.map { $0 + first }, toX.map { $0 + start }, toTarget.map { $0 + start })
    }
  }

  /// `−x[row, label]` for each chosen row.
  package static func likelihood<S: NumericScalar>(
    count: Int, columns: Int, _ x: UnsafePointer<S>, rows: UnsafePointer<Int32>,
    labels: UnsafePointer<Int32>, losses: UnsafeMutablePointer<S>
  ) {
    meridian_likelihood(S.element, count, columns, rows, labels, x, losses)
  }

  /// Takes `scale` (times each loss's gradient) from where the labels of the chosen rows stand.
  package static func likelihoodPullback<S: NumericScalar>(
    count: Int, columns: Int, rows: UnsafePointer<Int32>, labels: UnsafePointer<Int32>,
    scale: Double, gradients: UnsafePointer<S>?, into result: UnsafeMutablePointer<S>
  ) {
    meridian_likelihood_pullback(
      S.element, count, columns, rows, labels, scale, gradients, result)
  }

  /// The cosine of the angle between rows of x and y, and the inverses of their lengths, `[rows, 2]`.
  package static func cosine<S: NumericScalar>(
    rows: Int, columns: Int, least: Double, _ x: UnsafePointer<S>, _ y: UnsafePointer<S>,
    into similarities: UnsafeMutablePointer<S>, inverses: UnsafeMutablePointer<S>
  ) {
    shards(rows, size: rowShard(elementsPerRow: columns)) { range in
      let (first, start) = (range.lowerBound, range.lowerBound * columns)
      meridian_cosine(
        S.element, range.count, columns, least, x + start, y + start, similarities + first,
        inverses + 2 * first)
    }
  }

  /// The gradient to x; `isFirst` tells whether x came first.
  package static func cosinePullback<S: NumericScalar>(
    rows: Int, columns: Int, least: Double, isFirst: Bool, _ x: UnsafePointer<S>,
    _ y: UnsafePointer<S>, similarities: UnsafePointer<S>, inverses: UnsafePointer<S>,
    gradient: UnsafePointer<S>, into result: UnsafeMutablePointer<S>
  ) {
    shards(rows, size: rowShard(elementsPerRow: columns)) { range in
      let (first, start) = (range.lowerBound, range.lowerBound * columns)
      meridian_cosine_pullback(
        S.element, range.count, columns, least, isFirst ? 1 : 0, x + start, y + start,
        similarities + first, inverses + 2 * first, gradient + first, result + start)
    }
  }
}
