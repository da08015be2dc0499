internal import CKernels

/// K x = λ M x and what any solver of it needs: scales, the dense way, and the finishing of raw eigenvectors.
struct EigenProblem {
  let stiffness: SparseMatrix<Double>
  let mass: SparseMatrix<Double>
  /// The mean eigenvalue, up to the off-diagonal part of M.
  let scale: Double

  init(stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>) {
    self.stiffness = stiffness
    self.mass = mass
    let trace = stiffness.diagonalValues.reduce(0) { $0 + abs($1) }
    let massTrace = mass.diagonalValues.reduce(0, +)
    let ratio = trace / massTrace
    scale = ratio > 0 && ratio.isFinite ? ratio : 1
  }

  var rows: Int { stiffness.rows }

  /// A scale below the lowest nonzero eigenvalue of a surface's Laplacian (Weyl's law), see ``Eigenpairs``.
  var floor: Double { 0.1 * scale / Double(rows) }

  /// Whether the dense way is the better one.
  func isSmall(count: Int) -> Bool {
    rows <= 64 || 2 * count > rows
  }

  func solveDensely(count: Int) throws(NumericsError) -> Eigenpairs {
    let (values, vectors) = try SymmetricEigen.decompose(stiffness.dense(), mass: mass.dense())
    var columns = DenseMatrix<Double>(rows: rows, columns: count)
    for row in 0..<rows {
      for column in 0..<count { columns[row, column] = vectors[row, column] }
    }
    return finished(values: Array(values.prefix(count)), vectors: columns)
  }

  /// Fixes signs and measures residuals of pairs in ascending order.
  func finished(values: [Double], vectors: consuming DenseMatrix<Double>) -> Eigenpairs {
    fixSigns(&vectors)
    return Eigenpairs(
      values: values, vectors: vectors, residuals: residuals(values: values, vectors: vectors))
  }

  /// Makes the first component of each vector that reaches half of the largest magnitude positive.
  private func fixSigns(_ vectors: inout DenseMatrix<Double>) {
    let count = vectors.columns
    var largest = [Double](repeating: 0, count: count)
    var signs = [Double](repeating: 0, count: count)
    vectors.withUnsafeMutableBufferPointer { entries in
      for row in 0..<rows {
        for column in 0..<count {
          largest[column] = max(largest[column], abs(entries[row * count + column]))
        }
      }
      for row in 0..<rows {
        for column in 0..<count where signs[column] == 0 {
          let value = entries[row * count + column]
          if abs(value) >= largest[column] / 2 { signs[column] = value < 0 ? -1 : 1 }
        }
      }
      Parallel.forEach(rangesOf: rows, grain: 4_096) { range in
        for row in range {
          for column in 0..<count { entries[row * count + column] *= signs[column] }
        }
      }
    }
  }

  private func residuals(values: [Double], vectors: DenseMatrix<Double>) -> [Double] {
    let count = values.count
    let grain = 1_024
    let pieces = (rows + grain - 1) / grain
    // Squares of errors, then of norms, for each piece of the rows.
    var squares = [Double](repeating: 0, count: pieces * 2 * count)
    squares.withUnsafeMutableBufferPointer { squares in
      vectors.values.withUnsafeBufferPointer { x in
        Parallel.forEach(pieces) { piece in
          let range = piece * grain..<min((piece + 1) * grain, rows)
          let size = range.count * count
          withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * size) { memory in
            let stiff = memory.extracting(0..<size)
            let massive = memory.extracting(size..<2 * size)
            stiffness.multiply(x, width: count, rowsIn: range, into: stiff)
            mass.multiply(x, width: count, rowsIn: range, into: massive)
            let sums = squares.extracting(piece * 2 * count..<(piece + 1) * 2 * count)
            for row in 0..<range.count {
              for column in 0..<count {
                let weighted = massive[row * count + column]
                let error = stiff[row * count + column] - values[column] * weighted
                sums[column] += error * error
                sums[count + column] += weighted * weighted
              }
            }
          }
        }
      }
    }
    func total(_ entry: Int) -> Double {
      (0..<pieces).reduce(0) { $0 + squares[$1 * 2 * count + entry] }
    }
    return (0..<count).map {
      total($0).squareRoot() / ((abs(values[$0]) + floor) * total(count + $0).squareRoot())
    }
  }
}

extension SparseMatrix where Scalar == Double {
  /// Writes some rows of the product with a row-major dense matrix of `width` columns.
  fileprivate func multiply(
    _ source: UnsafeBufferPointer<Double>, width: Int, rowsIn range: Range<Int>,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    withUnsafeArrays { offsets, columns, values in
      guard let offsets = offsets.baseAddress else { return }
      meridian_sparse_times_dense(
        Scalar.element, 0, range.count, offsets + range.lowerBound, columns.baseAddress,
        values.baseAddress, 1, width, source.baseAddress, target.baseAddress)
    }
  }
}
