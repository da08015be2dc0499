internal import Numerics

/// Powers of a matrix times a few unit vectors, on the rows that are not zero alone.
struct WalkBlock {
  /// One number for each vector.
  typealias Lanes = SIMD8<Double>
  /// The number of vectors.
  static let width = 8

  private let matrix: SparseMatrix<Double>
  /// Which rows can be reached from a row: those whose entries name it.
  private let reach: SparseMatrix<Double>
  private var present: [Lanes]
  private var previous: [Lanes]
  /// The rows that may hold something, in the order they were reached.
  private var rows: [Int32] = []
  private var isReached: [Bool]
  /// Where those begin that were reached by the last step.
  private var frontier = 0

  /// - Parameters:
  ///   - matrix: n × n.
  ///   - transposed: its transpose.
  init(_ matrix: SparseMatrix<Double>, transposed: SparseMatrix<Double>) {
    self.matrix = matrix
    reach = transposed
    present = [Lanes](repeating: .zero, count: matrix.rows)
    previous = present
    isReached = [Bool](repeating: false, count: matrix.rows)
  }

  /// Begins with the unit vectors of up to `width` rows; the block must be clear.
  mutating func start(at nodes: ArraySlice<Int32>) {
    for (lane, node) in nodes.enumerated() {
      present[Int(node)][lane] = 1
      isReached[Int(node)] = true
      rows.append(node)
    }
  }

  /// Multiplies the vectors by the matrix.
  mutating func advance() {
    let end = rows.count
    for index in frontier..<end {
      for slot in reach.entries(inRow: Int(rows[index])) {
        let row = reach.columnIndices[slot]
        guard !isReached[Int(row)] else { continue }
        isReached[Int(row)] = true
        rows.append(row)
      }
    }
    frontier = end
    swap(&present, &previous)
    for row in rows {
      var sum = Lanes.zero
      for slot in matrix.entries(inRow: Int(row)) {
        sum += matrix.values[slot] * previous[Int(matrix.columnIndices[slot])]
      }
      present[Int(row)] = sum
    }
  }

  /// The inner product of each vector with that of another block.
  func products(with other: WalkBlock) -> Lanes {
    let shorter = rows.count <= other.rows.count ? rows : other.rows
    return shorter.reduce(into: Lanes.zero) { sum, row in
      sum += present[Int(row)] * other.present[Int(row)]
    }
  }

  /// The inner product of each vector with what it was before the last step.
  func productsWithPrevious() -> Lanes {
    rows.reduce(into: Lanes.zero) { sum, row in sum += present[Int(row)] * previous[Int(row)] }
  }

  /// Makes all vectors zero again.
  mutating func clear() {
    for row in rows {
      present[Int(row)] = .zero
      previous[Int(row)] = .zero
      isReached[Int(row)] = false
    }
    rows.removeAll(keepingCapacity: true)
    frontier = 0
  }
}
