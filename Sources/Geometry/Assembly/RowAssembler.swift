internal import Numerics

/// Builds a sparse matrix row by row, in shards that can run at the same time.
///
/// A row is a bag of (column, rank, value): entries with the same column are added in the order of
/// their ranks, so the bits of a sum depend on the ranks alone, never on the shard or the thread.
struct RowAssembler {
  /// One contribution to an entry of a row.
  struct Contribution {
    /// The column in the upper 32 bits, the rank among equal columns in the lower.
    var key: UInt64
    var value: Double

    @inline(__always)
    init(column: Int32, rank: Int, value: Double) {
      key = UInt64(UInt32(bitPattern: column)) << 32 | UInt64(truncatingIfNeeded: rank)
      self.value = value
    }

    @inline(__always) var column: Int32 { Int32(truncatingIfNeeded: key >> 32) }
  }

  /// What one shard of rows comes to.
  private struct Part: Sendable {
    var rowEnds: [Int32] = []
    var columns: [Int32] = []
    var values: [Double] = []
  }

  /// Rows assembled as one shard.
  static let shard = 4096

  /// Assembles a matrix.
  ///
  /// - Parameters:
  ///   - rows: number of rows.
  ///   - columns: number of columns.
  ///   - entriesPerRow: an estimate, to reserve memory.
  ///   - gather: appends the contributions of one row, in any order; called once a row, from
  ///     several threads.
  static func assemble(
    rows: Int, columns: Int, entriesPerRow: Int,
    gather: (_ row: Int, _ into: inout [Contribution]) -> Void
  ) -> SparseMatrix<Double> {
    let shards = (rows + shard - 1) / shard
    var parts = [Part](repeating: Part(), count: shards)
    parts.withUnsafeMutableBufferPointer { parts in
      Parallel.forEach(rangesOf: rows, grain: shard) { range in
        parts[range.lowerBound / shard] = assemblePart(
          range, entriesPerRow: entriesPerRow, gather: gather)
      }
    }
    return joined(parts, rows: rows, columns: columns)
  }

  private static func assemblePart(
    _ rows: Range<Int>, entriesPerRow: Int, gather: (Int, inout [Contribution]) -> Void
  ) -> Part {
    var part = Part()
    part.rowEnds.reserveCapacity(rows.count)
    part.columns.reserveCapacity(rows.count * entriesPerRow)
    part.values.reserveCapacity(rows.count * entriesPerRow)
    var row: [Contribution] = []
    for index in rows {
      row.removeAll(keepingCapacity: true)
      gather(index, &row)
      if !appendMerged(row, to: &part) { appendSorted(&row, to: &part) }
      part.rowEnds.append(Int32(part.columns.count))
    }
    return part
  }

  /// Contributions up to which a column is searched for, and rows are sorted by insertion.
  private static let fewest = 48

  /// Adds up a short row whose contributions to each column come in the order of their ranks, as they mostly do; false,
  /// and nothing done, for any other.
  private static func appendMerged(_ row: [Contribution], to part: inout Part) -> Bool {
    guard row.count <= fewest else { return false }
    return withUnsafeTemporaryAllocation(of: Contribution.self, capacity: fewest) { merged in
      var count = 0
      for entry in row {
        var place = count - 1
        while place >= 0, merged[place].column != entry.column { place -= 1 }
        if place < 0 {
          merged.initializeElement(at: count, to: entry)
          count += 1
        } else {
          guard merged[place].key <= entry.key else { return false }
          merged[place].key = entry.key
          merged[place].value += entry.value
        }
      }
      sort(merged, count: count)
      for place in 0..<count {
        part.columns.append(merged[place].column)
        part.values.append(merged[place].value)
      }
      return true
    }
  }

  private static func appendSorted(_ row: inout [Contribution], to part: inout Part) {
    if row.count > fewest {
      row.sort { $0.key < $1.key }
    } else {
      row.withUnsafeMutableBufferPointer { sort($0, count: $0.count) }
    }
    var last: Int32 = -1
    for entry in row {
      if entry.column == last {
        part.values[part.values.count - 1] += entry.value
      } else {
        last = entry.column
        part.columns.append(last)
        part.values.append(entry.value)
      }
    }
  }

  /// Sorts a few contributions by insertion; equal keys stay in their order.
  @inline(__always)
  private static func sort(_ row: UnsafeMutableBufferPointer<Contribution>, count: Int) {
    for end in 1..<max(count, 1) {
      let moving = row[end]
      var place = end
      while place > 0, row[place - 1].key > moving.key {
        row[place] = row[place - 1]
        place -= 1
      }
      row[place] = moving
    }
  }

  private static func joined(
    _ parts: [Part], rows: Int, columns: Int
  ) -> SparseMatrix<Double> {
    var starts = [0]
    for part in parts { starts.append(starts[starts.count - 1] + part.columns.count) }
    // Memory is first touched by the workers that fill it: zeroed here, it would be one thread's work.
    let offsets = filled(rows + 1, partCount: parts.count) {
      (offsets: UnsafeMutableBufferPointer<Int32>, index) in
      if index == 0 { offsets.initializeElement(at: 0, to: 0) }
      for (row, end) in parts[index].rowEnds.enumerated() {
        offsets.initializeElement(at: index * shard + row + 1, to: Int32(starts[index] + Int(end)))
      }
    }
    let indices = filled(starts[parts.count], partCount: parts.count) { indices, index in
      _ = indices[starts[index]...].initialize(fromContentsOf: parts[index].columns)
    }
    let values = filled(starts[parts.count], partCount: parts.count) { values, index in
      _ = values[starts[index]...].initialize(fromContentsOf: parts[index].values)
    }
    return SparseMatrix(
      uncheckedRows: rows, columns: columns, rowOffsets: offsets, columnIndices: indices,
      values: values)
  }

  /// An array that shards fill at the same time, each its own part of it; one without shards is of zeros.
  private static func filled<Element: Numeric>(
    _ count: Int, partCount: Int,
    _ fill: (_ buffer: UnsafeMutableBufferPointer<Element>, _ part: Int) -> Void
  ) -> [Element] {
    guard partCount > 0 else { return [Element](repeating: 0, count: count) }
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      let whole = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      LargeMemory.advise(whole)
      Parallel.forEach(partCount) { fill(whole, $0) }
      initialized = count
    }
  }
}
