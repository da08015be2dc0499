/// Ranges of rows with about the same number of entries, chosen from the structure alone.
struct RowShards {
  private let offsets: UnsafeBufferPointer<Int32>
  let count: Int

  /// - Parameters:
  ///   - offsets: where each row begins.
  ///   - work: operations an entry.
  init(offsets: UnsafeBufferPointer<Int32>, work: Int, most: Int = 256) {
    self.offsets = offsets
    let rows = offsets.count - 1
    let total = (Int(offsets[rows]) + rows) * work
    count = max(1, min(min(most, rows), total / 32768))
  }

  subscript(shard: Int) -> Range<Int> { boundary(shard)..<boundary(shard + 1) }

  /// The first row at which entries and rows together reach this shard's share.
  private func boundary(_ shard: Int) -> Int {
    let rows = offsets.count - 1
    if shard == 0 { return 0 }
    if shard == count { return rows }
    let share = (Int(offsets[rows]) + rows) * shard / count
    var (low, high) = (0, rows)
    while low < high {
      let middle = (low + high) / 2
      if Int(offsets[middle]) + middle < share { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
