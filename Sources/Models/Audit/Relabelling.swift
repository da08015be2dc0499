import Geometry
import Numerics

/// A renumbering of points: the point of number i gets number `order[i]`.
struct Relabelling: Sendable {
  /// The new number of each point.
  let order: [Int32]
  /// The old number of each new one.
  let inverse: [Int32]

  /// A renumbering of points by their items: those of an item stay between its offsets.
  init(offsets: [Int], stream: inout RandomStream) {
    var inverse: [Int32] = []
    for (start, end) in zip(offsets, offsets.dropFirst()) {
      var points = (start..<end).map { Int32($0) }
      stream.shuffle(&points)
      inverse += points
    }
    var order = inverse
    for (new, old) in inverse.enumerated() { order[Int(old)] = Int32(new) }
    self.inverse = inverse
    self.order = order
  }

  /// An operator of the renumbered domain.
  func moved(_ found: DomainOperator) throws -> DomainOperator {
    switch found.content {
    case .matrix(let matrix):
      return DomainOperator(
        name: found.name, kind: found.kind,
        matrix: try matrix.renumbered(rows: order, columns: order))
    case .hierarchy(let hierarchy, let levelKind):
      var operators = hierarchy.operators, prolongations = hierarchy.prolongations
      operators[0] = try operators[0].renumbered(rows: order, columns: order)
      if let finest = prolongations.first {
        prolongations[0] = try finest.renumbered(rows: order, columns: nil)
      }
      return DomainOperator(
        name: found.name,
        hierarchy: try Hierarchy(operators: operators, prolongations: prolongations),
        levelKind: levelKind)
    case .eigenbasis(let parts):
      var start = 0
      let moved = try parts.map { part -> SpectralPart in
        let (rows, modes) = (part.mass.count, part.basis.count)
        var values: [Double] = [], mass: [Double] = []
        for new in start..<start + rows {
          let old = Int(inverse[new]) - start
          mass.append(part.mass[old])
          values += (0..<modes).map { part.basis.vectors[old, $0] }
        }
        start += rows
        return try SpectralPart(
          Eigenbasis(
            values: part.basis.values,
            vectors: DenseMatrix(rows: rows, columns: modes, values: values)), mass: mass)
      }
      return DomainOperator(name: found.name, bases: moved)
    }
  }
}

extension SparseMatrix<Double> {
  /// The matrix with entry (i, j) at (rows[i], columns[j]); nil leaves columns where they are.
  fileprivate func renumbered(rows order: [Int32], columns: [Int32]?) throws -> SparseMatrix {
    var triplets: [(row: Int, column: Int, value: Double)] = []
    triplets.reserveCapacity(values.count)
    for row in 0..<rows {
      for entry in Int(rowOffsets[row])..<Int(rowOffsets[row + 1]) {
        let column = Int(columnIndices[entry])
        triplets.append((Int(order[row]), columns.map { Int($0[column]) } ?? column, values[entry]))
      }
    }
    return try SparseMatrix(rows: rows, columns: self.columns, triplets: triplets)
  }
}
