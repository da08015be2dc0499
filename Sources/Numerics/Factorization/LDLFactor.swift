internal import CKernels

/// L and D of P A Pᵀ = L D Lᵀ, by columns; the first entry of column j is D[j] in row j.
struct LDLFactor: Sendable {
  let columnOffsets: [Int32]
  let rowIndices: [Int32]
  let values: [Double]
  /// Row k of the factored matrix is row `permutation[k]` of the given one.
  let permutation: [Int32]

  var count: Int { permutation.count }

  /// Solves in place for `width` right-hand sides, row-major, in the order of the factor.
  func solve(_ sides: UnsafeMutableBufferPointer<Double>, width: Int) {
    columnOffsets.withUnsafeBufferPointer { offsets in
      rowIndices.withUnsafeBufferPointer { rows in
        values.withUnsafeBufferPointer { values in
          meridian_ldl_solve(
            count, offsets.baseAddress, rows.baseAddress, values.baseAddress, width, width,
            sides.baseAddress)
        }
      }
    }
  }

  /// The number of negative pivots: of negative eigenvalues of the factored matrix, by Sylvester's law of inertia.
  var negativePivotCount: Int {
    columnOffsets.dropLast().count { values[Int($0)] < 0 }
  }

  /// Throws unless every pivot stands out from the rounding errors of its own diagonal element.
  func checkPositive(_ matrix: SparseMatrix<Double>) throws(NumericsError) {
    for column in 0..<count {
      let pivot = values[Int(columnOffsets[column])]
      let row = Int(permutation[column])
      let noise = 8 * Double.ulpOfOne * abs(matrix[row, row])
      guard pivot > noise else { throw Self.notPositive(row: row, pivot: pivot) }
    }
  }

  static func notPositive(row: Int, pivot: Double?) -> NumericsError {
    NumericsError(
      .notPositiveDefinite,
      "The matrix is not positive definite: eliminating row and column \(row)"
        + (pivot.map { " leaves the pivot \($0)" } ?? " fails")
        + ". If it is a Laplacian, fix one value or add a small multiple of the mass matrix.")
  }
}
