import Foundation
import Numerics

/// A slow reference for real harmonics over the rotations: complex matrices by Wigner's sum of factorials, brought into the
/// real basis by a product with the unitary matrix of that change.
enum HarmonicReference {
  private static func factorial(_ n: Int) -> Double {
    (1...max(1, n)).reduce(1) { $0 * Double($1) }
  }

  static func small(_ l: Int, _ m: Int, _ n: Int, _ beta: Double) -> Double {
    let scale =
      (factorial(l + m) * factorial(l - m) * factorial(l + n) * factorial(l - n)).squareRoot()
    let (c, s) = (cos(beta / 2), sin(beta / 2))
    var sum = 0.0
    for k in max(0, n - m)...max(0, min(l + n, l - m)) where k <= min(l + n, l - m) {
      let below = factorial(l + n - k) * factorial(k) * factorial(m - n + k) * factorial(l - m - k)
      let sign = (m - n + k) % 2 == 0 ? 1.0 : -1.0
      let (cosines, sines) = (Double(2 * l + n - m - 2 * k), Double(m - n + 2 * k))
      sum += sign / below * pow(c, cosines) * pow(s, sines)
    }
    return scale * sum
  }

  typealias Complex = (re: Double, im: Double)

  private static func times(_ a: Complex, _ b: Complex) -> Complex {
    (a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
  }

  /// Row μ of the change of basis: cosines for μ > 0, sines for μ < 0.
  private static func change(_ l: Int, _ mu: Int) -> [Complex] {
    var row = [Complex](repeating: (0, 0), count: 2 * l + 1)
    let m = abs(mu)
    let sign = m % 2 == 0 ? 1.0 : -1.0
    let half = 0.5.squareRoot()
    switch mu.signum() {
    case 0: row[l] = (1, 0)
    case 1:
      row[l + m] = (half, 0)
      row[l - m] = (sign * half, 0)
    default:
      row[l + m] = (0, -half)
      row[l - m] = (0, sign * half)
    }
    return row
  }

  /// The element of orders μ and ν of degree l.
  static func element(
    _ l: Int, _ mu: Int, _ nu: Int, alpha: Double, beta: Double, gamma: Double
  ) -> Double {
    let (left, right) = (change(l, mu), change(l, nu))
    var sum: Complex = (0, 0)
    for m in -l...l where left[l + m].re != 0 || left[l + m].im != 0 {
      for n in -l...l where right[l + n].re != 0 || right[l + n].im != 0 {
        let d = small(l, m, n, beta)
        let angle = Double(m) * alpha + Double(n) * gamma
        let u: Complex = (d * cos(angle), d * sin(angle))
        let conjugate: Complex = (right[l + n].re, -right[l + n].im)
        let term = times(times(left[l + m], u), conjugate)
        sum = (sum.re + term.re, sum.im + term.im)
      }
    }
    precondition(abs(sum.im) < 1e-12)
    return sum.re
  }

  /// A row of a spectrum: its degree and orders.
  struct Row {
    var l: Int, mu: Int, nu: Int
  }

  /// A point of a grid with its share of the mean.
  struct Point {
    var alpha: Double, beta: Double, gamma: Double, weight: Double
  }

  /// Every row of a spectrum; ν is 0 alone over the sphere.
  static func rows(degrees: Int, sphere: Bool) -> [Row] {
    var result: [Row] = []
    for l in 0..<degrees {
      for mu in -l...l {
        for nu in -l...l where !sphere || nu == 0 { result.append(Row(l: l, mu: mu, nu: nu)) }
      }
    }
    return result
  }

  /// Every point of a grid.
  static func points(bandwidth: Int, sphere: Bool) -> [Point] {
    let quadrature = SphericalQuadrature(bandwidth: bandwidth)
    let side = 2 * bandwidth
    let gammas = sphere ? 1 : side
    let turn = Double.pi / Double(bandwidth)
    var result: [Point] = []
    for j in 0..<side {
      let weight = quadrature.weights[j] / Double(side * gammas)
      for i in 0..<side {
        for k in 0..<gammas {
          result.append(
            Point(
              alpha: turn * Double(i), beta: turn * Double(2 * j + 1) / 4, gamma: turn * Double(k),
              weight: weight))
        }
      }
    }
    return result
  }
}
