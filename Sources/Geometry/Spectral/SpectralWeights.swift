internal import Foundation
public import Numerics

/// Functions g₁ … g_t of the eigenvalues: what heat and wave kernel signatures sum squares with.
///
/// A kernel is G_j(x, y) = Σᵢ g_j(λᵢ) φᵢ(x) φᵢ(y). Normalized, each g_j is divided by Σᵢ g_j(λᵢ), so that the
/// integral of the diagonal G_j(x, x) over the domain is 1.
public struct SpectralWeights: Sendable, Equatable {
  /// The values g_j(λᵢ) (k × t), all at least 0.
  public let values: DenseMatrix<Double>

  /// Computes weights of logarithms, so that a column does not underflow as a whole.
  ///
  /// - Parameters:
  ///   - count: k.
  ///   - columns: t.
  ///   - isNormalized: whether each column is divided by its sum.
  ///   - logarithm: ln g_j(λᵢ); −∞ for 0.
  init(
    count: Int, columns: Int, isNormalized: Bool, logarithm: (_ pair: Int, _ column: Int) -> Double
  ) {
    var weights = DenseMatrix<Double>(rows: count, columns: columns)
    for column in 0..<columns {
      let logarithms = (0..<count).map { logarithm($0, column) }
      let largest = isNormalized ? logarithms.max() ?? 0 : 0
      let values = logarithms.map { exp($0 - largest) }
      let scale = isNormalized ? 1 / values.reduce(0, +) : 1
      for pair in 0..<count { weights[pair, column] = values[pair] * scale }
    }
    values = weights
  }

  /// The diagonals G_j(x, x) (n × t): a signature of each vertex.
  ///
  /// - Parameter basis: with the k pairs of the weights.
  /// - Complexity: O(n k t).
  public func diagonal(of basis: Eigenbasis) -> DenseMatrix<Double> {
    precondition(basis.count == values.rows, "SpectralWeights: of a basis with other pairs")
    let vectors = basis.vectors.values
    let squares = [Double](parallel: vectors.count) { vectors[$0] * vectors[$0] }
    return DenseMatrix(rows: basis.size, columns: basis.count, values: squares)
      .multiplied(by: values)
  }

  /// The kernels G_j(x, y) from given vertices y to all x (n × t · vertices), vertex after vertex.
  ///
  /// - Parameters:
  ///   - vertices: y, 0 ..< n.
  ///   - basis: with the k pairs of the weights.
  /// - Throws: ``GraphError/parameterOutOfRange(name:value:range:)`` naming a vertex out of range.
  public func kernels(
    from vertices: [Int], of basis: Eigenbasis
  ) throws(GraphError) -> DenseMatrix<Double> {
    precondition(basis.count == values.rows, "SpectralWeights: of a basis with other pairs")
    let width = values.columns
    var weights = DenseMatrix<Double>(rows: basis.count, columns: vertices.count * width)
    for (place, vertex) in vertices.enumerated() {
      guard vertex >= 0, vertex < basis.size else {
        throw .parameterOutOfRange(
          name: "vertex \(place)", value: "\(vertex)", range: "a vertex from 0 to \(basis.size - 1)"
        )
      }
      for pair in 0..<basis.count {
        let entry = basis.vectors[vertex, pair]
        for column in 0..<width {
          weights[pair, place * width + column] = entry * values[pair, column]
        }
      }
    }
    return basis.vectors.multiplied(by: weights)
  }
}
