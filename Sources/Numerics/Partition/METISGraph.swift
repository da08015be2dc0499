/// A graph in METIS' integers.
///
/// Weights that are all equal are left out. Whole numbers whose sum is at most 2²⁹ stay as they are; others are
/// multiplied by the factor that makes their sum 2²⁹, rounded, and are at least 1. So weights keep about
/// 29 − log₂(their number) bits, and those below 2⁻²⁹ of the sum count as that.
struct METISGraph {
  private let offsets: [Int32]
  private let neighbours: [Int32]
  private let nodeWeights: [Int32]?
  private let edgeWeights: [Int32]?

  var nodeCount: Int { offsets.count - 1 }
  var hasEdges: Bool { !neighbours.isEmpty }

  /// The graph of a symmetric matrix; diagonal entries and zeros are no edges.
  init(_ adjacency: SparseMatrix<Double>, nodeWeights: [Double]?) {
    let adjacency = Self.hasOnlyEdges(adjacency) ? adjacency : Self.onlyEdges(of: adjacency)
    offsets = adjacency.rowOffsets
    neighbours = adjacency.columnIndices
    edgeWeights = Self.integers(adjacency.values)
    self.nodeWeights = nodeWeights.flatMap(Self.integers)
  }

  func withUnsafeArrays<Result>(
    _ body: (
      UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?,
      UnsafeMutablePointer<Int32>?
    ) -> Result
  ) -> Result {
    Self.withPointer(offsets) { offsets in
      Self.withPointer(neighbours) { neighbours in
        Self.withPointer(nodeWeights) { nodeWeights in
          Self.withPointer(edgeWeights) { body(offsets, neighbours, nodeWeights, $0) }
        }
      }
    }
  }

  private static func withPointer<Result>(
    _ values: [Int32]?, _ body: (UnsafeMutablePointer<Int32>?) -> Result
  ) -> Result {
    guard let values else { return body(nil) }
    return values.withUnsafeBufferPointer { body(UnsafeMutablePointer(mutating: $0.baseAddress)) }
  }

  /// The largest sum of integer weights; METIS adds them in 32 bits, with some room.
  static let largestSum = 0x1p29

  static func integers(_ weights: [Double]) -> [Int32]? {
    guard let first = weights.first, !weights.allSatisfy({ $0 == first }) else { return nil }
    let sum = weights.reduce(0, +)
    if sum <= largestSum, weights.allSatisfy({ $0 == $0.rounded() && $0 >= 1 }) {
      return weights.map { Int32($0) }
    }
    // The sum may be infinite: halve it by parts.
    let factor = sum.isFinite ? largestSum / sum : 0
    guard factor.isNormal else {
      let heaviest = weights.max() ?? 1
      let scaled = weights.reduce(0) { $0 + $1 / heaviest }
      return weights.map { integer($0 / heaviest * (largestSum / scaled)) }
    }
    return weights.map { integer($0 * factor) }
  }

  private static func integer(_ weight: Double) -> Int32 { max(1, Int32(weight.rounded())) }

  private static func hasOnlyEdges(_ matrix: SparseMatrix<Double>) -> Bool {
    matrix.withUnsafeArrays { offsets, columns, values in
      for row in 0..<matrix.rows {
        for slot in Int(offsets[row])..<Int(offsets[row + 1])
        where columns[slot] == Int32(truncatingIfNeeded: row) || values[slot] == 0 {
          return false
        }
      }
      return true
    }
  }

  private static func onlyEdges(of matrix: SparseMatrix<Double>) -> SparseMatrix<Double> {
    var offsets: [Int32] = [0]
    var columns: [Int32] = []
    var values: [Double] = []
    for row in 0..<matrix.rows {
      for slot in matrix.entries(inRow: row) {
        guard Int(matrix.columnIndices[slot]) != row, matrix.values[slot] != 0 else { continue }
        columns.append(matrix.columnIndices[slot])
        values.append(matrix.values[slot])
      }
      offsets.append(Int32(columns.count))
    }
    return SparseMatrix(
      uncheckedRows: matrix.rows, columns: matrix.columns, rowOffsets: offsets,
      columnIndices: columns, values: values)
  }
}
