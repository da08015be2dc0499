import Autodiff
import Numerics

/// A random pattern with its entries written out, rows without entries included.
struct RandomPattern {
  let pattern: SparsePattern
  /// Row and column of each entry, in the pattern's order.
  let entries: [(row: Int, column: Int)]

  init(
    rows: Int, columns: Int, edges: Int, _ numbers: inout TestNumbers
  ) throws {
    let drawn = (0..<(rows * columns == 0 ? 0 : edges)).map { _ in
      (row: numbers.below(rows), column: numbers.below(columns))
    }
    pattern = try SparsePattern(rows: rows, columns: columns, edges: drawn)
    let distinct = Set(drawn.map { $0.row * columns + $0.column })
    entries = distinct.sorted().map { (row: $0 / columns, column: $0 % columns) }
  }
}
