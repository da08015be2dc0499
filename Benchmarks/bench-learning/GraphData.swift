internal import Autodiff
internal import Numerics

/// A node classification problem as the peers' side wrote it.
struct GraphData {
  /// The graph's edges in both directions, without loops.
  let adjacency: SparseMatrix<Float>
  let labels: [Int32]
  /// The nodes whose label is trained on.
  let training: [Int32]
  /// The rate of dropout: 0 where both sides' values are compared.
  let rate: Double

  init(_ folder: BenchFolder) throws {
    labels = try folder.indices("labels")
    training = try folder.indices("training")
    rate = Double(try folder.tensor("rate").scalar)
    let (from, to) = (try folder.indices("from"), try folder.indices("to"))
    adjacency = try SparseMatrix(
      rows: labels.count, columns: labels.count,
      triplets: zip(from, to).map { (row: Int($1), column: Int($0), value: 1) })
  }

  /// The adjacency with loops.
  var looped: SparseMatrix<Float> { adjacency.adding(.identity(adjacency.rows)) }

  /// D^−½ (A + I) D^−½ (Kipf and Welling, 2017, equation 2).
  var propagation: SparseMatrix<Float> {
    let looped = looped
    let scales = looped.rowSums.map { 1 / $0.squareRoot() }
    return looped.scalingRows(by: scales).scalingColumns(by: scales)
  }

  /// The features as a sparse matrix.
  static func features(_ folder: BenchFolder, columns: Int) throws -> SparseOperator<Float> {
    let offsets = try folder.indices("offsets")
    return SparseOperator(
      try SparseMatrix(
        rows: offsets.count - 1, columns: columns, rowOffsets: offsets,
        columnIndices: folder.indices("columns"), values: folder.tensor("values").scalars))
  }
}
