internal import CKernels
internal import COpenBLAS

/// Loops over complex elements, each a real part followed by an imaginary one.
extension Kernels {
  /// Functions of two elements, the first of them complex.
  package enum ComplexBinary: Int32, Sendable {
    /// `a b`.
    case product
    /// `a conj(b)`.
    case conjugateProduct
    /// `a b` for a real b.
    case scale
    /// The real part of `a conj(b)`; the result is real.
    case inner

    /// Numbers that an element of the second operand has.
    var rightWidth: Int { self == .scale ? 1 : 2 }
    /// Numbers that an element of the result has.
    package var resultWidth: Int { self == .inner ? 1 : 2 }
  }

  /// `y[r, c] = a ∘ b` over a grid where each operand has its own steps, counted in elements; column steps are 0 or 1.
  package static func complexBinary<S: NumericScalar>(
    _ function: ComplexBinary, rows: Int, columns: Int, _ a: UnsafePointer<S>, rowStep aRow: Int,
    columnStep aColumn: Int, _ b: UnsafePointer<S>, rowStep bRow: Int, columnStep bColumn: Int,
    into y: UnsafeMutablePointer<S>
  ) {
    let (bWidth, yWidth) = (function.rightWidth, function.resultWidth)
    if rows == 1 {
      shards(columns, size: elementShard / 2) { range in
        let start = range.lowerBound
        meridian_complex_binary(
          S.element, function.rawValue, 1, range.count, a + 2 * start * aColumn, 0, aColumn,
          b + bWidth * start * bColumn, 0, bColumn, y + yWidth * start)
      }
    } else {
      shards(rows, size: rowShard(elementsPerRow: 2 * columns)) { range in
        let start = range.lowerBound
        meridian_complex_binary(
          S.element, function.rawValue, range.count, columns, a + 2 * start * aRow, aRow, aColumn,
          b + bWidth * start * bRow, bRow, bColumn, y + yWidth * start * columns)
      }
    }
  }

  /// `y = conj(x)` for `count` complex elements.
  package static func conjugate<S: NumericScalar>(
    count: Int, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    shards(count, size: elementShard / 2) { range in
      let start = 2 * range.lowerBound
      meridian_complex_conjugate(S.element, range.count, x + start, y + start)
    }
  }

  /// Rows of a complex product that are formed together.
  private static let complexTileRows = 256

  /// Complex matrices of one shape, one after another `step` elements apart, with rows `rowStep` elements apart.
  package struct ComplexMatrices {
    let rowStep: Int
    let step: Int
    /// Whether each is conjugated and transposed before it is multiplied.
    let isAdjoint: Bool

    package init(rowStep: Int, step: Int, adjoint: Bool = false) {
      (self.rowStep, self.step, isAdjoint) = (rowStep, step, adjoint)
    }
  }

  /// `batch` products of complex matrices, `c = op(a) op(b)` with op(a) m × k and op(b) k × n.
  package static func complexGemm<S: NumericScalar>(
    batch: Int, m: Int, n: Int, k: Int, _ a: UnsafePointer<S>, _ aLayout: ComplexMatrices,
    _ b: UnsafePointer<S>, _ bLayout: ComplexMatrices, into c: UnsafeMutablePointer<S>,
    _ cLayout: ComplexMatrices
  ) {
    guard m > 0, n > 0, batch > 0 else { return }
    OpenBLAS.useOneThread()
    let group = max(1, (1 << 16) / max(1, m * n * k))
    shards(batch, size: group) { range in
      for index in range {
        let target = c + 2 * index * cLayout.step
        guard k > 0 else {
          for row in 0..<m { fill(count: 2 * n, with: 0, target + 2 * row * cLayout.rowStep) }
          continue
        }
        let (left, right) = (a + 2 * index * aLayout.step, b + 2 * index * bLayout.step)
        shards(m, size: complexTileRows) { rows in
          complexProduct(
            m: rows.count, n: n, k: k,
            left + 2 * rows.lowerBound * (aLayout.isAdjoint ? 1 : aLayout.rowStep), aLayout, right,
            bLayout, target + 2 * rows.lowerBound * cLayout.rowStep, cLayout.rowStep)
        }
      }
    }
  }

  private static func complexProduct<S: NumericScalar>(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<S>, _ aLayout: ComplexMatrices,
    _ b: UnsafePointer<S>, _ bLayout: ComplexMatrices, _ c: UnsafeMutablePointer<S>,
    _ cRowStep: Int
  ) {
    let left = aLayout.isAdjoint ? CblasConjTrans : CblasNoTrans
    let right = bLayout.isAdjoint ? CblasConjTrans : CblasNoTrans
    let one: (S, S) = (1, 0)
    let zero: (S, S) = (0, 0)
    withUnsafePointer(to: one) { one in
      withUnsafePointer(to: zero) { zero in
        if S.element == Int32(MERIDIAN_FLOAT32) {
          cblas_cgemm(
            CblasRowMajor, left, right, blasint(m), blasint(n), blasint(k), one, a,
            blasint(aLayout.rowStep), b, blasint(bLayout.rowStep), zero, c, blasint(cRowStep))
        } else {
          cblas_zgemm(
            CblasRowMajor, left, right, blasint(m), blasint(n), blasint(k), one, a,
            blasint(aLayout.rowStep), b, blasint(bLayout.rowStep), zero, c, blasint(cRowStep))
        }
      }
    }
  }
}
