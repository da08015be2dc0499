package import Autodiff
import Foundation
import Numerics

/// A rotation of the sphere, moving fields by their spectra: exact for those of the grid's bandwidth, to which others are
/// cut off.
package struct SphereRotation: SymmetryAction {
  private let alpha: Double, beta: Double, gamma: Double

  /// A rotation of all equally likely ones.
  init(stream: inout RandomStream) {
    alpha = 2 * .pi * stream.uniform()
    beta = acos(1 - 2 * stream.uniform())
    gamma = 2 * .pi * stream.uniform()
  }

  package var name: String {
    let degrees = [alpha, beta, gamma].map { "\(Int(($0 / .pi * 180).rounded()))°" }
    return "rotation by \(degrees.joined(separator: ", ")) about z, y, z"
  }

  package var movesBetweenSamples: Bool { true }

  /// What the grid's bandwidth holds.
  package func kept<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>? {
    let field = Tape<Scalar>(recording: false).constant(x)
    switch signature.support {
    case .sphere: return field.sphericalFourier().inverseSphericalFourier().value
    case .rotations: return field.rotationFourier().inverseRotationFourier().value
    default: return nil
    }
  }

  package func moved<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>? {
    guard signature.type == .scalar else { return nil }
    let field = Tape<Scalar>(recording: false).constant(x)
    switch signature.support {
    case .whole: return x
    case .sphere:
      return rotated(field.sphericalFourier(), bandwidth: x.shape[1] / 2, columns: { _ in 1 })
        .inverseSphericalFourier().value
    case .rotations:
      return rotated(field.rotationFourier(), bandwidth: x.shape[1] / 2, columns: { 2 * $0 + 1 })
        .inverseRotationFourier().value
    default: return nil
    }
  }

  /// A spectrum `[items, rows, channels]` whose rows of each degree are mixed by the rotation's matrix from the left.
  private func rotated<Scalar: TensorScalar>(
    _ spectrum: Variable<Scalar>, bandwidth: Int, columns: (Int) -> Int
  ) -> Variable<Scalar> {
    let (items, channels) = (spectrum.shape[0], spectrum.shape[2])
    let sizes = (0..<bandwidth).map { (2 * $0 + 1) * columns($0) }
    let parts = spectrum.split(axis: 1, sizes: sizes).enumerated().map { degree, part in
      let size = 2 * degree + 1
      let matrix = Tensor<Scalar>(
        shape: [size, size],
        Wigner.real(degree: degree, alpha: alpha, beta: beta, gamma: gamma).map { Scalar($0) })
      return spectrum.tape.constant(matrix)
        .matmul(part.reshaped(to: [items, size, columns(degree) * channels]))
        .reshaped(to: [items, size * columns(degree), channels])
    }
    return concatenate(parts, axis: 1)
  }
}
