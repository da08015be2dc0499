/// The eigenvectors of a symmetric 3 × 3 matrix, by Jacobi's rotations.
///
/// Golub & Van Loan, "Matrix Computations" (4th edition), section 8.5.
struct SymmetricEigenvectors3 {
  /// Eigenvalues, ascending.
  private(set) var values: SIMD3<Double>
  /// Unit eigenvectors of ``values``, orthogonal to each other.
  private(set) var vectors: [SIMD3<Double>]

  /// - Parameter rows: the rows of the matrix; only the upper triangle is looked at.
  init(_ rows: [SIMD3<Double>]) {
    var a = rows
    a[1][0] = a[0][1]
    a[2][0] = a[0][2]
    a[2][1] = a[1][2]
    var v: [SIMD3<Double>] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    // Convergence is quadratic: six sweeps suffice for a Double, more change nothing.
    for _ in 0..<12 {
      let size = abs(a[0][0]) + abs(a[1][1]) + abs(a[2][2])
      guard abs(a[0][1]) + abs(a[0][2]) + abs(a[1][2]) > 1e-17 * size else { break }
      for (p, q) in [(0, 1), (0, 2), (1, 2)] where a[p][q] != 0 {
        let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<3 {
          let (x, y) = (a[k][p], a[k][q])
          (a[k][p], a[k][q]) = (c * x - s * y, s * x + c * y)
        }
        let (x, y) = (a[p], a[q])
        (a[p], a[q]) = (c * x - s * y, s * x + c * y)
        for k in 0..<3 {
          let (x, y) = (v[k][p], v[k][q])
          (v[k][p], v[k][q]) = (c * x - s * y, s * x + c * y)
        }
      }
    }
    let order = [0, 1, 2].sorted { (a[$0][$0], $0) < (a[$1][$1], $1) }
    values = SIMD3(a[order[0]][order[0]], a[order[1]][order[1]], a[order[2]][order[2]])
    vectors = order.map { SIMD3(v[0][$0], v[1][$0], v[2][$0]) }
  }
}
