package import Numerics

extension SparseOperator {
  /// Where each row begins among the stored entries; one more than there are rows.
  package var rowOffsets: [Int32] { pattern.rowOffsets }
  /// The column of each stored entry.
  package var columnIndices: [Int32] { pattern.columnIndices }

  /// Names the pattern: operators bound from one matrix have the same.
  package var patternIdentity: ObjectIdentifier { ObjectIdentifier(pattern) }

  /// The named blocks of a block-diagonal operator along the diagonal of one, in their order.
  ///
  /// - Parameters:
  ///   - rows: the rows of each block.
  ///   - columns: its columns, as many ranges; the block's rows have entries in them alone.
  package func blocks(rows: [Range<Int>], columns: [Range<Int>]) -> SparseOperator {
    precondition(rows.count == columns.count, "blocks: \(rows.count) and \(columns.count) ranges")
    let height = rows.reduce(0) { $0 + $1.count }
    let entryRanges = rows.map {
      Int(pattern.rowOffsets[$0.lowerBound])..<Int(pattern.rowOffsets[$0.upperBound])
    }
    let total = entryRanges.reduce(0) { $0 + $1.count }
    var offsets: [Int32] = [0]
    var indices: [Int32] = []
    offsets.reserveCapacity(height + 1)
    indices.reserveCapacity(total)
    var width = 0
    for (block, entries) in entryRanges.enumerated() {
      let shift = Int32(indices.count) - Int32(entries.lowerBound)
      for row in rows[block] { offsets.append(pattern.rowOffsets[row + 1] + shift) }
      let move = Int32(width) - Int32(columns[block].lowerBound)
      for entry in entries { indices.append(pattern.columnIndices[entry] + move) }
      width += columns[block].count
    }
    let kept = Tensor<Scalar>(
      shape: [total],
      writing: { target in
        values.read { source in
          var place = 0
          for entries in entryRanges {
            (target + place).update(from: source + entries.lowerBound, count: entries.count)
            place += entries.count
          }
        }
      })
    return SparseOperator(
      pattern: SparsePattern(
        rows: height, columns: width, rowOffsets: offsets, columnIndices: indices), values: kept)
  }

  /// The operator as a matrix.
  package var matrix: SparseMatrix<Scalar> {
    SparseMatrix(
      uncheckedRows: rows, columns: columns, rowOffsets: pattern.rowOffsets,
      columnIndices: pattern.columnIndices, values: values.scalars)
  }

  /// The rows and columns of some nodes of a square operator: for an adjacency that of the graph they induce.
  ///
  /// - Parameter nodes: ascending.
  package func induced(by nodes: [Int32]) -> SparseOperator {
    precondition(rows == columns, "induced: a square operator, not \(shape)")
    var positions = [Int32](repeating: -1, count: rows)
    for (place, node) in nodes.enumerated() { positions[Int(node)] = Int32(place) }
    var offsets: [Int32] = [0]
    var indices: [Int32] = []
    var entries: [Int32] = []
    for node in nodes {
      for entry in pattern.rowOffsets[Int(node)]..<pattern.rowOffsets[Int(node) + 1] {
        let position = positions[Int(pattern.columnIndices[Int(entry)])]
        guard position >= 0 else { continue }
        indices.append(position)
        entries.append(entry)
      }
      offsets.append(Int32(indices.count))
    }
    return SparseOperator(
      pattern: SparsePattern(
        rows: nodes.count, columns: nodes.count, rowOffsets: offsets, columnIndices: indices),
      values: values.rows(at: entries))
  }

  /// The operator that puts rows in the places of some nodes, zeros in all others: `[count, nodes]`.
  ///
  /// - Parameter nodes: ascending, below `count`.
  package static func placing(_ nodes: [Int32], among count: Int) -> SparseOperator {
    var offsets = [Int32](repeating: 0, count: count + 1)
    for node in nodes { offsets[Int(node) + 1] = 1 }
    for row in 0..<count { offsets[row + 1] += offsets[row] }
    return SparseOperator(
      pattern: SparsePattern(
        rows: count, columns: nodes.count, rowOffsets: offsets,
        columnIndices: Array(0..<Int32(nodes.count))),
      values: Tensor(repeating: 1, shape: [nodes.count]))
  }

  /// A square operator on some nodes of a square operator, with only some entries of each row.
  ///
  /// A row keeps its diagonal entry as it is and, of d entries off the diagonal, those k in kept columns, times d / k: with columns drawn
  /// evenly, the expectation of a row's product is that of the whole row.
  ///
  /// - Parameters:
  ///   - nodes: the rows, in their new order.
  ///   - keptOffsets: where each new row's kept columns begin; one more than there are nodes.
  ///   - keptColumns: old numbers of the kept columns, ascending within a row, each of them among the nodes.
  ///   - positions: the new number of each old one.
  package func sampled(
    nodes: [Int32], keptOffsets: [Int32], keptColumns: [Int32], positions: [Int32]
  ) -> SparseOperator {
    precondition(rows == columns, "sampled: a square operator, not \(shape)")
    var offsets: [Int32] = [0]
    var indices: [Int32] = []
    var scaled: [Scalar] = []
    offsets.reserveCapacity(nodes.count + 1)
    indices.reserveCapacity(keptColumns.count + nodes.count)
    scaled.reserveCapacity(keptColumns.count + nodes.count)
    values.read { source in
      for (row, node) in nodes.enumerated() {
        var next = Int(keptOffsets[row])
        let end = Int(keptOffsets[row + 1])
        let first = indices.count
        var (degree, kept) = (0, 0)
        var diagonal: Int?
        for entry in Int(pattern.rowOffsets[Int(node)])..<Int(pattern.rowOffsets[Int(node) + 1]) {
          let column = pattern.columnIndices[entry]
          if column == node {
            diagonal = indices.count
          } else {
            degree += 1
            while next < end, keptColumns[next] < column { next += 1 }
            guard next < end, keptColumns[next] == column else { continue }
            kept += 1
          }
          indices.append(positions[Int(column)])
          scaled.append(source[entry])
        }
        if kept < degree && kept > 0 {
          let factor = Scalar(Double(degree) / Double(kept))
          for place in first..<indices.count where place != diagonal { scaled[place] *= factor }
        }
        // New numbers follow the hops, not the old numbers' order.
        for entry in indices.indices[first...].dropFirst() {
          var place = entry
          while place > first, indices[place - 1] > indices[place] {
            indices.swapAt(place - 1, place)
            scaled.swapAt(place - 1, place)
            place -= 1
          }
        }
        offsets.append(Int32(indices.count))
      }
    }
    return SparseOperator(
      pattern: SparsePattern(
        rows: nodes.count, columns: nodes.count, rowOffsets: offsets, columnIndices: indices),
      values: Tensor(shape: [scaled.count], scaled))
  }
}
