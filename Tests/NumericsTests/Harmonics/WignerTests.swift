import Foundation
import Numerics
import Testing

/// A rotation of space as a matrix, with the angles it is made of.
struct SpaceRotation {
  var rows: [[Double]]

  init(alpha: Double, beta: Double, gamma: Double) {
    func aboutZ(_ angle: Double) -> [[Double]] {
      [[cos(angle), -sin(angle), 0], [sin(angle), cos(angle), 0], [0, 0, 1]]
    }
    let aboutY = [[cos(beta), 0, sin(beta)], [0, 1, 0], [-sin(beta), 0, cos(beta)]]
    rows = Self.product(Self.product(aboutZ(alpha), aboutY), aboutZ(gamma))
  }

  init(rows: [[Double]]) { self.rows = rows }

  static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    a.map { row in (0..<b[0].count).map { j in row.indices.reduce(0) { $0 + row[$1] * b[$1][j] } } }
  }

  static func * (a: SpaceRotation, b: SpaceRotation) -> SpaceRotation {
    SpaceRotation(rows: product(a.rows, b.rows))
  }

  var angles: (alpha: Double, beta: Double, gamma: Double) {
    (
      atan2(rows[1][2], rows[0][2]), acos(max(-1, min(1, rows[2][2]))),
      atan2(rows[2][1], -rows[2][0])
    )
  }
}

@Suite("Irreducible representations of the rotations") struct WignerTests {
  private func random(_ seed: UInt64) -> (alpha: Double, beta: Double, gamma: Double) {
    var stream = RandomStream(seed: seed, "test", "angles")
    return (
      2 * .pi * stream.uniform(), acos(2 * stream.uniform() - 1), 2 * .pi * stream.uniform()
    )
  }

  private func real(_ degree: Int, _ angles: (Double, Double, Double)) -> [[Double]] {
    let values = Wigner.real(
      degree: degree, alpha: angles.0, beta: angles.1, gamma: angles.2)
    let size = 2 * degree + 1
    return (0..<size).map { Array(values[$0 * size..<($0 + 1) * size]) }
  }

  private func distance(_ a: [[Double]], _ b: [[Double]]) -> Double {
    zip(a.joined(), b.joined()).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test("degrees 0 to 2 are the closed forms", arguments: [0, 0.3, 1.2, 2.9, Double.pi])
  func closedForms(beta: Double) {
    let (c, s) = (cos(beta), sin(beta))
    #expect(Wigner.small(degree: 0, beta: beta) == [1])
    let first = [
      (1 + c) / 2, s / 2.squareRoot(), (1 - c) / 2,
      -s / 2.squareRoot(), c, s / 2.squareRoot(),
      (1 - c) / 2, -s / 2.squareRoot(), (1 + c) / 2,
    ]
    for (found, wanted) in zip(Wigner.small(degree: 1, beta: beta), first) {
      #expect(abs(found - wanted) < 1e-14)
    }
    let second = Wigner.small(degree: 2, beta: beta)
    func at(_ m: Int, _ n: Int) -> Double { second[(m + 2) * 5 + n + 2] }
    #expect(abs(at(0, 0) - (3 * c * c - 1) / 2) < 1e-14)
    #expect(abs(at(2, 2) - (1 + c) * (1 + c) / 4) < 1e-14)
    #expect(abs(at(2, 1) + s * (1 + c) / 2) < 1e-14)
    #expect(abs(at(2, 0) - 1.5.squareRoot() / 2 * s * s) < 1e-14)
    #expect(abs(at(1, 1) - (2 * c * c + c - 1) / 2) < 1e-14)
    #expect(abs(at(1, -1) - (-2 * c * c + c + 1) / 2) < 1e-14)
    #expect(abs(at(1, 0) + 1.5.squareRoot() * s * c) < 1e-14)
  }

  @Test("the small matrices are orthogonal to degree 40", arguments: [1e-9, 0.01, 0.8, 1.57, 3.1])
  func orthogonality(beta: Double) {
    for degree in [1, 7, 31, 32, 40] {
      let size = 2 * degree + 1
      let d = Wigner.small(degree: degree, beta: beta)
      for i in 0..<size {
        for j in 0...i {
          let dot = (0..<size).reduce(0.0) { $0 + d[i * size + $1] * d[j * size + $1] }
          #expect(abs(dot - (i == j ? 1 : 0)) < 1e-12, "degree \(degree), rows \(i) and \(j)")
        }
      }
    }
  }

  @Test("no turn is the identity, a half turn the signed exchange of orders")
  func ends() {
    for degree in [3, 32] {
      let size = 2 * degree + 1
      let still = Wigner.small(degree: degree, beta: 0)
      let turned = Wigner.small(degree: degree, beta: .pi)
      for m in -degree...degree {
        for n in -degree...degree {
          let at = (m + degree) * size + n + degree
          let sign = (degree - n) % 2 == 0 ? 1.0 : -1.0
          #expect(abs(still[at] - (m == n ? 1 : 0)) < 1e-13)
          #expect(abs(turned[at] - (m == -n ? sign : 0)) < 1e-13)
        }
      }
    }
  }

  @Test("the matrix of a product is the product of the matrices", arguments: 0..<4)
  func homomorphism(seed: UInt64) {
    let (a, b) = (random(seed), random(seed + 100))
    let both =
      SpaceRotation(alpha: a.0, beta: a.1, gamma: a.2)
      * SpaceRotation(alpha: b.0, beta: b.1, gamma: b.2)
    for degree in [0, 1, 2, 5, 16, 32] {
      let product = SpaceRotation.product(real(degree, a), real(degree, b))
      #expect(
        distance(product, real(degree, both.angles)) < 1e-12, "degree \(degree), seed \(seed)")
    }
  }

  @Test("degree 1 is the rotation in the axes −y, z, −x")
  func vectors() {
    let angles = random(7)
    let rotation = SpaceRotation(alpha: angles.0, beta: angles.1, gamma: angles.2).rows
    let (axes, signs) = ([1, 2, 0], [-1.0, 1, -1])
    let wanted = (0..<3).map { i in
      (0..<3).map { signs[i] * signs[$0] * rotation[axes[i]][axes[$0]] }
    }
    #expect(distance(real(1, angles), wanted) < 1e-14)
  }

  @Test("quadrature takes every degree below twice the bandwidth but 0 to nothing")
  func quadrature() {
    for bandwidth in [1, 2, 5, 32] {
      let quadrature = SphericalQuadrature(bandwidth: bandwidth)
      #expect(quadrature.angles.count == 2 * bandwidth)
      for degree in 0..<2 * bandwidth {
        let mean = zip(quadrature.angles, quadrature.weights).reduce(0.0) {
          $0 + $1.1 * (Wigner.small(0, 0, degrees: degree + 1, beta: $1.0).last ?? 0)
        }
        #expect(abs(mean - (degree == 0 ? 1 : 0)) < 1e-14, "\(bandwidth), degree \(degree)")
      }
    }
  }

  @Test("no degree, no value")
  func empty() {
    #expect(Wigner.small(3, 1, degrees: 3, beta: 1).isEmpty)
    #expect(Wigner.small(3, -4, degrees: 5, beta: 1).count == 1)
  }
}
