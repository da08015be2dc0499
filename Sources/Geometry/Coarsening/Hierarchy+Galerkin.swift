public import Numerics

extension Hierarchy {
  /// The hierarchy with the same prolongations and the Galerkin operators of another operator: A, Pᵀ A P, and so on.
  ///
  /// Quadratic forms of prolonged signals are the same on both sides, and a Laplacian whose prolongations keep
  /// constants stays one with zero row sums. Every level is exactly symmetric if A is.
  ///
  /// - Parameter finest: A, symmetric to 10⁻¹⁰ of its largest entry, finite, of the finest level's size.
  /// - Throws: ``GraphError`` for an operator of another size or one that is not symmetric; `NumericsError` for a
  ///   product too large for 32-bit indices.
  public func galerkin(of finest: SparseMatrix<Double>) throws -> Hierarchy {
    guard finest.rows == sizes[0], finest.columns == sizes[0] else {
      throw GraphError.hierarchy(
        level: 0,
        problem: "has \(sizes[0]) nodes, but the operator is \(finest.rows) × \(finest.columns)."
          + " Give one of the finest level.")
    }
    guard finest.isSymmetric(tolerance: 1e-10) else {
      throw GraphError.hierarchy(
        level: 0,
        problem: "is given an operator that is not symmetric. Add its transpose and halve it.")
    }
    var operators = [finest]
    for level in prolongations.indices {
      operators.append(try product(of: operators[level], level: level))
    }
    return try Hierarchy(operators: operators, prolongations: prolongations)
  }

  private func product(
    of fine: SparseMatrix<Double>, level: Int
  ) throws -> SparseMatrix<Double> {
    if let clusters = clusters(of: level), let clustering = try? Clustering(clusters: clusters),
      clustering.count == sizes[level + 1]
    {
      return clustering.contracted(fine, keepsSelfLoops: true)
    }
    let product = try restriction(of: level).multiplied(
      by: fine.multiplied(by: prolongations[level]))
    guard fine.isExactlySymmetric else { return product }
    // Both ways round differently: their mean is symmetric to the bit.
    return product.adding(product.transposed()).scaled(by: 0.5)
  }
}
