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
    var columns = [Double](repeating: 0, count: rows * count)
    for column in 0..<count {
      for row in 0..<rows { columns[column * rows + row] = vectors[row, column] }
    }
    return finished(values: Array(values.prefix(count)), columns: columns)
  }

  /// Sorts, fixes signs and measures residuals of `values.count` vectors stored one after the other.
  func finished(values: [Double], columns: [Double]) -> Eigenpairs {
    let count = values.count
    let order = (0..<count).sorted {
      values[$0] == values[$1] ? $0 < $1 : values[$0] < values[$1]
    }
    var vectors = DenseMatrix<Double>(rows: rows, columns: count)
    vectors.withUnsafeMutableBufferPointer { target in
      columns.withUnsafeBufferPointer { source in
        for (column, from) in order.enumerated() {
          let vector = UnsafeBufferPointer(rebasing: source[from * rows..<(from + 1) * rows])
          let sign = Self.sign(vector)
          for row in 0..<rows { target[row * count + column] = sign * vector[row] }
        }
      }
    }
    let sorted = order.map { values[$0] }
    return Eigenpairs(
      values: sorted, vectors: vectors, residuals: residuals(values: sorted, vectors: vectors))
  }

  /// The sign of the first component that reaches half of the largest magnitude.
  private static func sign(_ vector: UnsafeBufferPointer<Double>) -> Double {
    var largest = 0.0
    for value in vector { largest = max(largest, abs(value)) }
    for value in vector where abs(value) >= largest / 2 { return value < 0 ? -1 : 1 }
    return 1
  }

  private func residuals(values: [Double], vectors: DenseMatrix<Double>) -> [Double] {
    let count = values.count
    let stiff = stiffness.multiplied(by: vectors).values
    let massive = mass.multiplied(by: vectors).values
    var errors = [Double](repeating: 0, count: count)
    var norms = [Double](repeating: 0, count: count)
    for row in 0..<rows {
      for column in 0..<count {
        let weighted = massive[row * count + column]
        let error = stiff[row * count + column] - values[column] * weighted
        errors[column] += error * error
        norms[column] += weighted * weighted
      }
    }
    return (0..<count).map {
      errors[$0].squareRoot() / ((abs(values[$0]) + floor) * norms[$0].squareRoot())
    }
  }
}
