public import Numerics
internal import Synchronization

/// Where a sparse matrix has entries: the edges of a graph, row by row, columns ascending within a row.
///
/// Values of the entries are tensors and variables of shape `[entries]` or `[entries, heads]` beside it, in the
/// order of the entries. What the pullbacks need of the pattern (its transpose, the segments of its rows and
/// columns) is made when it is first asked for and then kept, so a pattern is made once for a data set.
public final class SparsePattern: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Where each row begins, `rows + 1` ascending offsets from 0 to the number of entries.
  public let rowOffsets: [Int32]
  /// The column of each entry.
  public let columnIndices: [Int32]

  /// A pattern's transpose, and for each of its entries where it stands in the original.
  struct Transposed: Sendable {
    let pattern: SparsePattern
    let permutation: [Int32]
  }

  private let transpose = Mutex<Transposed?>(nil)
  private let edgeList = Mutex<EdgeList?>(nil)

  /// The pattern of arrays that are known to be right.
  init(rows: Int, columns: Int, rowOffsets: [Int32], columnIndices: [Int32]) {
    (self.rows, self.columns) = (rows, columns)
    (self.rowOffsets, self.columnIndices) = (rowOffsets, columnIndices)
  }

  /// Where a matrix has stored entries.
  public convenience init<Scalar>(_ matrix: SparseMatrix<Scalar>) {
    self.init(
      rows: matrix.rows, columns: matrix.columns, rowOffsets: matrix.rowOffsets,
      columnIndices: matrix.columnIndices)
  }

  /// The pattern of a list of edges, in any order; edges that repeat are one entry.
  ///
  /// - Parameters:
  ///   - rows: the number of rows, below 2³¹: the nodes that edges are gathered at.
  ///   - columns: the number of columns, below 2³¹: the nodes that edges come from.
  ///   - edges: row and column of each.
  /// - Throws: `NumericsError` naming the edge whose row or column is out of range.
  public convenience init(
    rows: Int, columns: Int, edges: [(row: Int, column: Int)]
  ) throws(NumericsError) {
    self.init(
      try SparseMatrix<Float>(
        rows: rows, columns: columns, triplets: edges.map { ($0.row, $0.column, 1) }))
  }

  /// The number of entries.
  public var nonzeroCount: Int { columnIndices.count }
  /// Rows and columns.
  public var shape: [Int] { [rows, columns] }

  /// The entries by rows: a segment for each row.
  public var rowSegments: Segments {
    Segments(count: rows, offsets: rowOffsets, order: nil)
  }

  /// The entries by columns: a segment for each column, its entries in the order of their rows.
  public var columnSegments: Segments {
    let transposed = transposition
    return Segments(
      count: columns, offsets: transposed.pattern.rowOffsets, order: transposed.permutation)
  }

  /// The entries as edges from their column to their row, in the same order; the pattern must be square.
  ///
  /// Made when they are first asked for and then kept.
  public var edges: EdgeList {
    precondition(rows == columns, "edges: a pattern of shape \(shape) joins no nodes to each other")
    return edgeList.withLock { stored in
      if let stored { return stored }
      let made = EdgeList(receivers: rowOfEntry, senders: columnIndices, nodes: rows)
      stored = made
      return made
    }
  }

  /// The row of each entry.
  private var rowOfEntry: [Int32] {
    var result = [Int32](repeating: 0, count: nonzeroCount)
    for row in 0..<rows {
      for entry in Int(rowOffsets[row])..<Int(rowOffsets[row + 1]) { result[entry] = Int32(row) }
    }
    return result
  }

  /// The pattern with rows and columns exchanged; its entries are ordered anew, as ``transposed(_:)`` orders
  /// their values.
  public func transposed() -> SparsePattern { transposition.pattern }

  /// Values of this pattern's entries, `[entries, …]`, in the order of the transposed pattern's.
  public func transposed<Scalar: TensorScalar>(_ values: Tensor<Scalar>) -> Tensor<Scalar> {
    precondition(
      values.shape.first == nonzeroCount,
      "transposed: values of shape \(values.shape) for \(nonzeroCount) entries")
    return values.rows(at: transposition.permutation)
  }

  /// The position of the entry at a row and column, or `nil` where there is none.
  ///
  /// - Complexity: logarithmic in the entries of the row.
  public func position(row: Int, column: Int) -> Int? {
    precondition(
      (0..<rows).contains(row) && (0..<columns).contains(column),
      "position: (\(row), \(column)) outside a pattern of shape \(shape)")
    var range = Int(rowOffsets[row])..<Int(rowOffsets[row + 1])
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      let found = Int(columnIndices[middle])
      if found == column { return middle }
      range = found < column ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  /// The transposed pattern with the order of its entries.
  var transposition: Transposed {
    transpose.withLock { stored in
      if let stored { return stored }
      let made = makeTransposed()
      stored = made
      return made
    }
  }

  private func makeTransposed() -> Transposed {
    let count = nonzeroCount
    var offsets = [Int32](repeating: 0, count: columns + 1)
    var permutation = [Int32](repeating: 0, count: count)
    var indices = permutation
    columnIndices.withUnsafeBufferPointer { columnIndices in
      offsets.withUnsafeMutableBufferPointer { offsets in
        permutation.withUnsafeMutableBufferPointer { permutation in
          guard let offsets = offsets.baseAddress, let order = permutation.baseAddress, count > 0
          else { return }
          Kernels.groupIndices(columnIndices, rows: columns, offsets: offsets, order: order)
        }
      }
    }
    let rowOfEntry = rowOfEntry
    for place in 0..<count { indices[place] = rowOfEntry[Int(permutation[place])] }
    return Transposed(
      pattern: SparsePattern(
        rows: columns, columns: rows, rowOffsets: offsets, columnIndices: indices),
      permutation: permutation)
  }
}

extension SparsePattern {
  /// The product of the matrix with these values, `[entries]` or `[entries, heads]`, and a dense tensor.
  func product<Scalar: TensorScalar>(
    _ values: Tensor<Scalar>, _ dense: Tensor<Scalar>, bias: Tensor<Scalar>? = nil
  ) -> Tensor<Scalar> {
    let target = trapping { () throws(TensorError) in
      try ShapeRules.sparse(shape, entries: values.shape, dense.shape)
    }
    let heads = values.rank == 1 ? 1 : values.shape[1]
    let channels = target.dropFirst(values.rank).reduce(1, *)
    precondition(
      bias.map { $0.count == heads * channels } ?? true,
      "sparse multiply: a bias of shape \(bias?.shape ?? []) for rows of shape \(target.dropFirst())"
    )
    return Tensor(
      shape: target,
      writing: { y in
        withRows { offsets, indices in
          values.read { values in
            dense.read { x in
              func write(_ bias: UnsafePointer<Scalar>?) {
                Kernels.sparseTimesDense(
                  rows: rows, rowOffsets: offsets, columnIndices: indices, values: values,
                  heads: heads, channels: channels, x, bias: bias, into: y)
              }
              if let bias { bias.read { write($0) } } else { write(nil) }
            }
          }
        }
      })
  }

  /// Calls the closure with the addresses of the offsets and the column indices.
  func withRows<R>(_ body: (UnsafePointer<Int32>, UnsafePointer<Int32>) -> R) -> R {
    withIndices(rowOffsets, columnIndices, body)
  }
}
