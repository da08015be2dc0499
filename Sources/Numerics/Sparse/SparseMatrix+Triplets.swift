extension SparseMatrix {
  /// A matrix of the given elements; several for one place are summed in the order given.
  ///
  /// - Parameters:
  ///   - rows: the number of rows, below 2³¹.
  ///   - columns: the number of columns, below 2³¹.
  ///   - triplets: row, column and value of each element, in any order.
  /// - Throws: ``NumericsError`` naming the triplet whose row or column is out of range.
  /// - Complexity: linear in rows and triplets (a stable counting sort by row, a stable radix sort within long rows).
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public init(
    rows: Int, columns: Int, triplets: [(row: Int, column: Int, value: Scalar)]
  ) throws(NumericsError) {
    try SparseStructure.checkSize(rows: rows, columns: columns, entries: triplets.count)
    let outside = triplets.firstIndex {
      $0.row < 0 || $0.row >= rows || $0.column < 0 || $0.column >= columns
    }
    if let outside {
      let (row, column) = (triplets[outside].row, triplets[outside].column)
      throw NumericsError(
        .invalidStructure,
        "Triplet \(outside) is at row \(row), column \(column), outside a matrix of \(rows) ×"
          + " \(columns). Correct the index or the size.")
    }
    let sorted = TripletSort.sorted(rows: rows, triplets)
    self.init(
      uncheckedRows: rows, columns: columns, rowOffsets: sorted.offsets,
      columnIndices: sorted.columns, values: sorted.values)
  }
}

private enum TripletSort {
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  static func sorted<Scalar: NumericScalar>(
    rows: Int, _ triplets: [(row: Int, column: Int, value: Scalar)]
  ) -> (offsets: [Int32], columns: [Int32], values: [Scalar]) {
    var starts = [Int32](repeating: 0, count: rows + 1)
    for triplet in triplets { starts[triplet.row + 1] += 1 }
    for row in 0..<rows { starts[row + 1] += starts[row] }
    let count = triplets.count
    var places = starts
    var indices = [Int32](repeating: 0, count: count)
    var values = [Scalar](repeating: 0, count: count)
    places.withUnsafeMutableBufferPointer { places in
      indices.withUnsafeMutableBufferPointer { indices in
        values.withUnsafeMutableBufferPointer { values in
          for triplet in triplets {
            let place = Int(places[triplet.row])
            places[triplet.row] += 1
            indices[place] = Int32(truncatingIfNeeded: triplet.column)
            values[place] = triplet.value
          }
          sortRows(starts, indices, values)
        }
      }
    }
    let kept = sumDuplicates(offsets: &starts, columns: &indices, values: &values)
    if kept < count {
      indices.removeLast(count - kept)
      values.removeLast(count - kept)
    }
    return (starts, indices, values)
  }

  /// Sorts the entries of each row by column, equal columns staying in their order.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private static func sortRows<Scalar: NumericScalar>(
    _ offsets: [Int32], _ columns: UnsafeMutableBufferPointer<Int32>,
    _ values: UnsafeMutableBufferPointer<Scalar>
  ) {
    var spareColumns: [Int32] = []
    var spareValues: [Scalar] = []
    for row in 0..<offsets.count - 1 {
      let range = Int(offsets[row])..<Int(offsets[row + 1])
      if range.count <= 32 {
        insertionSort(range, columns, values)
        continue
      }
      if spareColumns.count < range.count {
        spareColumns = Array(repeating: 0, count: 2 * range.count)
        spareValues = Array(repeating: 0, count: 2 * range.count)
      }
      spareColumns.withUnsafeMutableBufferPointer { spareColumns in
        spareValues.withUnsafeMutableBufferPointer { spareValues in
          radixSort(
            UnsafeMutableBufferPointer(rebasing: columns[range]),
            UnsafeMutableBufferPointer(rebasing: values[range]), spareColumns, spareValues)
        }
      }
    }
  }

  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private static func insertionSort<Scalar: NumericScalar>(
    _ range: Range<Int>, _ columns: UnsafeMutableBufferPointer<Int32>,
    _ values: UnsafeMutableBufferPointer<Scalar>
  ) {
    for entry in range.dropFirst() {
      let column = columns[entry]
      let value = values[entry]
      var place = entry
      while place > range.lowerBound, columns[place - 1] > column {
        columns[place] = columns[place - 1]
        values[place] = values[place - 1]
        place -= 1
      }
      columns[place] = column
      values[place] = value
    }
  }

  /// Sorts by bytes from the lowest, as many as the largest column has.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private static func radixSort<Scalar: NumericScalar>(
    _ columns: UnsafeMutableBufferPointer<Int32>, _ values: UnsafeMutableBufferPointer<Scalar>,
    _ spareColumns: UnsafeMutableBufferPointer<Int32>,
    _ spareValues: UnsafeMutableBufferPointer<Scalar>
  ) {
    let largest = columns.max() ?? 0
    var shift: Int32 = 0
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 257) { places in
      while shift < 32, largest >> shift > 0 {
        places.initialize(repeating: 0)
        for column in columns { places[Int(column >> shift & 255) + 1] += 1 }
        for byte in 0..<256 { places[byte + 1] += places[byte] }
        for entry in 0..<columns.count {
          let byte = Int(columns[entry] >> shift & 255)
          spareColumns[places[byte]] = columns[entry]
          spareValues[places[byte]] = values[entry]
          places[byte] += 1
        }
        for entry in 0..<columns.count {
          columns[entry] = spareColumns[entry]
          values[entry] = spareValues[entry]
        }
        shift += 8
      }
    }
  }

  /// Merges neighbours of equal row and column in place; returns the number of entries left.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private static func sumDuplicates<Scalar: NumericScalar>(
    offsets: inout [Int32], columns: inout [Int32], values: inout [Scalar]
  ) -> Int {
    offsets.withUnsafeMutableBufferPointer { offsets in
      columns.withUnsafeMutableBufferPointer { columns in
        values.withUnsafeMutableBufferPointer { values in
          var kept = 0
          var begin = 0
          for row in 0..<offsets.count - 1 {
            let end = Int(offsets[row + 1])
            let first = kept
            for entry in begin..<end {
              if kept > first, columns[kept - 1] == columns[entry] {
                values[kept - 1] += values[entry]
              } else {
                columns[kept] = columns[entry]
                values[kept] = values[entry]
                kept += 1
              }
            }
            begin = end
            offsets[row + 1] = Int32(truncatingIfNeeded: kept)
          }
          return kept
        }
      }
    }
  }
}
