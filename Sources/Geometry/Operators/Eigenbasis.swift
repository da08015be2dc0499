public import Numerics

/// Eigenvalues and eigenvectors of an operator on a domain: its Fourier basis.
///
/// For a stiffness matrix L and a mass matrix M, the pairs satisfy L φ = λ M φ, the vectors are
/// M-orthonormal, and the values ascend.
public struct Eigenbasis: Sendable, Equatable {
  /// The k eigenvalues, ascending; for a Laplacian in 1 / length².
  public let values: [Double]
  /// The eigenvectors as columns (n × k), row-major: one row a vertex or node.
  public let vectors: DenseMatrix<Double>

  /// Makes an eigenbasis from its parts and checks that they fit together.
  ///
  /// - Parameters:
  ///   - values: k eigenvalues, finite and ascending.
  ///   - vectors: n × k, finite.
  /// - Throws: ``GraphError/eigenbasis(problem:)``.
  public init(values: [Double], vectors: DenseMatrix<Double>) throws(GraphError) {
    guard vectors.columns == values.count else {
      throw .eigenbasis(
        problem: "has \(values.count) values and \(vectors.columns) vectors."
          + " Give one vector a value.")
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw .eigenbasis(problem: "has value \(bad) NaN or infinite. Recompute it.")
    }
    if let bad = values.indices.dropFirst().first(where: { values[$0] < values[$0 - 1] }) {
      throw .eigenbasis(
        problem: "has value \(bad) below the one before it. Sort values and vectors together.")
    }
    if let bad = vectors.values.firstIndex(where: { !$0.isFinite }) {
      throw .eigenbasis(
        problem: "has a NaN or infinite entry in row \(bad / vectors.columns)"
          + " of vector \(bad % vectors.columns). Recompute it.")
    }
    self.values = values
    self.vectors = vectors
  }

  /// The number of eigenpairs, k.
  public var count: Int { values.count }
  /// The number of vertices or nodes, n.
  public var size: Int { vectors.rows }
}
