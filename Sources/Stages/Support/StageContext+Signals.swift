internal import Artifacts
internal import Numerics
internal import Pipeline
internal import Store

extension StageContext {
  /// Reads the signals connected to a port, one row a node: an array, a sparse matrix or a field.
  func signals(_ port: String, nodeCount: Int) throws -> DenseMatrix<Double> {
    let reader = try reader(port)
    let signals: DenseMatrix<Double>
    switch reader.type.name {
    case SparseMatrix<Double>.artifactType.name:
      signals = try SparseMatrix<Double>(from: reader).dense()
    case FieldArtifact.artifactType.name:
      let field = try FieldArtifact(from: reader)
      signals = DenseMatrix(rows: field.count, columns: field.channels, values: field.values)
    default:
      let array = try NumberArray(from: reader)
      guard array.shape.count == 2 else {
        throw StageInputError(
          "`\(port)` has shape \(array.shape); connect an array of nodes × channels")
      }
      signals = DenseMatrix(rows: array.shape[0], columns: array.shape[1], values: array.doubles)
    }
    guard signals.rows == nodeCount else {
      throw StageInputError(
        "`\(port)` has \(signals.rows) rows for \(nodeCount) nodes; connect signals of this graph")
    }
    if let bad = signals.values.firstIndex(where: { !$0.isFinite }) {
      throw StageInputError(
        "`\(port)` holds \(signals.values[bad]) at node \(bad / signals.columns), channel"
          + " \(bad % signals.columns); replace it with a number")
    }
    return signals
  }
}
