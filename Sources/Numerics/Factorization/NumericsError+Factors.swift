extension NumericsError {
  /// A factor that does not fit.
  static func factorMemory(rows: Int) -> NumericsError {
    NumericsError(
      .outOfMemory,
      "Factoring a matrix of \(rows) rows needs more memory than there is. Use a coarser mesh"
        + " or a machine with more memory.")
  }

  /// A pivot that is not positive, or not told by the library that met it.
  static func notPositive(row: Int, pivot: Double?) -> NumericsError {
    NumericsError(
      .notPositiveDefinite,
      "The matrix is not positive definite: eliminating row and column \(row)"
        + (pivot.map { " leaves the pivot \($0)" } ?? " fails")
        + ". If it is a Laplacian, fix one value or add a small multiple of the mass matrix.")
  }
}
