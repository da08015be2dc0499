import Foundation
import Geometry
import Numerics

/// A direction in which a domain's operators can be deformed, by any size.
///
/// On a mesh it is a conformal change of lengths: at a vertex all grow by the factor exp(u) for a smooth function u of the surface,
/// |u| at most log(1 + size). Areas grow by exp(2 u), gradients by exp(−u), distances of neighbours by the mean of both ends' u;
/// angles, and the Dirichlet energy with the stiffness matrix, stay. So the new eigenvectors, as far as they lie in the span of the
/// old ones, solve Λ c = λ Φᵀ M exp(2 u) Φ c. How vectors turn on their way between vertices is left as it is.
/// On a graph entries (i, j) and (j, i) of its matrices change by the same random part of themselves, at most `size`.
package struct DomainDeformation {
  /// u at every vertex, scaled to at most 1; empty on other domains.
  private let stretch: [Double]
  /// Parts by which the entries of each matrix of weights change, from −1 to 1, by the operator's name.
  private let parts: [String: [Double]]

  /// Draws a deformation; nil where no operator can be deformed, or coarse levels have operators of their own, which would have to
  /// follow.
  package init?(of operators: [DomainOperator], on domain: Domain, seed: UInt64) throws {
    guard operators.allSatisfy({ $0.level == 0 }) else { return nil }
    stretch = domain == .mesh ? Self.stretch(operators, seed: seed) : []
    var parts: [String: [Double]] = [:]
    for found in operators where stretch.isEmpty || !found.isStretched {
      guard case .matrix(let matrix) = found.content, Self.weights.contains(found.kind) else {
        continue
      }
      parts[found.name] = Self.parts(matrix, seed: seed)
    }
    self.parts = parts
    if stretch.isEmpty && parts.isEmpty { return nil }
  }

  /// The operators of the deformed domain.
  ///
  /// - Parameter size: the largest relative change of a length, or of an entry.
  package func applied(to operators: [DomainOperator], size: Double) throws -> [DomainOperator] {
    let stretch = stretch.map { $0 * log(1 + size) }
    return try operators.map { found in
      if !stretch.isEmpty, found.isStretched { return try found.stretched(by: stretch) }
      guard let parts = parts[found.name], case .matrix(var matrix) = found.content else {
        return found
      }
      matrix.values = zip(matrix.values, parts).map { $0 * (1 + size * $1) }
      return found.with(matrix)
    }
  }

  private static let weights: Set<OperatorKind> = [
    .adjacency, .normalizedAdjacency, .geodesicDistance,
  ]

  private static func parts(_ matrix: SparseMatrix<Double>, seed: UInt64) -> [Double] {
    var parts = [Double](repeating: 0, count: matrix.values.count)
    // Both entries of a pair are drawn by one name, of which the first is looked up for the second.
    var drawn: [SIMD2<Int32>: Double] = [:]
    for row in 0..<matrix.rows {
      for entry in Int(matrix.rowOffsets[row])..<Int(matrix.rowOffsets[row + 1]) {
        let column = Int(matrix.columnIndices[entry])
        let pair = SIMD2(Int32(min(row, column)), Int32(max(row, column)))
        if let known = drawn.removeValue(forKey: pair) {
          parts[entry] = known
          continue
        }
        var stream = RandomStream(seed: seed, "edge", "\(pair.x) \(pair.y)")
        parts[entry] = 2 * stream.uniform() - 1
        if row != column { drawn[pair] = parts[entry] }
      }
    }
    return parts
  }

  /// A smooth function, largest value 1: of the lowest modes after the constant one, or else random numbers that were averaged over
  /// patches; empty where there are neither.
  private static func stretch(_ operators: [DomainOperator], seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, "deformation", "stretch")
    var values: [Double] = []
    for found in operators where values.isEmpty {
      if case .eigenbasis(let parts) = found.content {
        values = parts.flatMap { waves($0.basis, &stream) }
      }
    }
    for found in operators where values.isEmpty && found.kind == .geodesicDistance {
      if case .matrix(let matrix) = found.content { values = averaged(over: matrix, &stream) }
    }
    let largest = values.map { abs($0) }.max() ?? 0
    return largest > 0 ? values.map { $0 / largest } : []
  }

  private static func waves(_ basis: Eigenbasis, _ stream: inout RandomStream) -> [Double] {
    let modes = min(1, basis.count - 1)..<min(8, basis.count)
    let factors = modes.map { _ in stream.normal() }
    return (0..<basis.size).map { row in
      zip(modes, factors).reduce(0) { $0 + basis.vectors[row, $1.0] * $1.1 }
    }
  }

  private static func averaged(
    over matrix: SparseMatrix<Double>, _ stream: inout RandomStream
  ) -> [Double] {
    var values = (0..<matrix.rows).map { _ in stream.normal() }
    for _ in 0..<16 {
      values = (0..<matrix.rows).map { row in
        let entries = Int(matrix.rowOffsets[row])..<Int(matrix.rowOffsets[row + 1])
        guard !entries.isEmpty else { return values[row] }
        return entries.reduce(0) { $0 + values[Int(matrix.columnIndices[$1])] }
          / Double(entries.count)
      }
    }
    return values
  }
}

extension DomainOperator {
  /// Whether a conformal change of lengths is known to do something to the operator.
  fileprivate var isStretched: Bool {
    [.eigenbasis, .mass, .gradientX, .gradientY, .geodesicDistance].contains(kind)
  }

  /// The operator where lengths at every vertex have grown by exp(u).
  fileprivate func stretched(by u: [Double]) throws -> DomainOperator {
    switch content {
    case .eigenbasis(let parts):
      var start = 0
      return DomainOperator(
        name: name,
        bases: try parts.map { part in
          defer { start += part.mass.count }
          return try part.stretched(by: Array(u[start..<start + part.mass.count]))
        })
    case .matrix(let matrix):
      guard matrix.rows == u.count, matrix.columns == u.count else { return self }
      // Entries apart from the matrix, which would be copied at each write.
      var entries = matrix.values
      for row in 0..<matrix.rows {
        for entry in Int(matrix.rowOffsets[row])..<Int(matrix.rowOffsets[row + 1]) {
          let other = u[Int(matrix.columnIndices[entry])]
          let factor =
            switch kind {
            case .mass: exp(u[row] + other)
            case .geodesicDistance: exp((u[row] + other) / 2)
            default: exp(-u[row])
            }
          entries[entry] *= factor
        }
      }
      var changed = matrix
      changed.values = entries
      return with(changed)
    case .hierarchy: return self
    }
  }
}

extension SpectralPart {
  /// The basis of the surface whose areas have grown by exp(2 u), within the span of this one.
  fileprivate func stretched(by u: [Double]) throws -> SpectralPart {
    let grown = zip(mass, u).map { $0 * exp(2 * $1) }
    let (rows, modes) = (basis.size, basis.count)
    let weighted = DenseMatrix(
      rows: rows, columns: modes,
      values: (0..<rows * modes).map { basis.vectors.values[$0] * grown[$0 / modes] })
    let products = basis.vectors.transposedMultiplied(by: weighted)
    var energies = DenseMatrix<Double>.zeros(rows: modes, columns: modes)
    for mode in 0..<modes { energies[mode, mode] = basis.values[mode] }
    let found = try SymmetricEigen.decompose(energies, mass: products)
    return try SpectralPart(
      Eigenbasis(
        values: found.values, vectors: basis.vectors.multiplied(by: found.vectors)), mass: grown)
  }
}
