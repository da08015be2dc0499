public import Numerics

/// An eigenbasis with the inner product in which it is orthonormal: what a Fourier transform needs.
///
/// Signals are n × c, one column a signal; their coefficients Φᵀ M f are k × c.
public struct SpectralDomain: Sendable, Equatable {
  /// The k eigenpairs.
  public let basis: Eigenbasis
  /// The mass matrix M (n × n); the identity if there is none.
  public let mass: SparseMatrix<Double>?

  /// Puts a basis and its mass together.
  ///
  /// - Parameters:
  ///   - basis: M-orthonormal.
  ///   - mass: n × n; nil for the identity, as for graph Laplacians.
  /// - Throws: ``GraphError/eigenbasis(problem:)`` for different sizes or an empty basis.
  public init(
    _ basis: Eigenbasis, mass: SparseMatrix<Double>? = nil
  ) throws(GraphError) {
    if let mass, mass.rows != basis.size || mass.columns != basis.size {
      throw .eigenbasis(
        problem: "has \(basis.size) rows, the mass matrix is \(mass.rows) × \(mass.columns)."
          + " Take the one it was made with.")
    }
    guard basis.count > 0 else {
      throw .eigenbasis(problem: "is empty. Compute at least one pair.")
    }
    self.basis = basis
    self.mass = mass
  }

  /// The same domain with the first pairs alone.
  ///
  /// - Throws: ``GraphError/parameterOutOfRange(name:value:range:)``.
  public func prefix(_ count: Int) throws(GraphError) -> SpectralDomain {
    try SpectralDomain(basis.prefix(count), mass: mass)
  }

  /// The coefficients Φᵀ M f (k × c).
  ///
  /// - Parameter signals: f, n × c.
  /// - Throws: ``GraphError/signal(problem:)`` for another number of rows.
  public func coefficients(
    of signals: DenseMatrix<Double>
  ) throws(GraphError) -> DenseMatrix<Double> {
    try basis.vectors.transposedMultiplied(by: weighted(signals))
  }

  /// The signals Φ c (n × c) with these coefficients.
  ///
  /// - Parameter coefficients: k × c.
  /// - Throws: ``GraphError/signal(problem:)`` for another number of rows.
  public func signals(
    of coefficients: DenseMatrix<Double>
  ) throws(GraphError) -> DenseMatrix<Double> {
    guard coefficients.rows == basis.count else {
      throw .signal(
        problem: "has \(coefficients.rows) coefficients for \(basis.count) eigenpairs."
          + " Use the basis they were computed in.")
    }
    return basis.vectors.multiplied(by: coefficients)
  }

  /// The squared norm fᵀ M f of each signal (c).
  ///
  /// - Throws: ``GraphError/signal(problem:)`` for another number of rows.
  public func squaredNorms(of signals: DenseMatrix<Double>) throws(GraphError) -> [Double] {
    let weighted = try weighted(signals).values
    let width = signals.columns
    var sums = [Double](repeating: 0, count: width)
    for (index, value) in signals.values.enumerated() {
      sums[index % width] += value * weighted[index]
    }
    return sums
  }

  /// M f.
  func weighted(_ signals: DenseMatrix<Double>) throws(GraphError) -> DenseMatrix<Double> {
    guard signals.rows == basis.size else {
      throw .signal(
        problem: "has \(signals.rows) rows, the domain \(basis.size)."
          + " Use a signal on the same vertices.")
    }
    return mass?.multiplied(by: signals) ?? signals
  }
}
