internal import Numerics

/// Rows of a sparse matrix, made in shards at the same time and joined in order.
enum SparseRows {
  /// An element of a row.
  struct Entry: Sendable {
    var column: Int32
    var value: Double
  }

  /// The rows of one shard.
  struct Part: Sendable {
    fileprivate var ends: [Int] = []
    fileprivate var columns: [Int32] = []
    fileprivate var values: [Double] = []

    /// Adds a row: entries by ascending column.
    mutating func append(_ row: [Entry]) {
      for entry in row {
        columns.append(entry.column)
        values.append(entry.value)
      }
      ends.append(columns.count)
    }
  }

  /// Makes a square matrix.
  ///
  /// - Parameters:
  ///   - size: number of rows.
  ///   - grain: rows made as one shard.
  ///   - make: appends the rows of a range to a part, one after the other; called from several threads.
  /// - Throws: ``GraphError/sizeOutOfRange(nodeCount:edgeCount:)`` for more entries than 32-bit offsets carry.
  static func matrix(
    size: Int, grain: Int, _ make: (Range<Int>, inout Part) -> Void
  ) throws(GraphError) -> SparseMatrix<Double> {
    var parts = [Part](repeating: Part(), count: (size + grain - 1) / grain)
    parts.withUnsafeMutableBufferPointer { parts in
      Parallel.forEach(rangesOf: size, grain: grain) { make($0, &parts[$0.lowerBound / grain]) }
    }
    let total = parts.reduce(0) { $0 + $1.columns.count }
    guard total < Int(Int32.max) else {
      throw .sizeOutOfRange(nodeCount: size, edgeCount: total)
    }
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(size + 1)
    var columns: [Int32] = []
    var values: [Double] = []
    columns.reserveCapacity(total)
    values.reserveCapacity(total)
    for index in parts.indices {
      let start = columns.count
      offsets += parts[index].ends.map { Int32(start + $0) }
      columns += parts[index].columns
      values += parts[index].values
      // Each part is let go at once: both copies of a dense matrix at the same time would be too much.
      parts[index] = Part()
    }
    return SparseMatrix(
      uncheckedRows: size, columns: size, rowOffsets: offsets, columnIndices: columns,
      values: values)
  }
}
