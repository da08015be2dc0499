internal import Numerics
internal import Synchronization

/// Where a sparse matrix has entries, with what products need of it: row blocks, and the transposed
/// pattern, made when a gradient first asks for it and then kept.
final class SparsePattern: Sendable {
  let rows: Int
  let columns: Int
  let rowOffsets: [Int32]
  let columnIndices: [Int32]
  /// The ranges of rows that a product is shared out in.
  let blocks: [Int]

  /// A pattern's transpose, and for each of its entries where the value stands in the original.
  struct Transposed: Sendable {
    let pattern: SparsePattern
    let permutation: [Int32]
  }

  private let transpose = Mutex<Transposed?>(nil)

  init(rows: Int, columns: Int, rowOffsets: [Int32], columnIndices: [Int32]) {
    (self.rows, self.columns) = (rows, columns)
    (self.rowOffsets, self.columnIndices) = (rowOffsets, columnIndices)
    blocks = Kernels.rowBlocks(rowOffsets: rowOffsets)
  }

  /// The transposed pattern; its entries in a row are sorted.
  var transposed: Transposed {
    transpose.withLock { stored in
      if let stored { return stored }
      let made = makeTransposed()
      stored = made
      return made
    }
  }

  private func makeTransposed() -> Transposed {
    var offsets = [Int32](repeating: 0, count: columns + 1)
    for column in columnIndices { offsets[Int(column) + 1] += 1 }
    for column in 0..<columns { offsets[column + 1] += offsets[column] }
    var next = offsets
    var indices = [Int32](repeating: 0, count: columnIndices.count)
    var permutation = indices
    for row in 0..<rows {
      for entry in Int(rowOffsets[row])..<Int(rowOffsets[row + 1]) {
        let column = Int(columnIndices[entry])
        let place = Int(next[column])
        indices[place] = Int32(row)
        permutation[place] = Int32(entry)
        next[column] += 1
      }
    }
    return Transposed(
      pattern: SparsePattern(
        rows: columns, columns: rows, rowOffsets: offsets, columnIndices: indices),
      permutation: permutation)
  }
}
