public import Geometry
internal import Numerics

/// The eigenbasis of one item with the mass that it is orthonormal in.
public struct SpectralPart: Sendable {
  /// Eigenvalues and vectors, points × modes.
  public let basis: Eigenbasis
  /// The mass of each point: vectors are orthonormal in it.
  public let mass: [Double]

  /// Makes the basis of an item.
  ///
  /// - Parameter mass: of each point, positive; nil stands for 1 each.
  /// - Throws: `ModelError` with code `operators` if sizes differ or the vectors are not of unit length in the mass.
  public init(_ basis: Eigenbasis, mass: [Double]? = nil) throws(ModelError) {
    let masses = mass ?? [Double](repeating: 1, count: basis.size)
    guard masses.count == basis.size else {
      throw ModelError(
        .operators, "the mass has \(masses.count) points, the eigenbasis \(basis.size)")
    }
    self.basis = basis
    self.mass = masses
    for mode in 0..<basis.count {
      var length = 0.0
      for row in 0..<basis.size {
        let value = basis.vectors[row, mode]
        length += masses[row] * value * value
      }
      guard abs(length - 1) < 1e-3 else {
        throw ModelError(
          .operators,
          "vector \(mode) of the eigenbasis has length \(length.squareRoot()) in the mass; connect the lumped mass that the basis was made with"
        )
      }
    }
  }
}
