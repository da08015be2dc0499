internal import CKernels

extension Kernels {
  /// The constants of a dropout: elements are zeroed with probability `threshold / 65536`, the
  /// others multiplied by `scale`; a threshold of 0 leaves all as it is.
  package struct Dropping: Sendable {
    let threshold: UInt32, scale: Double, key: UInt64

    /// The choice of a key.
    package init(threshold: UInt32, scale: Double, key: UInt64) {
      (self.threshold, self.scale, self.key) = (threshold, scale, key)
    }
  }

  /// Rows that are added to those to be normalized, and where the sums go; the latter are dropped first.
  package struct ResidualSum<S: NumericScalar> {
    let residual: UnsafePointer<S>
    let dropping: Dropping
    let sum: UnsafeMutablePointer<S>

    /// A sum of a dropout and a residual.
    package init(
      _ residual: UnsafePointer<S>, _ dropping: Dropping, into sum: UnsafeMutablePointer<S>
    ) {
      (self.residual, self.dropping, self.sum) = (residual, dropping, sum)
    }
  }

  /// Normalizes each row, then scales and shifts it by column; keeps each row's mean and inverse deviation.
  ///
  /// - Parameter adding: what is added to the rows before.
  package static func layerNorm<S: NumericScalar>(
    rows: Int, columns: Int, epsilon: Double, _ x: UnsafePointer<S>,
    adding: ResidualSum<S>? = nil, scale: UnsafePointer<S>, shift: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>, means: UnsafeMutablePointer<S>,
    inverses: UnsafeMutablePointer<S>
  ) {
    normalizationShards(rows, columns) { range in
      for block in blocks(of: range, columns) {
        let start = block.lowerBound * columns
        if let adding {
          meridian_dropout_add(
            S.element, adding.dropping.key, UInt64(start), block.count * columns,
            adding.dropping.threshold, adding.dropping.scale, x + start, adding.residual + start,
            adding.sum + start)
        }
        meridian_layer_norm(
          S.element, block.count, columns, epsilon,
          (adding.map { UnsafePointer($0.sum) } ?? x) + start,
          scale, shift, y + start, means + block.lowerBound, inverses + block.lowerBound)
      }
    }
  }

  /// The gradients of
  /// ``layerNorm(rows:columns:epsilon:_:adding:scale:shift:into:means:inverses:)``: to what is
  /// normalized, to scale and shift, whose sums over shards of rows are added in order, and, if
  /// there was a dropout, to its argument.
  package static func layerNormPullback<S: NumericScalar>(
    rows: Int, columns: Int, _ x: UnsafePointer<S>, scale: UnsafePointer<S>,
    means: UnsafePointer<S>, inverses: UnsafePointer<S>, gradient: UnsafePointer<S>,
    into result: UnsafeMutablePointer<S>, scale scaleResult: UnsafeMutablePointer<S>,
    shift shiftResult: UnsafeMutablePointer<S>,
    dropped: (result: UnsafeMutablePointer<S>, dropping: Dropping)? = nil
  ) {
    let size = blockRows(columns)
    let parts = (rows + size - 1) / size
    withScratch(of: S.self, 2 * parts * columns) { partial in
      normalizationShards(rows, columns) { range in
        for block in blocks(of: range, columns) {
          let (start, part) = (block.lowerBound * columns, block.lowerBound / size)
          meridian_layer_norm_pullback(
            S.element, block.count, columns, x + start, scale, means + block.lowerBound,
            inverses + block.lowerBound, gradient + start, result + start,
            partial + part * columns, partial + (parts + part) * columns)
          if let (dropped, dropping) = dropped {
            meridian_dropout(
              S.element, dropping.key, UInt64(start), block.count * columns, dropping.threshold,
              dropping.scale, result + start, dropped + start)
          }
        }
      }
      sum(outer: 1, middle: parts, inner: columns, partial, into: scaleResult)
      sum(outer: 1, middle: parts, inner: columns, partial + parts * columns, into: shiftResult)
    }
  }

  /// Rows that are worked out together: a multiple of 64, as dropout's counter asks.
  private static func blockRows(_ columns: Int) -> Int {
    64 * max(1, 8_192 / max(1, 64 * columns))
  }

  private static func normalizationShards(
    _ rows: Int, _ columns: Int, _ body: (Range<Int>) -> Void
  ) {
    let block = blockRows(columns)
    shards(rows, size: max(1, elementShard / max(1, block * columns)) * block, body)
  }

  private static func blocks(of range: Range<Int>, _ columns: Int) -> some Sequence<Range<Int>> {
    let size = blockRows(columns)
    return stride(from: range.lowerBound, to: range.upperBound, by: size).lazy.map {
      $0..<min($0 + size, range.upperBound)
    }
  }
}
