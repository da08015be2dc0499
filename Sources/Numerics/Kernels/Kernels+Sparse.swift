internal import CKernels

extension Kernels {
  /// The row ranges a sparse product is shared out in: about `shard` stored entries each, fixed by the
  /// pattern.
  package static func rowBlocks(rowOffsets: [Int32], shard: Int = 4_096) -> [Int] {
    var blocks = [0]
    var begin = 0
    for row in 0..<max(0, rowOffsets.count - 1) {
      // A row costs something even when it is empty.
      if Int(rowOffsets[row + 1] - rowOffsets[begin]) + (row + 1 - begin) >= shard {
        blocks.append(row + 1)
        begin = row + 1
      }
    }
    if begin < rowOffsets.count - 1 { blocks.append(rowOffsets.count - 1) }
    return blocks
  }

  /// `y = A x` for a compressed-row matrix and a row-major x with `columns` columns.
  ///
  /// - Parameter blocks: from ``rowBlocks(rowOffsets:shard:)``.
  package static func sparseTimesDense<S: NumericScalar>(
    blocks: [Int], rowOffsets: UnsafePointer<Int32>, columnIndices: UnsafePointer<Int32>,
    values: UnsafePointer<S>, columns: Int, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    blocks.withUnsafeBufferPointer { blocks in
      guard blocks.count > 1 else { return }
      // Narrow right sides make a block cheap: several go together.
      let group = max(1, 32 / max(1, columns))
      shards(blocks.count - 1, size: group) { range in
        meridian_sparse_times_dense(
          S.element, blocks[range.lowerBound], blocks[range.upperBound], rowOffsets,
          columnIndices, values, columns, x, y)
      }
    }
  }
}
