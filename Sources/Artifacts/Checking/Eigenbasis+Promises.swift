public import Geometry
import Numerics
import Store

extension Eigenbasis {
  /// The largest deviation from orthonormality, and the largest residual of a pair relative to the operators' norms.
  ///
  /// Vectors that are all numbers of single precision have been stored in it.
  private var tolerances: (orthogonality: Double, residual: Double) {
    vectors.values.allSatisfy { Double(Float($0)) == $0 } ? (1e-5, 1e-6) : (1e-8, 1e-7)
  }

  /// The vectors are orthonormal in the mass matrix and solve the eigenproblem they were made from.
  ///
  /// Where the operators are no longer in the store, that the numbers are finite and ascend has to do, which reading
  /// has checked.
  public func brokenPromises(_ origin: ArtifactOrigin) throws -> [String] {
    guard let mass = try Self.matrix(origin.input("mass"), size: size) else { return [] }
    let weighted = mass.multiplied(by: vectors)
    var problems: [String?] = [orthonormality(weighted)]
    if let stiffness = try Self.matrix(origin.input("stiffness"), size: size) {
      problems.append(residuals(stiffness, mass, weighted))
    }
    return problems.compactMap(\.self)
  }

  private static func matrix(
    _ reader: ArtifactReader?, size: Int
  ) throws -> SparseMatrix<Double>? {
    guard let reader else { return nil }
    let matrix = try OperatorArtifact(from: reader).matrix
    return matrix.rows == size ? matrix : nil
  }

  private func orthonormality(_ weighted: DenseMatrix<Double>) -> String? {
    let tolerance = tolerances.orthogonality
    let (own, other) = (vectors.values, weighted.values)
    var products = [Double](repeating: 0, count: count * count)
    for start in stride(from: 0, to: own.count, by: max(count, 1)) {
      for left in 0..<count {
        let factor = own[start + left]
        for right in left..<count {
          products[left * count + right] += factor * other[start + right]
        }
      }
    }
    for left in 0..<count {
      for right in left..<count {
        let (product, expected) = (products[left * count + right], left == right ? 1.0 : 0)
        if !(abs(product - expected) <= tolerance) {
          return
            "vectors \(left) and \(right) have the inner product \(Exports.short(product)), not \(Int(expected))"
        }
      }
    }
    return nil
  }

  private func residuals(
    _ stiffness: SparseMatrix<Double>, _ mass: SparseMatrix<Double>,
    _ weighted: DenseMatrix<Double>
  ) -> String? {
    let tolerance = tolerances.residual
    let stretched = stiffness.multiplied(by: vectors)
    let (stiff, heavy) = (Self.norm(stiffness), Self.norm(mass))
    for pair in 0..<count {
      var (residual, length) = (0.0, 0.0)
      for row in 0..<size {
        let difference = stretched[row, pair] - values[pair] * weighted[row, pair]
        residual += difference * difference
        length += vectors[row, pair] * vectors[row, pair]
      }
      let scale = (stiff + abs(values[pair]) * heavy) * length.squareRoot()
      if !(residual.squareRoot() <= tolerance * scale) {
        return
          "pair \(pair) does not solve its eigenproblem: the residual is \(Exports.short(residual.squareRoot()))"
      }
    }
    return nil
  }

  /// The largest sum of magnitudes in a row.
  private static func norm(_ matrix: SparseMatrix<Double>) -> Double {
    (0..<matrix.rows).reduce(0) { most, row in
      max(most, matrix.entries(inRow: row).reduce(0) { $0 + abs(matrix.values[$1]) })
    }
  }
}
