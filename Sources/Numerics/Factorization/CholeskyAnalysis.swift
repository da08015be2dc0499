internal import CKernels

/// The ordering and the structure of the factor of symmetric matrices with one pattern.
///
/// CHOLMOD orders (by approximate minimum degree, from 100,000 rows on by METIS' nested dissection) and finds the
/// supernodes: Chen, Davis, Hager and Rajamanickam, "Algorithm 887: CHOLMOD", ACM TOMS 35(3), 2008. Make it once to factor several matrices of the same pattern.
public final class CholeskyAnalysis: @unchecked Sendable {
  // Unchecked: the arrays that `nodes` points to belong to this object and are never written after `init`.

  /// The number of rows of the matrices.
  public let rows: Int

  /// The number of entries of L, the diagonal included.
  public let factorNonzeroCount: Int

  /// What the C functions read.
  let nodes: meridian_supernodes

  /// The places that a vector has for rows outside of subtrees, after one for each row.
  let vectorLength: Int
  /// The number of values that a factor stores.
  let valueCount: Int

  /// Row k of the factored matrix is row `permutation[k]` of the given one.
  let permutation: [Int32]

  private let rowOffsets: [Int32]
  private let columnIndices: [Int32]
  private let owned: [UnsafeMutableRawPointer]

  /// Analyzes the pattern of a matrix; its values are not read.
  ///
  /// - Parameter matrix: square, its pattern symmetric.
  /// - Throws: ``NumericsError`` for another pattern or one whose factor is too large.
  public init(_ matrix: SparseMatrix<Double>) throws(NumericsError) {
    guard matrix.rows == matrix.columns else {
      throw NumericsError(
        .notSquare,
        "The matrix is \(matrix.rows) × \(matrix.columns). A square one is needed.")
    }
    guard SymmetricCheck.hasSymmetricPattern(matrix) else {
      throw NumericsError(
        .notSymmetric,
        "The pattern of the matrix is not symmetric. Add its transpose and halve it.")
    }
    rows = matrix.rows
    rowOffsets = matrix.rowOffsets
    columnIndices = matrix.columnIndices
    let analysis = try CHOLMOD.analyze(matrix)
    permutation = analysis.permutation
    let plan = SupernodePlan(analysis)
    var owned: [UnsafeMutableRawPointer] = []
    func keep<Element>(_ values: [Element]) -> UnsafePointer<Element> {
      let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(1, values.count))
      copy.initialize(from: values, count: values.count)
      owned.append(UnsafeMutableRawPointer(copy))
      return UnsafePointer(copy)
    }
    nodes = meridian_supernodes(
      rows: Int32(rows), count: Int32(plan.parents.count), columns: keep(analysis.columns),
      rowStarts: keep(analysis.rowStarts.map { Int64($0) }),
      valueStarts: keep(analysis.valueStarts.map { Int64($0) }),
      rowIndices: keep(analysis.rowIndices), solveIndices: keep(plan.solveIndices),
      parents: keep(plan.parents), taskCount: Int32(plan.taskStarts.count - 2),
      taskStarts: keep(plan.taskStarts), order: keep(plan.order),
      subtreeCount: Int32(plan.subtreeRoots.count), subtreeRoots: keep(plan.subtreeRoots),
      subtreeStarts: keep(plan.subtreeStarts), permutation: keep(analysis.permutation))
    self.owned = owned
    vectorLength = Int(plan.subtreeStarts.last ?? Int64(rows))
    valueCount = Int(analysis.valueStarts.last ?? 0)
    factorNonzeroCount = (0..<plan.parents.count).reduce(0) { sum, node in
      let width = Int(analysis.columns[node + 1] - analysis.columns[node])
      let height = Int(analysis.rowStarts[node + 1] - analysis.rowStarts[node])
      return sum + width * height - width * (width - 1) / 2
    }
  }

  deinit {
    for pointer in owned { pointer.deallocate() }
  }

  /// Whether a matrix has the pattern that was analyzed.
  func fits(_ matrix: SparseMatrix<Double>) -> Bool {
    matrix.columns == rows && matrix.rowOffsets == rowOffsets
      && matrix.columnIndices == columnIndices
  }
}
