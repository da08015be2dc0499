internal import CSuiteSparse

/// The calls into CHOLMOD, all under the lock of libraries with hidden state.
enum CHOLMOD {
  /// Factors the upper triangle of a symmetric matrix, pivots of either sign.
  static func factor(_ matrix: SparseMatrix<Double>) throws(NumericsError) -> LDLFactor {
    OpenBLAS.useOneThread()
    return try LibraryLock.withLock { () throws(NumericsError) in
      try factorLocked(matrix)
    }
  }

  static var version: String {
    var numbers: [Int32] = [0, 0, 0]
    cholmod_version(&numbers)
    return numbers.map(String.init).joined(separator: ".")
  }

  private static func factorLocked(
    _ matrix: SparseMatrix<Double>
  ) throws(NumericsError) -> LDLFactor {
    var common = cholmod_common()
    cholmod_start(&common)
    defer { cholmod_finish(&common) }
    configure(&common)
    var factor = withSparse(matrix) { sparse -> UnsafeMutablePointer<cholmod_factor>? in
      guard let factor = cholmod_analyze(sparse, &common) else { return nil }
      cholmod_factorize(sparse, factor, &common)
      return factor
    }
    defer { cholmod_free_factor(&factor, &common) }
    guard let factor else { throw failure(common, rows: matrix.rows) }
    if common.status == CHOLMOD_NOT_POSDEF || factor.pointee.minor < factor.pointee.n {
      throw notPositive(factor)
    }
    guard common.status >= CHOLMOD_OK else { throw failure(common, rows: matrix.rows) }
    // Simplicial, packed, columns in order: the form the solves read.
    cholmod_change_factor(Int32(CHOLMOD_REAL), 0, 0, 1, 1, factor, &common)
    guard common.status >= CHOLMOD_OK else { throw failure(common, rows: matrix.rows) }
    return copy(factor, rows: matrix.rows)
  }

  /// One ordering, chosen for repeatability: METIS draws from libc's random numbers.
  private static func configure(_ common: inout cholmod_common) {
    common.print = 0
    common.nmethods = 1
    common.method.0.ordering = Int32(CHOLMOD_AMD)
    common.postorder = 1
    common.supernodal = Int32(CHOLMOD_SIMPLICIAL)
    common.final_ll = 0
    common.final_pack = 1
    common.final_monotonic = 1
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

  private static func copy(
    _ factor: UnsafeMutablePointer<cholmod_factor>, rows: Int
  ) -> LDLFactor {
    let offsets = integers(factor.pointee.p, count: rows + 1)
    let entries = Int(offsets.last ?? 0)
    let values = factor.pointee.x?.assumingMemoryBound(to: Double.self)
    return LDLFactor(
      columnOffsets: offsets, rowIndices: integers(factor.pointee.i, count: entries),
      values: Array(UnsafeBufferPointer(start: values, count: values == nil ? 0 : entries)),
      permutation: integers(factor.pointee.Perm, count: rows))
  }

  private static func integers(_ pointer: UnsafeMutableRawPointer?, count: Int) -> [Int32] {
    guard let pointer else { return [] }
    return Array(
      UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: Int32.self), count: count))
  }

  private static func notPositive(
    _ factor: UnsafeMutablePointer<cholmod_factor>
  ) -> NumericsError {
    let (minor, count) = (factor.pointee.minor, factor.pointee.n)
    let order = integers(factor.pointee.Perm, count: count)
    return LDLFactor.notPositive(row: minor < count ? Int(order[minor]) : 0, pivot: nil)
  }

  private static func failure(_ common: cholmod_common, rows: Int) -> NumericsError {
    switch common.status {
    case CHOLMOD_OUT_OF_MEMORY:
      NumericsError(
        .outOfMemory,
        "Factoring a matrix of \(rows) rows needs more memory than there is. Use a coarser mesh"
          + " or a machine with more memory.")
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
