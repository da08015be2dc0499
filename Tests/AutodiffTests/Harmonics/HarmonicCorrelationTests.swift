import Autodiff
import Foundation
import Numerics
import Testing

@Suite("Correlations over sphere and rotations") struct HarmonicCorrelationTests {
  @Test("a spectrum's product is the mean of field and moved filter", arguments: [true, false])
  func correlation(sphere: Bool) {
    // At some rotations R: the mean over x of f(x) ψ(R⁻¹ x), by quadrature over moved filters.
    let (degrees, bandwidth, inputs, outputs) = (3, 3, 2, 2)
    let rows = HarmonicReference.rows(degrees: degrees, sphere: sphere)
    let points = HarmonicReference.points(bandwidth: bandwidth, sphere: sphere)
    var numbers = TestNumbers(seed: 12)
    let field: Tensor<Double> = numbers.tensor([1, rows.count, inputs])
    let filter: Tensor<Double> = numbers.tensor([rows.count, inputs, outputs])
    let tape = Tape<Double>(recording: false)
    let (f, w) = (tape.constant(field), tape.constant(filter))
    let spectrum = sphere ? f.sphericalCorrelation(w) : f.rotationCorrelation(w)
    let result = spectrum.inverseRotationFourier(bandwidth: bandwidth).value
    func elements(_ angles: (Double, Double, Double)) -> [Double] {
      rows.map {
        HarmonicReference.element(
          $0.l, $0.mu, $0.nu, alpha: angles.0, beta: angles.1, gamma: angles.2)
      }
    }
    let values = points.map { elements(($0.alpha, $0.beta, $0.gamma)) }
    for (j, i, k) in [(0, 1, 2), (3, 0, 5), (4, 5, 1)] {
      let b = Double(bandwidth)
      let (beta, alpha, gamma) = (
        .pi * Double(2 * j + 1) / (4 * b), .pi * Double(i) / b, .pi * Double(k) / b
      )
      let inverse = rotation(alpha, beta, gamma).transposed
      for output in 0..<outputs {
        var sum = 0.0
        for (point, place) in points.enumerated() {
          let moved = (inverse * rotation(place.alpha, place.beta, place.gamma)).angles
          let at = elements(moved)
          for input in 0..<inputs {
            var (x, psi) = (0.0, 0.0)
            for (row, name) in rows.enumerated() {
              let size = Double(2 * name.l + 1)
              x += size * field[0, row, input] * values[point][row]
              psi += size * filter[row, input, output] * at[row]
            }
            sum += place.weight * x * psi
          }
        }
        #expect(abs(result[0, j, i, k, output] - sum) < 1e-10)
      }
    }
  }

  @Test("gradients", arguments: [true, false])
  func gradients(sphere: Bool) {
    for (degrees, items, inputs, outputs) in [
      (3, 2, 2, 3), (1, 1, 1, 1), (2, 0, 2, 1), (0, 2, 1, 2),
    ] {
      let rows =
        sphere
        ? ShapeRules.sphericalRows(degrees: degrees) : ShapeRules.rotationRows(degrees: degrees)
      checkGradient(seed: 21, [[items, rows, inputs], [rows, inputs, outputs]]) {
        sphere ? $0[0].sphericalCorrelation($0[1]) : $0[0].rotationCorrelation($0[1])
      }
    }
  }

  @Test("rotating the field rotates the result, to 1e-10 in Double and 1e-5 in Float")
  func equivariance() throws {
    func measure<S: TensorScalar>(_ type: S.Type, _ bound: Double) {
      for seed in 0..<3 {
        var numbers = TestNumbers(seed: UInt64(seed))
        let angles = (numbers.uniform() * 3, acos(numbers.uniform()), numbers.uniform() * 3)
        let (degrees, channels) = (8, 3)
        let sphere: Tensor<S> = numbers.tensor([2, 64, channels])
        let filters: Tensor<S> = numbers.tensor([64, channels, 4])
        let second: Tensor<S> = numbers.tensor([
          ShapeRules.rotationRows(degrees: degrees), 4, 2,
        ])
        let tape = Tape<S>(recording: false)
        // Over the grid and back, so that the transforms are part of what is measured.
        func output(_ x: Tensor<S>) -> Tensor<S> {
          tape.constant(x).inverseSphericalFourier(bandwidth: 9).sphericalFourier(degrees: degrees)
            .sphericalCorrelation(tape.constant(filters)).inverseRotationFourier(bandwidth: 10)
            .rotationFourier(degrees: degrees).rotationCorrelation(tape.constant(second)).value
        }
        let still = rotated(output(sphere), angles, degrees: degrees, sphere: false)
        let moved = output(rotated(sphere, angles, degrees: degrees, sphere: true))
        let scale = still.scalars.map { abs(Double($0)) }.max() ?? 1
        let error = zip(still.scalars, moved.scalars).map { abs(Double($0 - $1)) }.max() ?? 1
        #expect(error / scale < bound, "\(type), seed \(seed)")
      }
    }
    measure(Double.self, 1e-10)
    measure(Float.self, 1e-5)
  }

  /// A spectrum of a field that is moved by a rotation.
  private func rotated<S: TensorScalar>(
    _ spectrum: Tensor<S>, _ angles: (Double, Double, Double), degrees: Int, sphere: Bool
  ) -> Tensor<S> {
    var result = Tensor<S>(zeros: spectrum.shape)
    let (items, channels) = (spectrum.shape[0], spectrum.shape[2])
    var start = 0
    for l in 0..<degrees {
      let size = 2 * l + 1, columns = sphere ? 1 : size
      let matrix = Wigner.real(degree: l, alpha: angles.0, beta: angles.1, gamma: angles.2)
      for item in 0..<items {
        for row in 0..<size {
          for column in 0..<columns {
            for channel in 0..<channels {
              let sum = (0..<size).reduce(0.0) {
                $0 + matrix[row * size + $1]
                  * Double(spectrum[item, start + $1 * columns + column, channel])
              }
              result[item, start + row * columns + column, channel] = S(sum)
            }
          }
        }
      }
      start += size * columns
    }
    return result
  }

  /// A rotation of space: about z by γ, about y by β, about z by α.
  private struct Rotation {
    var rows: [[Double]]
    var transposed: Rotation { Rotation(rows: (0..<3).map { i in rows.map { $0[i] } }) }
    static func * (a: Rotation, b: Rotation) -> Rotation {
      Rotation(
        rows: a.rows.map { row in
          (0..<3).map { j in (0..<3).reduce(0) { $0 + row[$1] * b.rows[$1][j] } }
        })
    }
    var angles: (Double, Double, Double) {
      let sine = (rows[2][0] * rows[2][0] + rows[2][1] * rows[2][1]).squareRoot()
      let beta = atan2(sine, rows[2][2])
      // At the poles only the sum or the difference of the others is known.
      guard sine > 1e-7 else {
        return (atan2(rows[2][2] < 0 ? -rows[1][0] : rows[1][0], rows[1][1]), beta, 0)
      }
      return (atan2(rows[1][2], rows[0][2]), beta, atan2(rows[2][1], -rows[2][0]))
    }
  }

  private func rotation(_ alpha: Double, _ beta: Double, _ gamma: Double) -> Rotation {
    func z(_ t: Double) -> Rotation {
      Rotation(rows: [[cos(t), -sin(t), 0], [sin(t), cos(t), 0], [0, 0, 1]])
    }
    let y = Rotation(rows: [[cos(beta), 0, sin(beta)], [0, 1, 0], [-sin(beta), 0, cos(beta)]])
    return z(alpha) * y * z(gamma)
  }
}
