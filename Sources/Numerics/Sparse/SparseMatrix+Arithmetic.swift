extension SparseMatrix {
  /// The matrix with every value multiplied by `factor`.
  public func scaled(by factor: Scalar) -> SparseMatrix {
    replacingValues(Elements.scale(values, by: factor))
  }

  /// This matrix plus `factor` times another of the same size.
  ///
  /// The result has an entry wherever either has one, even where the sum is zero.
  ///
  /// - Complexity: linear in rows and entries.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func adding(_ other: SparseMatrix, scaledBy factor: Scalar = 1) -> SparseMatrix {
    precondition(
      rows == other.rows && columns == other.columns,
      "SparseMatrix: \(rows) × \(columns) plus \(other.rows) × \(other.columns)")
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(rows + 1)
    let most = nonzeroCount + other.nonzeroCount
    precondition(most <= SparseStructure.limit, "SparseMatrix: the sum has too many entries")
    var indices = [Int32](repeating: 0, count: most)
    var sums = [Scalar](repeating: 0, count: most)
    var count = 0
    indices.withUnsafeMutableBufferPointer { indices in
      sums.withUnsafeMutableBufferPointer { sums in
        withUnsafeArrays { aOffsets, aColumns, aValues in
          other.withUnsafeArrays { bOffsets, bColumns, bValues in
            for row in 0..<aOffsets.count - 1 {
              var a = Int(aOffsets[row])
              var b = Int(bOffsets[row])
              let aEnd = Int(aOffsets[row + 1])
              let bEnd = Int(bOffsets[row + 1])
              while a < aEnd || b < bEnd {
                let aColumn = a < aEnd ? aColumns[a] : Int32.max
                let bColumn = b < bEnd ? bColumns[b] : Int32.max
                let column = min(aColumn, bColumn)
                var sum: Scalar = 0
                if aColumn == column {
                  sum = aValues[a]
                  a += 1
                }
                if bColumn == column {
                  sum += factor * bValues[b]
                  b += 1
                }
                indices[count] = column
                sums[count] = sum
                count += 1
              }
              offsets.append(Int32(truncatingIfNeeded: count))
            }
          }
        }
      }
    }
    indices.removeLast(most - count)
    sums.removeLast(most - count)
    return SparseMatrix(
      uncheckedRows: rows, columns: columns, rowOffsets: offsets, columnIndices: indices,
      values: sums)
  }

  /// The matrix with row `r` multiplied by `factors[r]`.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func scalingRows(by factors: [Scalar]) -> SparseMatrix {
    precondition(factors.count == rows, "SparseMatrix: \(factors.count) factors for \(rows) rows")
    var scaled = values
    scaled.withUnsafeMutableBufferPointer { scaled in
      for row in 0..<rows {
        let factor = factors[row]
        for entry in Int(rowOffsets[row])..<Int(rowOffsets[row + 1]) { scaled[entry] *= factor }
      }
    }
    return replacingValues(scaled)
  }

  /// The matrix with column `c` multiplied by `factors[c]`.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func scalingColumns(by factors: [Scalar]) -> SparseMatrix {
    precondition(
      factors.count == columns, "SparseMatrix: \(factors.count) factors for \(columns) columns")
    var scaled = values
    scaled.withUnsafeMutableBufferPointer { scaled in
      factors.withUnsafeBufferPointer { factors in
        columnIndices.withUnsafeBufferPointer { indices in
          for entry in 0..<indices.count { scaled[entry] *= factors[Int(indices[entry])] }
        }
      }
    }
    return replacingValues(scaled)
  }

  /// The elements on the diagonal, zero where nothing is stored; `min(rows, columns)` of them.
  public var diagonalValues: [Scalar] {
    (0..<min(rows, columns)).map { self[$0, $0] }
  }

  /// The sum of each row, in the order of its entries; `rows` of them.
  public var rowSums: [Scalar] {
    multiplied(by: [Scalar](repeating: 1, count: columns))
  }

  /// The matrix with its values rounded to another type.
  public func converted<Other: NumericScalar>(to type: Other.Type) -> SparseMatrix<Other> {
    SparseMatrix<Other>(
      uncheckedRows: rows, columns: columns, rowOffsets: rowOffsets, columnIndices: columnIndices,
      values: Elements.convert(values, to: type))
  }

  /// The matrix with the same entries and other values.
  private func replacingValues(_ values: [Scalar]) -> SparseMatrix {
    SparseMatrix(
      uncheckedRows: rows, columns: columns, rowOffsets: rowOffsets, columnIndices: columnIndices,
      values: values)
  }
}
