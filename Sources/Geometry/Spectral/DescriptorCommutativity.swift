internal import Numerics

/// The term w Σᵢ ‖C Xᵢ − Yᵢ C‖² of a functional map, with the operators that multiply by descriptor i.
///
/// Nogneng & Ovsjanikov (2017): Xᵢ = Φ₁ᵀ M₁ diag(fᵢ) Φ₁ and Yᵢ = Φ₂ᵀ M₂ diag(gᵢ) Φ₂. The weight is divided by
/// Σᵢ (‖Xᵢ‖² + ‖Yᵢ‖²) / (k₁ + k₂).
struct DescriptorCommutativity {
  private let operators: [(source: DenseMatrix<Double>, target: DenseMatrix<Double>)]
  private let weight: Double

  init(
    source: SpectralDomain, target: SpectralDomain, descriptors: FunctionalMap.Descriptors,
    weight: Double
  ) throws(GraphError) {
    var operators: [(source: DenseMatrix<Double>, target: DenseMatrix<Double>)] = []
    let weighted = try (
      source.weighted(source.basis.vectors), target.weighted(target.basis.vectors)
    )
    var size = 0.0
    for index in 0..<descriptors.source.columns {
      let pair = (
        source: Self.multiplication(
          by: descriptors.source.column(index), source.basis, weighted.0),
        target: Self.multiplication(
          by: descriptors.target.column(index), target.basis, weighted.1)
      )
      size += pair.source.values.reduce(0) { $0 + $1 * $1 }
      size += pair.target.values.reduce(0) { $0 + $1 * $1 }
      operators.append(pair)
    }
    self.operators = operators
    self.weight =
      size > 0 ? weight * Double(source.basis.count + target.basis.count) / size : 0
  }

  /// (M Φ)ᵀ diag(f) Φ.
  private static func multiplication(
    by function: [Double], _ basis: Eigenbasis, _ weighted: DenseMatrix<Double>
  ) -> DenseMatrix<Double> {
    let (values, width) = (basis.vectors.values, basis.count)
    let scaled = [Double](parallel: values.count) { values[$0] * function[$0 / width] }
    return weighted.transposedMultiplied(
      by: DenseMatrix(rows: basis.size, columns: width, values: scaled))
  }

  /// w Σᵢ (E Xᵢᵀ − Yᵢᵀ E) with E = C Xᵢ − Yᵢ C: half the gradient.
  func apply(_ map: DenseMatrix<Double>) -> DenseMatrix<Double> {
    var sum = DenseMatrix<Double>(rows: map.rows, columns: map.columns)
    for (x, y) in operators {
      let error = map.multiplied(by: x).adding(y.multiplied(by: map), scaledBy: -1)
      sum = sum.adding(error.multiplied(byTransposed: x), scaledBy: weight)
        .adding(y.transposedMultiplied(by: error), scaledBy: -weight)
    }
    return sum
  }

  /// The diagonal of ``apply(_:)`` as a map of maps, at each entry of C (k₂ × k₁).
  var diagonal: DenseMatrix<Double> {
    guard let first = operators.first else { return DenseMatrix(rows: 0, columns: 0) }
    let (rows, columns) = (first.target.rows, first.source.rows)
    var result = DenseMatrix<Double>(rows: rows, columns: columns)
    for (x, y) in operators {
      let sourceSquares = (0..<columns).map { j in
        (0..<columns).reduce(0) { $0 + x[j, $1] * x[j, $1] }
      }
      let targetSquares = (0..<rows).map { i in
        (0..<rows).reduce(0) { $0 + y[$1, i] * y[$1, i] }
      }
      for i in 0..<rows {
        for j in 0..<columns {
          result[i, j] += weight * (sourceSquares[j] - 2 * y[i, i] * x[j, j] + targetSquares[i])
        }
      }
    }
    return result
  }
}
