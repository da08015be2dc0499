internal import CSuiteSparse

/// The calls into CHOLMOD, all under the lock of libraries with hidden state.
enum CHOLMOD {
  /// An ordering and the supernodes of the factor, as CHOLMOD lays them out.
  struct Analysis {
    var permutation: [Int32] = []
    /// The first column of each supernode, then the number of columns.
    var columns: [Int32] = [0]
    /// Where the row indices and the values of each supernode begin, then their numbers.
    var rowStarts: [Int32] = [0]
    var valueStarts: [Int32] = [0]
    var rowIndices: [Int32] = []
  }

  /// Orders a symmetric matrix and finds the structure of its factor; reads no values.
  static func analyze(_ matrix: SparseMatrix<Double>) throws(NumericsError) -> Analysis {
    guard matrix.rows > 0 else { return Analysis() }
    return try LibraryLock.withLock { () throws(NumericsError) in
      try analyzeLocked(matrix)
    }
  }

  static var version: String {
    var numbers: [Int32] = [0, 0, 0]
    cholmod_version(&numbers)
    return numbers.map(String.init).joined(separator: ".")
  }

  private static func analyzeLocked(
    _ matrix: SparseMatrix<Double>
  ) throws(NumericsError) -> Analysis {
    var common = cholmod_common()
    cholmod_start(&common)
    defer { cholmod_finish(&common) }
    var factor: UnsafeMutablePointer<cholmod_factor>?
    for ordering in orderings(rows: matrix.rows) {
      configure(&common, ordering: ordering)
      factor = withSparse(matrix) { cholmod_analyze($0, &common) }
      if common.status != CHOLMOD_NOT_INSTALLED { break }
    }
    defer { cholmod_free_factor(&factor, &common) }
    guard let factor, common.status >= CHOLMOD_OK else {
      throw failure(common, rows: matrix.rows)
    }
    let (rows, count) = (matrix.rows, factor.pointee.nsuper)
    return Analysis(
      permutation: integers(factor.pointee.Perm, count: rows),
      columns: integers(factor.pointee.super, count: count + 1),
      rowStarts: integers(factor.pointee.pi, count: count + 1),
      valueStarts: integers(factor.pointee.px, count: count + 1),
      rowIndices: integers(factor.pointee.s, count: factor.pointee.ssize))
  }

  /// From how many rows nested dissection is worth its time: it takes half a second of 160,000 rows, and the factor
  /// of a surface's Laplacian has a quarter to a third fewer entries, for every solve.
  private static let dissectedRows = 100_000

  /// The ordering to take, and another for a CHOLMOD that was built without it.
  private static func orderings(rows: Int) -> [Int32] {
    let minimumDegree = Int32(CHOLMOD_AMD)
    return rows < dissectedRows ? [minimumDegree] : [Int32(CHOLMOD_METIS), minimumDegree]
  }

  /// One ordering, not the best of several.
  ///
  /// METIS draws from libc's random numbers, but seeds them at each call,
  /// and nobody else draws under the lock.
  private static func configure(_ common: inout cholmod_common, ordering: Int32) {
    common.print = 0
    common.nmethods = 1
    common.method.0.ordering = ordering
    common.postorder = 1
    common.supernodal = Int32(CHOLMOD_SUPERNODAL)
  }

  /// A symmetric matrix by rows is the same matrix by columns, so CHOLMOD reads our arrays in place.
  private static func withSparse<Result>(
    _ matrix: SparseMatrix<Double>, _ body: (UnsafeMutablePointer<cholmod_sparse>) -> Result
  ) -> Result {
    matrix.withUnsafeArrays { offsets, columns, values in
      var sparse = cholmod_sparse()
      sparse.nrow = matrix.rows
      sparse.ncol = matrix.columns
      sparse.nzmax = matrix.nonzeroCount
      sparse.p = UnsafeMutableRawPointer(mutating: offsets.baseAddress)
      sparse.i = UnsafeMutableRawPointer(mutating: columns.baseAddress)
      sparse.x = UnsafeMutableRawPointer(mutating: values.baseAddress)
      sparse.stype = 1
      sparse.itype = Int32(CHOLMOD_INT)
      sparse.xtype = Int32(CHOLMOD_REAL)
      sparse.dtype = Int32(CHOLMOD_DOUBLE)
      sparse.sorted = 1
      sparse.packed = 1
      return body(&sparse)
    }
  }

  private static func integers(_ pointer: UnsafeMutableRawPointer?, count: Int) -> [Int32] {
    guard let pointer else { return [] }
    return Array(
      UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: Int32.self), count: count))
  }

  private static func failure(_ common: cholmod_common, rows: Int) -> NumericsError {
    switch common.status {
    case CHOLMOD_OUT_OF_MEMORY:
      .factorMemory(rows: rows)
    case CHOLMOD_TOO_LARGE:
      NumericsError(
        .sizeOutOfRange,
        "The factor of a matrix of \(rows) rows has more entries than 32-bit indices carry. Use a"
          + " coarser mesh.")
    default:
      NumericsError(
        .libraryFailure,
        "CHOLMOD failed with status \(common.status) on a matrix of \(rows) rows. Report this as"
          + " a bug.")
    }
  }
}
