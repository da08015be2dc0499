import Autodiff

extension BoundInput {
  /// Some images, or some graphs of many, in the order named.
  package func items(_ items: [Int32]) -> BoundInput {
    guard let offsets else {
      return BoundInput(
        Self.rows(of: values, items), companions: companions.mapValues { $0.rows(at: items) },
        operators: operators, itemCount: items.count, offsets: nil)
    }
    let nodes = items.flatMap { item in offsets.nodes(of: Int(item)).map { Int32($0) } }
    // Slots that share an operator go on sharing it.
    var made: [ObjectIdentifier: SparseOperator<Scalar>] = [:]
    var parts: [OperatorSlot: BoundOperator<Scalar>] = [:]
    for (slot, bound) in operators {
      switch bound {
      case .basis(let whole): parts[slot] = .basis(whole.parts(items))
      case .matrix(let whole), .selectable(let whole, _):
        let (rows, columns) = slot.part.levels
        let part =
          made[whole.patternIdentity]
          ?? whole.blocks(
            rows: items.map { offsets.nodes(of: Int($0), level: rows) },
            columns: items.map { offsets.nodes(of: Int($0), level: columns) })
        made[whole.patternIdentity] = part
        if case .selectable(_, let kind) = bound {
          parts[slot] = .selectable(part, kind)
        } else {
          parts[slot] = .matrix(part)
        }
      }
    }
    return BoundInput(
      Self.rows(of: values, nodes), companions: companions.mapValues { $0.rows(at: nodes) },
      operators: parts, itemCount: nodes.count, offsets: offsets.items(items))
  }

  static func rows(of values: Values, _ rows: [Int32]) -> Values {
    switch values {
    case .dense(let tensor): .dense(tensor.rows(at: rows))
    case .sparse(let matrix): .sparse(matrix.rows(at: rows))
    }
  }

  /// Refuses offsets that do not end with the nodes, and operators that join nodes of two graphs.
  func checkOffsets() throws(ModelError) {
    guard let offsets else { return }
    guard offsets.levels[0].last == itemCount else {
      throw ModelError(
        .data,
        "the offsets of graphs end at node \(offsets.levels[0].last ?? 0), but there are \(itemCount)"
      )
    }
    for (slot, bound) in operators {
      let (rows, columns) = slot.part.levels
      guard max(rows, columns) < offsets.levels.count else {
        throw ModelError(
          .operators,
          "the offsets of items speak of \(offsets.levels.count) levels, but the block stands on level \(max(rows, columns))",
          at: slot.path)
      }
      guard let whole = bound.matrix else {
        let starts = bound.basis.map { basis in
          (0..<basis.partCount).map { basis.rows(ofPart: $0).lowerBound } + [basis.rows]
        }
        guard starts == offsets.levels[rows] else {
          throw ModelError(
            .operators, "the eigenbases are not those of the items; give one an item, in order",
            at: slot.path)
        }
        continue
      }
      guard whole.rows == offsets.levels[rows].last, whole.columns == offsets.levels[columns].last
      else {
        throw ModelError(
          .operators, "the offsets of graphs do not speak of the operator's levels", at: slot.path)
      }
      for item in 0..<offsets.count {
        let inside = offsets.nodes(of: item, level: columns)
        let range = offsets.nodes(of: item, level: rows)
        let entries =
          Int(whole.rowOffsets[range.lowerBound])..<Int(whole.rowOffsets[range.upperBound])
        guard whole.columnIndices[entries].allSatisfy({ inside.contains(Int($0)) }) else {
          throw ModelError(
            .operators, "the operator joins nodes of graph \(item) with those of another",
            at: slot.path)
        }
      }
    }
  }
}

extension OperatorSlot.Part {
  /// The levels that the operator's rows and columns stand for.
  var levels: (rows: Int, columns: Int) {
    switch self {
    case .level(let level): (level, level)
    case .prolongation(let level): (level, level + 1)
    case .selection(let level): (level - 1, level)
    case .averaging(let level), .summing(let level): (level + 1, level)
    }
  }
}
