internal import CKernels

extension Kernels {
  /// Runs `body` over ranges of rows of about equal work, fixed by the offsets; `work` is the operations an
  /// entry takes.
  @inline(__always)
  static func rowShards(
    _ rows: Int, _ rowOffsets: UnsafePointer<Int32>, work: Int, _ body: (Range<Int>) -> Void
  ) {
    guard rows > 0 else { return }
    let shards = RowShards(
      offsets: UnsafeBufferPointer(start: rowOffsets, count: rows + 1), work: max(1, work))
    Parallel.forEach(shards.count) { body(shards[$0]) }
  }

  /// `y = A x` for a compressed-row matrix with a value for each entry and head and a row-major x whose rows
  /// hold `channels` elements for each head; `bias`, if given, has as many and is added to every row.
  ///
  /// Every row is summed in the order of its entries.
  package static func sparseTimesDense<S: NumericScalar>(
    rows: Int, rowOffsets: UnsafePointer<Int32>, columnIndices: UnsafePointer<Int32>,
    values: UnsafePointer<S>, heads: Int = 1, channels: Int, _ x: UnsafePointer<S>,
    bias: UnsafePointer<S>? = nil, into y: UnsafeMutablePointer<S>
  ) {
    let width = heads * channels
    guard width > 0 else { return }
    rowShards(rows, rowOffsets, work: width) { range in
      meridian_sparse_times_dense(
        S.element, range.lowerBound, range.upperBound, rowOffsets, columnIndices, values, heads,
        channels, x, y)
      if let bias {
        for row in range { meridian_axpy(S.element, width, 1, bias, y + row * width) }
      }
    }
  }

  /// `values[entry, head] = a[row, head, :] · b[column, head, :]` for the entries of a compressed-row pattern.
  package static func sampledProduct<S: NumericScalar>(
    rows: Int, rowOffsets: UnsafePointer<Int32>, columnIndices: UnsafePointer<Int32>, heads: Int,
    channels: Int, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>,
    into values: UnsafeMutablePointer<S>
  ) {
    rowShards(rows, rowOffsets, work: heads * channels) { range in
      meridian_sampled_product(
        S.element, range.lowerBound, range.upperBound, rowOffsets, columnIndices, heads, channels,
        a, b, values)
    }
  }

  /// `values[entry, head] = a[row, head] + b[column, head]` for the entries of a compressed-row pattern.
  package static func sampledSum<S: NumericScalar>(
    rows: Int, rowOffsets: UnsafePointer<Int32>, columnIndices: UnsafePointer<Int32>, heads: Int,
    _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, into values: UnsafeMutablePointer<S>
  ) {
    rowShards(rows, rowOffsets, work: heads) { range in
      meridian_sampled_sum(
        S.element, range.lowerBound, range.upperBound, rowOffsets, columnIndices, heads, a, b,
        values)
    }
  }
}
