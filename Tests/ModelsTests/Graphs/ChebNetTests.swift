import Models
import Numerics
import Testing

@Suite("Chebyshev convolution") struct ChebNetTests {
  /// I − D^−½ A D^−½ with loops, or D − A.
  private func laplacian(_ a: [[Double]], normalized: Bool) -> [[Double]] {
    let degrees = a.map { $0.reduce(0, +) }
    return a.indices.map { i in
      a.indices.map { j in
        guard normalized else { return (i == j ? degrees[i] : 0) - a[i][j] }
        let scale = (degrees[i] * degrees[j]).squareRoot()
        return (i == j ? 1 : 0) - (scale > 0 ? a[i][j] / scale : 0)
      }
    }
  }

  /// Σ Tₖ(L̃) x Wₖ + b with each Tₖ(L̃) as a matrix, Tₖ = 2 L̃ Tₖ₋₁ − Tₖ₋₂.
  private func reference(
    _ scaled: [[Double]], order: Int, _ x: [[Double]], _ parameter: (String) -> [[Double]]
  ) -> [[Double]] {
    let identity = scaled.indices.map { i in scaled.indices.map { $0 == i ? 1.0 : 0 } }
    var terms = [identity, scaled]
    while terms.count <= order {
      let next = GraphCases.product(scaled, terms[terms.count - 1])
      terms.append(
        zip(next, terms[terms.count - 2]).map { zip($0, $1).map { 2 * $0 - $1 } })
    }
    let weights = parameter("weight")
    var sum = [[Double]](
      repeating: parameter("bias").first ?? [Double](repeating: 0, count: weights[0].count),
      count: x.count)
    let width = x[0].count
    for k in 0...order {
      let product = GraphCases.product(
        GraphCases.product(terms[k], x), Array(weights[k * width..<(k + 1) * width]))
      sum = zip(sum, product).map(Rows.sum)
    }
    return sum
  }

  private func scaled(_ laplacian: [[Double]], _ eigenvalue: Double) -> [[Double]] {
    laplacian.indices.map { i in
      laplacian.indices.map { j in
        2 * laplacian[i][j] / eigenvalue - (i == j ? 1 : 0)
      }
    }
  }

  @Test(
    "is the sum of the polynomials of the normalized Laplacian, to more channels and to fewer",
    arguments: [(0, 5, 51), (1, 2, 52), (2, 6, 53), (5, 3, 54), (3, 4, 55)])
  func normalized(order: Int, channels: Int, seed: Int) throws {
    try GraphBlockCase(block: [
      "chebyshev": ["channels": .integer(channels), "order": .integer(order)]
    ]).check(seed: UInt64(seed)) { adjacency, x, parameter in
      reference(
        scaled(laplacian(adjacency, normalized: true), 2), order: order, x, parameter)
    }
  }

  @Test("takes a Laplacian as it is, bounded for each graph by itself or by what is given")
  func given() throws {
    func connected(_ adjacency: SparseMatrix<Double>) -> SparseMatrix<Double> {
      SparseMatrix.diagonal(adjacency.rowSums).adding(adjacency, scaledBy: -1)
    }
    try GraphBlockCase(
      block: ["chebyshev": ["channels": 3, "order": 3]], kind: .laplacian, connected: connected
    ).check(seed: 56) { adjacency, x, parameter in
      let largest = adjacency.map { $0.reduce(0, +) }.max() ?? 0
      return reference(
        scaled(laplacian(adjacency, normalized: false), largest > 0 ? 2 * largest : 1),
        order: 3, x, parameter)
    }
    try GraphBlockCase(
      block: ["chebyshev": ["channels": 5, "largest_eigenvalue": 7.5, "bias": false]],
      kind: .laplacian, connected: connected
    ).check(seed: 57) { adjacency, x, parameter in
      reference(scaled(laplacian(adjacency, normalized: false), 7.5), order: 2, x, parameter)
    }
  }
}
