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

  /// The eigenbases of renumbered items.
  fileprivate func moved(_ parts: [SpectralPart]) throws -> [SpectralPart] {
    var start = 0
    return try parts.map { part -> SpectralPart in
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
  }
}

extension DomainOperator {
  /// The operator of a domain whose points were renumbered on each level; what speaks of other numbers of points, which no
  /// block can use, stays as it is.
  func renumbered(_ levels: [Relabelling]) throws -> DomainOperator {
    let counts = levels.map(\.order.count)
    guard level < levels.count, zip(sizes, counts.dropFirst(level)).allSatisfy({ $0 == $1 })
    else { return self }
    let order = levels[level].order
    switch content {
    case .matrix(let matrix):
      return with(try matrix.renumbered(rows: order, columns: order))
    case .eigenbasis(let parts):
      return DomainOperator(name: name, bases: try levels[level].moved(parts), level: level)
    case .hierarchy(let hierarchy, let levelKind):
      func order(_ level: Int) -> [Int32]? { level < levels.count ? levels[level].order : nil }
      return DomainOperator(
        name: name,
        hierarchy: try Hierarchy(
          operators: hierarchy.operators.enumerated().map {
            try $1.renumbered(rows: order($0), columns: order($0))
          },
          prolongations: hierarchy.prolongations.enumerated().map {
            try $1.renumbered(rows: order($0), columns: order($0 + 1))
          }), levelKind: levelKind)
    }
  }
}

extension SparseMatrix<Double> {
  /// The matrix with entry (i, j) at (rows[i], columns[j]); nil leaves them where they are.
  fileprivate func renumbered(rows order: [Int32]?, columns: [Int32]?) throws -> SparseMatrix {
    guard order != nil || columns != nil else { return self }
    var triplets: [(row: Int, column: Int, value: Double)] = []
    triplets.reserveCapacity(values.count)
    for row in 0..<rows {
      for entry in Int(rowOffsets[row])..<Int(rowOffsets[row + 1]) {
        let column = Int(columnIndices[entry])
        triplets.append(
          (
            order.map { Int($0[row]) } ?? row, columns.map { Int($0[column]) } ?? column,
            values[entry]
          ))
      }
    }
    return try SparseMatrix(rows: rows, columns: self.columns, triplets: triplets)
  }
}
