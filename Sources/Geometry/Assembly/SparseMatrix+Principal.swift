internal import Numerics

extension SparseMatrix where Scalar == Double {
  /// The rows and columns in `kept` (ascending) of a square matrix.
  func principal(_ kept: [Int32]) -> SparseMatrix<Double> {
    if kept.count == rows { return self }
    var places = [Int32](repeating: -1, count: columns)
    for (place, index) in kept.enumerated() { places[Int(index)] = Int32(place) }
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(kept.count + 1)
    var indices: [Int32] = []
    var keptValues: [Double] = []
    indices.reserveCapacity(nonzeroCount)
    keptValues.reserveCapacity(nonzeroCount)
    for row in kept {
      for slot in entries(inRow: Int(row)) {
        let place = places[Int(columnIndices[slot])]
        guard place >= 0 else { continue }
        indices.append(place)
        keptValues.append(values[slot])
      }
      offsets.append(Int32(indices.count))
    }
    return SparseMatrix(
      uncheckedRows: kept.count, columns: kept.count, rowOffsets: offsets, columnIndices: indices,
      values: keptValues)
  }
}
