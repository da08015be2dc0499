internal import Numerics

/// Functional maps from correspondences, and back.
extension FunctionalMap {
  /// The map C = Φ₂ᵀ M₂ Π Φ₁ that a correspondence makes, Π the matrix that picks source vertices.
  ///
  /// - Parameters:
  ///   - correspondence: a source vertex for each target vertex (n₂).
  ///   - source: n₁ vertices, with all functions that are to be used (k₁).
  ///   - target: n₂ vertices, with k₂ functions.
  /// - Throws: ``GraphError/functionalMap(problem:)`` naming a vertex out of range.
  public init(
    of correspondence: [Int32], from source: SpectralDomain, to target: SpectralDomain
  ) throws(GraphError) {
    guard correspondence.count == target.basis.size else {
      throw .functionalMap(
        problem: "needs a source vertex for each of the \(target.basis.size) target vertices, not"
          + " \(correspondence.count). Is the correspondence the other way round?")
    }
    let (rows, width) = (source.basis.size, source.basis.count)
    if let bad = correspondence.firstIndex(where: { $0 < 0 || Int($0) >= rows }) {
      throw .functionalMap(
        problem: "cannot be made: target vertex \(bad) corresponds to source vertex"
          + " \(correspondence[bad]), which is outside 0 to \(rows - 1). Correct it.")
    }
    let vectors = source.basis.vectors.values
    let pulled = [Double](parallel: correspondence.count * width) {
      vectors[Int(correspondence[$0 / width]) * width + $0 % width]
    }
    try self.init(
      target.coefficients(
        of: DenseMatrix(rows: correspondence.count, columns: width, values: pulled)))
  }

  /// The source vertex that each target vertex corresponds to (n₂).
  ///
  /// The nearest row of Φ₁ to each row of Φ₂ C: pulled back, the source's functions are Π Φ₁ ≈ Φ₂ C. Exact, the
  /// lowest vertex first among equally near ones; in memory are tiles, never n₁ × n₂ numbers.
  ///
  /// - Parameters:
  ///   - source: with k₁ functions or more, of which the first k₁ are used.
  ///   - target: with k₂ functions or more.
  /// - Throws: ``GraphError/functionalMap(problem:)`` where there are fewer.
  /// - Complexity: O(n₁ n₂ k₁).
  public func correspondence(
    from source: Eigenbasis, to target: Eigenbasis
  ) throws(GraphError) -> [Int32] {
    try requireRoom(source: source, target: target)
    let pulled = try target.prefix(targetCount).vectors.multiplied(by: matrix)
    return try NearestRows(source.prefix(sourceCount).vectors).nearest(to: pulled)
  }
}
