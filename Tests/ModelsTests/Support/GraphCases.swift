import Autodiff
import Geometry
import Models
import Numerics

/// A connected graph of 9 nodes with weights, an unsymmetric number of neighbours and no symmetry of its own.
enum GraphCases {
  static let nodeCount = 9

  static func adjacency() throws -> SparseMatrix<Double> {
    let edges = [
      (0, 1, 1.0), (1, 2, 2.0), (2, 3, 0.5), (3, 4, 1.0), (4, 5, 1.5), (5, 0, 1.0), (2, 6, 1.0),
      (6, 7, 0.25), (7, 8, 3.0), (0, 8, 1.0), (3, 7, 0.75),
    ]
    return try SparseMatrix(
      rows: nodeCount, columns: nodeCount,
      triplets: edges.flatMap { [($0.0, $0.1, $0.2), ($0.1, $0.0, $0.2)] })
  }

  /// Clusters {0,1} {2,3,6} {4,5} {7} {8}.
  static func hierarchy() throws -> Hierarchy {
    let clusters = [0, 0, 1, 1, 2, 2, 1, 3, 4]
    let prolongation = try SparseMatrix<Double>(
      rows: nodeCount, columns: 5,
      triplets: clusters.enumerated().map { ($0.offset, $0.element, 1.0) })
    let fine = try adjacency()
    let coarse = try SparseMatrix(
      rows: 5, columns: 5,
      triplets: triplets(fine).map { (clusters[$0.0], clusters[$0.1], $0.2) })
    return try Hierarchy(operators: [fine, coarse], prolongations: [prolongation])
  }

  static func triplets(_ matrix: SparseMatrix<Double>) -> [(Int, Int, Double)] {
    (0..<matrix.rows).flatMap { row in
      (Int(matrix.rowOffsets[row])..<Int(matrix.rowOffsets[row + 1])).map {
        (row, Int(matrix.columnIndices[$0]), matrix.values[$0])
      }
    }
  }

  static func dense(_ matrix: SparseMatrix<Double>) -> [[Double]] {
    var result = [[Double]](
      repeating: [Double](repeating: 0, count: matrix.columns), count: matrix.rows)
    for (row, column, value) in triplets(matrix) { result[row][column] = value }
    return result
  }

  /// The matrix with rows (and columns) renumbered: entry (i, j) goes to (order[i], order[j]).
  static func renumbered(
    _ matrix: SparseMatrix<Double>, rows: [Int], columns: [Int]? = nil
  ) throws -> SparseMatrix<Double> {
    try SparseMatrix(
      rows: matrix.rows, columns: matrix.columns,
      triplets: triplets(matrix).map { (rows[$0.0], columns?[$0.1] ?? $0.1, $0.2) })
  }

  /// The rows renumbered: row i goes to order[i].
  static func renumbered(_ tensor: Tensor<Double>, _ order: [Int]) -> Tensor<Double> {
    var inverse = [Int32](repeating: 0, count: order.count)
    for (old, new) in order.enumerated() { inverse[new] = Int32(old) }
    return tensor.rows(at: inverse)
  }

  static func order(seed: UInt64) -> [Int] {
    var stream = RandomStream(seed: seed, "relabelling")
    var order = Array(0..<nodeCount)
    stream.shuffle(&order)
    return order
  }

  /// D^−½ (A + I) D^−½ with loops.
  static func propagation(_ adjacency: SparseMatrix<Double>) -> [[Double]] {
    propagation(dense(adjacency))
  }

  static func propagation(_ adjacency: [[Double]]) -> [[Double]] {
    var a = adjacency
    for i in a.indices { a[i][i] += 1 }
    let degrees = a.map { $0.reduce(0, +) }
    for i in a.indices {
      for j in a.indices { a[i][j] /= (degrees[i] * degrees[j]).squareRoot() }
    }
    return a
  }

  static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    a.map { row in
      (b.first ?? []).indices.map { column in
        row.indices.reduce(0) { $0 + row[$1] * b[$1][column] }
      }
    }
  }

  static func rows(_ tensor: Tensor<Double>) -> [[Double]] {
    let width = tensor.shape[tensor.shape.count - 1]
    let scalars = tensor.scalars
    return stride(from: 0, to: scalars.count, by: width).map { Array(scalars[$0..<$0 + width]) }
  }

  static func tensor(_ rows: [[Double]]) -> Tensor<Double> {
    Tensor(shape: [rows.count, rows.first?.count ?? 0], rows.flatMap { $0 })
  }
}
