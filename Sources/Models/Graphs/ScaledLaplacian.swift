import Autodiff

/// L̃ = 2 L / λ − I, whose eigenvalues lie between −1 and 1, and sums of its Chebyshev polynomials.
struct ScaledLaplacian<Scalar: TensorScalar> {
  private let laplacian: SparseOperator<Scalar>
  /// 2 / λ, one number or `[nodes, 1]`.
  private let factor: Variable<Scalar>

  /// - Parameters:
  ///   - eigenvalue: λ; nil takes twice each graph's largest entry, which no eigenvalue exceeds where weights are not negative: D − A and
  ///     its normalized forms are similar to matrices whose rows sum to 0, and the bound is Gershgorin's.
  ///   - offsets: where each graph's nodes begin; nil is one graph.
  init(
    _ laplacian: SparseOperator<Scalar>, eigenvalue: Double?, offsets: [Int]?,
    on tape: Tape<Scalar>
  ) throws {
    self.laplacian = laplacian
    guard eigenvalue == nil else {
      factor = tape.constant(Tensor(repeating: Scalar(2 / (eigenvalue ?? 2)), shape: [1]))
      return
    }
    let graphs = try Segments(
      offsets: (offsets ?? [0, laplacian.rows]).map { Int32($0) })
    let largest = tape.constant(laplacian.values)
      .max(over: laplacian.pattern.rowSegments).max(over: graphs)
    // A graph without edges has no eigenvalue but 0, and any λ will do.
    let factors = largest.value.scalars.map { $0 > 0 ? 1 / $0 : 1 }
    factor = tape.constant(Tensor(shape: [graphs.count], factors)).spread(over: graphs)
      .reshaped(to: [laplacian.rows, 1])
  }

  /// L̃ x.
  private func apply(_ x: Variable<Scalar>) -> Variable<Scalar> {
    laplacian.multiply(x) * factor - x
  }

  /// T₀(L̃) x, T₁(L̃) x, … by Tₖ = 2 L̃ Tₖ₋₁ − Tₖ₋₂.
  func polynomials(of x: Variable<Scalar>, count: Int) -> [Variable<Scalar>] {
    var found = [x]
    if count > 1 { found.append(apply(x)) }
    while found.count < count {
      let last = found.count - 1
      found.append(apply(found[last]) * 2 - found[last - 1])
    }
    return found
  }

  /// Σ Tₖ(L̃) zₖ by Clenshaw's recursion bₖ = zₖ + 2 L̃ bₖ₊₁ − bₖ₊₂.
  func sum(of terms: [Variable<Scalar>]) -> Variable<Scalar> {
    guard terms.count > 1 else { return terms[0] }
    var (next, afterNext): (Variable<Scalar>, Variable<Scalar>?) = (terms[terms.count - 1], nil)
    for term in terms[1..<terms.count - 1].reversed() {
      let sum = term + apply(next) * 2
      (next, afterNext) = (afterNext.map { sum - $0 } ?? sum, next)
    }
    let sum = terms[0] + apply(next)
    return afterNext.map { sum - $0 } ?? sum
  }
}
