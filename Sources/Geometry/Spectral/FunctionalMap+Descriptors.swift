public import Numerics

extension FunctionalMap {
  /// Functions on two shapes that are to correspond, one column a function of both.
  public struct Descriptors: Sendable, Equatable {
    /// On the source, n₁ × d.
    public let source: DenseMatrix<Double>
    /// On the target, n₂ × d.
    public let target: DenseMatrix<Double>

    /// Puts descriptors of two shapes together.
    ///
    /// - Parameters:
    ///   - source: n₁ × d, finite.
    ///   - target: n₂ × d, finite.
    /// - Throws: ``GraphError/functionalMap(problem:)`` for different numbers of descriptors, none, or a value that is
    ///   not finite.
    public init(
      source: DenseMatrix<Double>, target: DenseMatrix<Double>
    ) throws(GraphError) {
      guard source.columns == target.columns, source.columns > 0 else {
        throw .functionalMap(
          problem: "needs as many descriptors on the source as on the target, not"
            + " \(source.columns) and \(target.columns). Compute both in the same way.")
      }
      for (name, matrix) in [("source", source), ("target", target)] {
        if let bad = matrix.values.firstIndex(where: { !$0.isFinite }) {
          throw .functionalMap(
            problem: "cannot be fitted: descriptor \(bad % matrix.columns) of the \(name) is NaN or"
              + " infinite at vertex \(bad / matrix.columns). Correct it.")
        }
      }
      self.source = source
      self.target = target
    }

    /// Both lists of descriptors, one after the other.
    ///
    /// - Throws: ``GraphError/functionalMap(problem:)`` for different numbers of vertices.
    public func joined(with other: Descriptors) throws(GraphError) -> Descriptors {
      guard source.rows == other.source.rows, target.rows == other.target.rows else {
        throw .functionalMap(
          problem: "has descriptors of different meshes. Compute all on one pair.")
      }
      return try Descriptors(
        source: source.beside(other.source), target: target.beside(other.target))
    }

    /// Kernel signatures of both shapes, at the source's times or energies.
    ///
    /// - Parameters:
    ///   - kernel: heat or wave.
    ///   - source: the source's basis, cut at a gap; see ``Eigenbasis/cutAtLastGap(relativeGap:)``.
    ///   - target: the target's, with as many pairs.
    ///   - count: number of times or energies.
    ///   - landmarks: vertices of source and target that correspond. The kernels from each of them are further
    ///     descriptors, which tell left from right where signatures do not.
    /// - Throws: ``GraphError`` for a basis without positive eigenvalues or a vertex out of range.
    public static func kernels(
      _ kernel: SpectralSignature, of source: Eigenbasis, and target: Eigenbasis, count: Int,
      landmarks: [(source: Int, target: Int)] = []
    ) throws(GraphError) -> Descriptors {
      let samples = try kernel.samples(of: source, count: count)
      let weights = try (
        source: kernel.weights(of: source, samples), target: kernel.weights(of: target, samples)
      )
      let signatures = try Descriptors(
        source: weights.source.diagonal(of: source), target: weights.target.diagonal(of: target))
      guard !landmarks.isEmpty else { return signatures }
      return try signatures.joined(
        with: Descriptors(
          source: weights.source.kernels(from: landmarks.map(\.source), of: source),
          target: weights.target.kernels(from: landmarks.map(\.target), of: target)))
    }

    /// Coefficients A (k₁ × d) and B (k₂ × d) of the descriptors, each of norm 1 on its own shape.
    func normalized(
      from source: SpectralDomain, to target: SpectralDomain
    ) throws(GraphError) -> Descriptors {
      try Descriptors(
        source: Self.normalized(self.source, on: source),
        target: Self.normalized(self.target, on: target))
    }

    private static func normalized(
      _ signals: DenseMatrix<Double>, on domain: SpectralDomain
    ) throws(GraphError) -> DenseMatrix<Double> {
      let scales = try domain.squaredNorms(of: signals).map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
      let (values, width) = (signals.values, signals.columns)
      return DenseMatrix(
        rows: signals.rows, columns: width,
        values: [Double](parallel: values.count) { values[$0] * scales[$0 % width] })
    }
  }
}

extension DenseMatrix {
  /// The columns of both.
  fileprivate func beside(_ other: DenseMatrix) -> DenseMatrix {
    var joined: [Scalar] = []
    joined.reserveCapacity(values.count + other.values.count)
    for row in 0..<rows { joined += self.row(row) + other.row(row) }
    return DenseMatrix(rows: rows, columns: columns + other.columns, values: joined)
  }
}
