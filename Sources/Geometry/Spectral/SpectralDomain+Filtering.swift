public import Numerics

extension SpectralDomain {
  /// The signals Φ g(Λ) Φᵀ M x; what lies outside the span of the basis is lost.
  ///
  /// - Parameters:
  ///   - signals: x, n × c.
  ///   - filter: g.
  /// - Throws: ``GraphError/signal(problem:)`` for another number of rows, or a gain that is not finite.
  /// - Complexity: O(n k c).
  public func filtered(
    _ signals: DenseMatrix<Double>, by filter: SpectralFilter
  ) throws(GraphError) -> DenseMatrix<Double> {
    let filtered = try self.filtered(signals, by: [filter])
    return filtered[0]
  }

  /// The signals through each of several filters, with the coefficients computed once.
  ///
  /// - Throws: ``GraphError/signal(problem:)`` for another number of rows, or a gain that is not finite.
  public func filtered(
    _ signals: DenseMatrix<Double>, by filters: [SpectralFilter]
  ) throws(GraphError) -> [DenseMatrix<Double>] {
    let coefficients = try coefficients(of: signals)
    var results: [DenseMatrix<Double>] = []
    for filter in filters {
      var scaled = coefficients
      for pair in 0..<basis.count {
        let gain = filter.gain(at: basis.values[pair])
        guard gain.isFinite else {
          throw .signal(
            problem: "cannot be filtered: the gain at λ = \(basis.values[pair]) is \(gain)."
              + " Choose a filter that is finite there.")
        }
        for column in 0..<scaled.columns { scaled[pair, column] *= gain }
      }
      results.append(try self.signals(of: scaled))
    }
    return results
  }
}
