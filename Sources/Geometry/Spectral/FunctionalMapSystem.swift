internal import Numerics

/// The linear system of the least squares of a functional map C (k₂ × k₁).
///
/// H(C) = C G + D ⊙ C + K(C) = R with G = A Aᵀ w_d / d, D the differences of eigenvalues, R = B Aᵀ w_d / d, and K
/// what commutativity with descriptors adds.
struct FunctionalMapSystem {
  /// G, k₁ × k₁.
  private let gram: DenseMatrix<Double>
  /// R, k₂ × k₁.
  private let right: DenseMatrix<Double>
  /// D and what keeps the systems regular, k₂ × k₁.
  private let diagonal: DenseMatrix<Double>
  private let commutativity: DescriptorCommutativity?

  /// The part of the Gram matrix's trace that is added to it: smooth descriptors depend on each other up to rounding.
  private static let ridge = 1e-12
  /// When conjugate gradients stop.
  private static let (tolerance, most) = (1e-9, 2_000)

  init(
    source: SpectralDomain, target: SpectralDomain, descriptors: FunctionalMap.Descriptors,
    options: FunctionalMapOptions
  ) throws {
    let a = try source.coefficients(of: descriptors.source)
    let b = try target.coefficients(of: descriptors.target)
    let weight = options.descriptorWeight / Double(a.columns)
    let gram = a.multiplied(byTransposed: a).scaled(by: weight)
    self.gram = gram
    right = b.multiplied(byTransposed: a).scaled(by: weight)
    commutativity =
      options.commutativityWeight > 0
      ? try DescriptorCommutativity(
        source: source, target: target, descriptors: descriptors,
        weight: options.commutativityWeight) : nil

    let (sourceValues, targetValues) = (source.basis.values, target.basis.values)
    var differences = DenseMatrix<Double>(rows: targetValues.count, columns: sourceValues.count)
    for (row, b) in targetValues.enumerated() {
      for (column, a) in sourceValues.enumerated() {
        differences[row, column] = (a - b) * (a - b)
      }
    }
    let largest = differences.values.max() ?? 0
    let scale = largest > 0 ? options.laplacianWeight / largest : 0
    let trace = (0..<gram.rows).reduce(0) { $0 + gram[$1, $1] }
    let ridge = max(Self.ridge * trace, .leastNormalMagnitude)
    diagonal = DenseMatrix(
      rows: differences.rows, columns: differences.columns,
      values: differences.values.map { ridge + scale * $0 })
  }

  func solve() throws -> DenseMatrix<Double> {
    let rows = try factors()
    let start = Self.solve(rows, right)
    guard commutativity != nil else { return start }
    return try conjugateGradients(from: start, rows)
  }

  /// G + D (and the diagonal of K) of each row of C, factored.
  private func factors() throws -> [DenseCholesky] {
    let count = diagonal.rows
    let own = commutativity?.diagonal
    var results = [Result<DenseCholesky, any Error>?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { results in
      let results = results
      Parallel.forEach(count) { row in
        var system = gram
        for column in 0..<system.columns {
          system[column, column] += diagonal[row, column] + (own?[row, column] ?? 0)
        }
        results[row] = Result { try DenseCholesky(system) }
      }
    }
    return try results.compactMap { try $0?.get() }
  }

  private static func solve(
    _ factors: [DenseCholesky], _ right: DenseMatrix<Double>
  ) -> DenseMatrix<Double> {
    let rows = [[Double]](parallel: right.rows, grain: 1) { factors[$0].solve(right.row($0)) }
    return DenseMatrix(rows: right.rows, columns: right.columns, values: rows.flatMap(\.self))
  }

  /// H(C).
  private func apply(_ map: DenseMatrix<Double>) -> DenseMatrix<Double> {
    let product = map.multiplied(by: gram).values
    let coupled = commutativity?.apply(map).values
    let (values, own) = (map.values, diagonal.values)
    return DenseMatrix(
      rows: map.rows, columns: map.columns,
      values: values.indices.map { product[$0] + own[$0] * values[$0] + (coupled?[$0] ?? 0) })
  }

  /// Conjugate gradients, with the rows' own systems as preconditioner.
  private func conjugateGradients(
    from start: DenseMatrix<Double>, _ factors: [DenseCholesky]
  ) throws -> DenseMatrix<Double> {
    var map = start
    var residual = right.adding(apply(map), scaledBy: -1)
    var step = Self.solve(factors, residual)
    var direction = step
    var energy = residual.inner(step)
    let goal = Self.tolerance * right.inner(right).squareRoot()
    for _ in 0..<Self.most {
      if residual.inner(residual).squareRoot() <= goal { return map }
      let image = apply(direction)
      let length = energy / direction.inner(image)
      map = map.adding(direction, scaledBy: length)
      residual = residual.adding(image, scaledBy: -length)
      step = Self.solve(factors, residual)
      let next = residual.inner(step)
      direction = step.adding(direction, scaledBy: next / energy)
      energy = next
    }
    throw NumericsError(
      .noConvergence,
      "The functional map did not converge in \(Self.most) steps of conjugate gradients. Lower the"
        + " weight of commutativity or take fewer descriptors.")
  }
}

extension DenseMatrix<Double> {
  func scaled(by factor: Double) -> DenseMatrix {
    DenseMatrix(rows: rows, columns: columns, values: values.map { factor * $0 })
  }

  func adding(_ other: DenseMatrix, scaledBy factor: Double) -> DenseMatrix {
    DenseMatrix(
      rows: rows, columns: columns, values: zip(values, other.values).map { $0 + factor * $1 })
  }

  fileprivate func inner(_ other: DenseMatrix) -> Double {
    zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
