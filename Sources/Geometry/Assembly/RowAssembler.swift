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
      sort(&row)
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
      part.rowEnds.append(Int32(part.columns.count))
    }
    return part
  }

  private static func sort(_ row: inout [Contribution]) {
    guard row.count <= 48 else {
      row.sort { $0.key < $1.key }
      return
    }
    row.withUnsafeMutableBufferPointer { row in
      for end in 1..<max(row.count, 1) {
        let moving = row[end]
        var place = end
        while place > 0, row[place - 1].key > moving.key {
          row[place] = row[place - 1]
          place -= 1
        }
        row[place] = moving
      }
    }
  }

  private static func joined(
    _ parts: [Part], rows: Int, columns: Int
  ) -> SparseMatrix<Double> {
    let total = parts.reduce(0) { $0 + $1.columns.count }
    var starts = [0]
    for part in parts { starts.append(starts[starts.count - 1] + part.columns.count) }
    var offsets = [Int32](repeating: 0, count: rows + 1)
    var indices = [Int32](repeating: 0, count: total)
    var values = [Double](repeating: 0, count: total)
    offsets.withUnsafeMutableBufferPointer { offsets in
      indices.withUnsafeMutableBufferPointer { indices in
        values.withUnsafeMutableBufferPointer { values in
          Parallel.forEach(parts.count) { index in
            let part = parts[index]
            let start = starts[index]
            for (row, end) in part.rowEnds.enumerated() {
              offsets[index * shard + row + 1] = Int32(start) + end
            }
            for (slot, column) in part.columns.enumerated() { indices[start + slot] = column }
            for (slot, value) in part.values.enumerated() { values[start + slot] = value }
          }
        }
      }
    }
    return SparseMatrix(
      uncheckedRows: rows, columns: columns, rowOffsets: offsets, columnIndices: indices,
      values: values)
  }
}
