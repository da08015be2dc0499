public import Numerics

/// A map of functions between two shapes, as a matrix between their eigenbases.
///
/// Ovsjanikov, Ben-Chen, Solomon, Butscher & Guibas, "Functional Maps: A Flexible Representation of Maps Between
/// Shapes" (2012): a correspondence T from the *target*'s vertices to the *source*'s pulls a function f on the source
/// back to f ∘ T on the target. In eigenbases this is a matrix C (k₂ × k₁): the coefficients of f ∘ T on the target
/// are C times those of f on the source. For an isometry C is orthogonal and commutes with the Laplacians.
///
///     let fitted = try FunctionalMap.fitted(
///       from: source, to: target, descriptors: FunctionalMap.Descriptors(source: a, target: b))
///     let refined = try fitted.refined(from: source, to: target, upTo: 100)
///     let correspondence = try refined.correspondence(from: source, to: target)
public struct FunctionalMap: Sendable, Equatable {
  /// The matrix C (k₂ × k₁).
  public let matrix: DenseMatrix<Double>

  /// The number of source functions, k₁.
  public var sourceCount: Int { matrix.columns }
  /// The number of target functions, k₂.
  public var targetCount: Int { matrix.rows }

  /// Makes a map of its matrix.
  ///
  /// - Parameter matrix: k₂ × k₁, at least 1 × 1, finite.
  /// - Throws: ``GraphError/functionalMap(problem:)``.
  public init(_ matrix: DenseMatrix<Double>) throws(GraphError) {
    guard matrix.rows > 0, matrix.columns > 0 else {
      throw .functionalMap(
        problem: "is \(matrix.rows) × \(matrix.columns). Use at least one function of each basis.")
    }
    if let bad = matrix.values.firstIndex(where: { !$0.isFinite }) {
      throw .functionalMap(
        problem: "has a NaN or infinite entry in row \(bad / matrix.columns), column"
          + " \(bad % matrix.columns). Recompute it.")
    }
    self.matrix = matrix
  }

  /// How far C is from a partial isometry: ‖Cᵀ C − I‖ / √k₁ in Frobenius' norm, or of C Cᵀ where k₂ < k₁.
  ///
  /// A correspondence that keeps areas has an orthogonal C.
  public var orthogonalityDefect: Double {
    let gram =
      targetCount < sourceCount
      ? matrix.multiplied(byTransposed: matrix) : matrix.transposedMultiplied(by: matrix)
    let sum = gram.values.enumerated().reduce(0) { sum, entry in
      let difference = entry.element - (entry.offset % (gram.rows + 1) == 0 ? 1 : 0)
      return sum + difference * difference
    }
    return (sum / Double(gram.rows)).squareRoot()
  }

  /// How far C is from commuting with the Laplacians: ‖C Λ₁ − Λ₂ C‖ / (‖C Λ₁‖ + ‖Λ₂ C‖), from 0 to 1.
  ///
  /// - Parameters:
  ///   - source: the k₁ eigenvalues of the source, or more.
  ///   - target: the k₂ of the target, or more.
  /// - Throws: ``GraphError/functionalMap(problem:)`` where there are fewer.
  public func laplacianDefect(source: Eigenbasis, target: Eigenbasis) throws(GraphError) -> Double {
    try requireRoom(source: source, target: target)
    var (difference, left, right) = (0.0, 0.0, 0.0)
    for row in 0..<targetCount {
      for column in 0..<sourceCount {
        let entry = matrix[row, column]
        let (a, b) = (entry * source.values[column], entry * target.values[row])
        difference += (a - b) * (a - b)
        left += a * a
        right += b * b
      }
    }
    let scale = left.squareRoot() + right.squareRoot()
    return scale > 0 ? difference.squareRoot() / scale : 0
  }

  /// Throws unless the bases have all functions of the map.
  func requireRoom(source: Eigenbasis, target: Eigenbasis) throws(GraphError) {
    guard source.count >= sourceCount, target.count >= targetCount else {
      throw .functionalMap(
        problem: "is \(targetCount) × \(sourceCount), but the bases have \(target.count) and"
          + " \(source.count) pairs (target, source). Use the bases it was made with.")
    }
  }
}
