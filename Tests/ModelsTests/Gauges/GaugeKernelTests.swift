import Foundation
import Models
import Testing

/// The kernels that respect turns of frames, found numerically: matrices of trigonometric polynomials K(θ) that solve
/// K(θ − γ) = ρ_out(−γ) K(θ) ρ_in(γ) (de Haan et al., 2021, equation 4).
@Suite struct GaugeKernelTests {
  private typealias Matrix = [[Double]]
  private static let degree = 6

  private func rotation(_ order: Int, _ angle: Double) -> Matrix {
    if order == 0 { return [[1]] }
    let (c, s) = (cos(Double(order) * angle), sin(Double(order) * angle))
    return [[c, -s], [s, c]]
  }

  private func product(_ a: Matrix, _ b: Matrix) -> Matrix { GraphCases.product(a, b) }

  /// 1, cos θ, sin θ, cos 2θ, … at an angle.
  private func waves(_ angle: Double) -> [Double] {
    [1]
      + (1...Self.degree).flatMap { [cos(Double($0) * angle), sin(Double($0) * angle)] }
  }

  /// The dimension of what a matrix maps to 0, by elimination with full pivoting.
  private func nullity(_ matrix: Matrix) -> Int {
    var rows = matrix
    let columns = rows.first?.count ?? 0
    var rank = 0
    while rank < min(rows.count, columns) {
      var best = (value: 1e-9, row: -1, column: -1)
      for row in rank..<rows.count {
        for column in rank..<columns where abs(rows[row][column]) > best.value {
          best = (abs(rows[row][column]), row, column)
        }
      }
      if best.row < 0 { break }
      rows.swapAt(rank, best.row)
      for row in rows.indices { rows[row].swapAt(rank, best.column) }
      for row in rank + 1..<rows.count {
        let factor = rows[row][rank] / rows[rank][rank]
        for column in rank..<columns { rows[row][column] -= factor * rows[rank][column] }
      }
      rank += 1
    }
    return columns - rank
  }

  /// A row for each number that must vanish, a column for each coefficient of K: `[out, in, wave]`.
  private func constraints(from n: Int, to m: Int) -> Matrix {
    let (rows, columns) = (min(2, m + 1), min(2, n + 1))
    let count = 2 * Self.degree + 1
    var result: Matrix = []
    for turn in [0.7, 2.1, -1.3] {
      let (left, right) = (rotation(m, -turn), rotation(n, turn))
      for sample in 0..<count {
        let angle = 2 * Double.pi * Double(sample) / Double(count)
        let (moved, still) = (waves(angle - turn), waves(angle))
        for a in 0..<rows {
          for b in 0..<columns {
            var row = [Double](repeating: 0, count: rows * columns * count)
            for wave in 0..<count {
              row[(a * columns + b) * count + wave] += moved[wave]
              for c in 0..<rows {
                for d in 0..<columns {
                  row[(c * columns + d) * count + wave] -= left[a][c] * right[d][b] * still[wave]
                }
              }
            }
            result.append(row)
          }
        }
      }
    }
    return result
  }

  static let orders = (0...3).flatMap { n in (0...3).map { (n, $0) } }

  @Test(arguments: orders)
  func `there are as many as the table says, and as a convolution has weights`(n: Int, m: Int) {
    let dimension = nullity(constraints(from: n, to: m))
    #expect(dimension == (n == 0 ? 1 : 2) * (m == 0 ? 1 : 2))
    let weights = GaugeConvolution(from: [n], to: [m]).neighbourShape(0, inputs: 1, outputs: 1)
    #expect(weights.reduce(1, *) == dimension)
  }

  @Test(arguments: orders)
  func `those of the form ρ(θ) W ρ(−θ) solve the constraint and are all of them`(n: Int, m: Int) {
    let (rows, columns) = (min(2, m + 1), min(2, n + 1))
    let count = 2 * Self.degree + 1
    let constraints = constraints(from: n, to: m)
    var found: Matrix = []
    for a in 0..<rows {
      for b in 0..<columns {
        var weights = Matrix(repeating: [Double](repeating: 0, count: columns), count: rows)
        weights[a][b] = 1
        // Coefficients by the discrete transform of samples.
        var coefficients = [Double](repeating: 0, count: rows * columns * count)
        for sample in 0..<count {
          let angle = 2 * Double.pi * Double(sample) / Double(count)
          let kernel = product(product(rotation(m, angle), weights), rotation(n, -angle))
          for (wave, value) in waves(angle).enumerated() {
            for c in 0..<rows {
              for d in 0..<columns {
                coefficients[(c * columns + d) * count + wave] +=
                  kernel[c][d] * value * (wave == 0 ? 1 : 2) / Double(count)
              }
            }
          }
        }
        for row in constraints {
          #expect(abs(zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-12)
        }
        found.append(coefficients)
      }
    }
    // They are independent: no combination of them is 0.
    let transposed = found[0].indices.map { column in found.map { $0[column] } }
    #expect(nullity(transposed) == 0)
  }

  @Test(arguments: orders)
  func `of the vertex itself only numbers and complex numbers commute with turns`(n: Int, m: Int) {
    let (rows, columns) = (min(2, m + 1), min(2, n + 1))
    var constraints: Matrix = []
    for turn in [0.7, 2.1, -1.3] {
      let (left, right) = (rotation(m, -turn), rotation(n, turn))
      for a in 0..<rows {
        for b in 0..<columns {
          var row = [Double](repeating: 0, count: rows * columns)
          row[a * columns + b] += 1
          for c in 0..<rows {
            for d in 0..<columns { row[c * columns + d] -= left[a][c] * right[d][b] }
          }
          constraints.append(row)
        }
      }
    }
    let dimension = nullity(constraints)
    #expect(dimension == (n == m ? min(2, n + 1) : 0))
    let weights = GaugeConvolution(from: [n], to: [m]).selfShape(0, inputs: 1, outputs: 1)
    #expect((weights?.reduce(1, *) ?? 0) == dimension)
  }
}
