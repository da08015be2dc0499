import CARPACK
import Numerics

/// The smallest eigenvalues by ARPACK in shift-invert mode (Lehoucq, Sorensen and Yang, "ARPACK Users' Guide", SIAM 1998,
/// section 3.2): an implementation that shares nothing with the block method but the factorization.
enum ArpackOracle {
  struct Failure: Error {
    let code: Int32
  }

  static func smallest(
    stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>, count: Int, shift: Double
  ) throws -> [Double] {
    let factor = try SparseCholesky(stiffness.adding(mass, scaledBy: -shift))
    // ARPACK keeps state between calls in variables of its own.
    return try LibraryLock.withLock { () throws in
      try iterate(mass: mass, count: count, shift: shift, factor: factor)
    }
  }

  private static func iterate(
    mass: SparseMatrix<Double>, count: Int, shift: Double, factor: SparseCholesky
  ) throws -> [Double] {
    let rows = mass.rows
    let space = min(rows, 2 * count + 20)
    var (ido, info): (Int32, Int32) = (0, 1)
    var stream = RandomStream(seed: 7, "ArpackOracle")
    var residual = (0..<rows).map { _ in stream.uniform() - 0.5 }
    var basis = [Double](repeating: 0, count: rows * space)
    var parameters = [Int32](repeating: 0, count: 11)
    var pointers = [Int32](repeating: 0, count: 11)
    var vectors = [Double](repeating: 0, count: 3 * rows)
    var work = [Double](repeating: 0, count: space * (space + 8))
    (parameters[0], parameters[2], parameters[3], parameters[6]) = (1, 300, 1, 3)
    repeat {
      dsaupd_c(
        &ido, "G", Int32(rows), "LM", Int32(count), 1e-14, &residual, Int32(space), &basis,
        Int32(rows), &parameters, &pointers, &vectors, &work, Int32(work.count), &info)
      guard [-1, 1, 2].contains(ido) else { continue }
      let (x, y, given) = (
        Int(pointers[0]) - 1, Int(pointers[1]) - 1, Int(pointers[2]) - 1
      )
      var right =
        ido == 1
        ? Array(vectors[given..<given + rows])
        : mass.multiplied(by: Array(vectors[x..<x + rows]))
      if ido != 2 { right = try factor.solve(right) }
      vectors.replaceSubrange(y..<y + rows, with: right)
    } while ido != 99
    guard info == 0 else { throw Failure(code: info) }
    var values = [Double](repeating: 0, count: count)
    var none: [Double] = [0]
    let selection = [Int32](repeating: 0, count: space)
    dseupd_c(
      0, "A", selection, &values, &none, Int32(rows), shift, "G", Int32(rows), "LM", Int32(count),
      1e-14, &residual, Int32(space), &basis, Int32(rows), &parameters, &pointers, &vectors, &work,
      Int32(work.count), &info)
    guard info == 0 else { throw Failure(code: info) }
    return values.sorted()
  }
}
