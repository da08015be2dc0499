import Autodiff
import Models
import Numerics

/// How a rotation moves fields over the sphere or the rotations, by their spectra: exact for fields of the grid's
/// bandwidth, to which others are cut off.
struct SphericalMotion {
  var alpha: Double, beta: Double, gamma: Double

  func callAsFunction(_ field: Tensor<Double>) -> Tensor<Double> {
    let tape = Tape<Double>(recording: false)
    let isSphere = field.shape.count == 4
    let x = tape.constant(field)
    var spectrum = (isSphere ? x.sphericalFourier() : x.rotationFourier()).value
    let still = spectrum
    var start = 0
    for degree in 0..<field.shape[1] / 2 {
      let size = 2 * degree + 1, columns = isSphere ? 1 : size
      let matrix = Wigner.real(degree: degree, alpha: alpha, beta: beta, gamma: gamma)
      for item in 0..<spectrum.shape[0] {
        for channel in 0..<spectrum.shape[2] {
          for row in 0..<size {
            for column in 0..<columns {
              var sum = 0.0
              for inner in 0..<size {
                sum +=
                  matrix[row * size + inner]
                  * still[item, start + inner * columns + column, channel]
              }
              spectrum[item, start + row * columns + column, channel] = sum
            }
          }
        }
      }
      start += size * columns
    }
    let moved = tape.constant(spectrum)
    return (isSphere ? moved.inverseSphericalFourier() : moved.inverseRotationFourier()).value
  }

  /// Some rotations.
  static let some = [
    SphericalMotion(alpha: 0.4, beta: 1.1, gamma: 2.5),
    SphericalMotion(alpha: 3.9, beta: 2.8, gamma: 0.2),
    SphericalMotion(alpha: 0, beta: .pi, gamma: 0),
  ]

  /// Motions of a block between such fields, or to vectors that stay.
  static func motions(isInvariant: Bool = false) -> [Motion] {
    some.map { motion in
      Motion(
        name: "rotation by \(motion.alpha), \(motion.beta), \(motion.gamma)",
        moveInput: { motion($0) }, moveOutput: isInvariant ? nil : { motion($0) })
    }
  }
}
