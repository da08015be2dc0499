import Autodiff
import Foundation
import Models
import Numerics

/// The sums of the paper, K(θ) = ρ(θ) W ρ(−θ) entry by entry (de Haan et al., 2021, equation 3).
struct GaugeReference {
  var inputOrders: [Int], outputOrders: [Int]
  var inputs: Int, outputs: Int
  /// Functions of the distance that weights depend on, and the distance of the last.
  var radial = 1, radius = 1.0
  var isAveraging: Bool
  /// Weights of the neighbours and of the vertex itself for each order that goes out, as the convolution takes them.
  var neighbours: [Tensor<Double>]
  var own: [Tensor<Double>?]
  var bias: Tensor<Double>?

  static func dimension(_ orders: [Int]) -> Int { orders.reduce(0) { $0 + min(2, $1 + 1) } }

  /// Hats over the radius that add up to 1, or a constant.
  private func heights(_ distance: Double) -> [Double] {
    if radial == 1 { return [1] }
    let step = radius / Double(radial - 1)
    return (0..<radial).map { hat in
      let peak = Double(hat) * step
      return max(0, 1 - abs(min(distance, radius) - peak) / step)
    }
  }

  private func rotation(_ orders: [Int], _ angle: Double) -> [[Double]] {
    let size = Self.dimension(orders)
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    var first = 0
    for order in orders {
      let (c, s) = (cos(Double(order) * angle), sin(Double(order) * angle))
      matrix[first][first] = c
      if order > 0 {
        matrix[first][first + 1] = -s
        matrix[first + 1][first] = s
        matrix[first + 1][first + 1] = c
      }
      first += min(2, order + 1)
    }
    return matrix
  }

  /// `[vertices, dimension, inputs]` to `[vertices, dimension, outputs]`.
  ///
  /// - Parameters:
  ///   - distances: entries of each vertex's neighbours, among which it may stand itself.
  ///   - angles: of the neighbours in the vertex's frame, entry by entry.
  ///   - turns: of what is carried from the neighbours, entry by entry.
  func callAsFunction(
    _ x: Tensor<Double>, distances: SparseMatrix<Double>, angles: [Double], turns: [Double]
  ) -> Tensor<Double> {
    let size = Self.dimension(outputOrders)
    var result = Tensor<Double>(zeros: [x.shape[0], size, outputs])
    for vertex in 0..<x.shape[0] { addSelf(vertex, x, into: &result) }
    let entries = GraphCases.triplets(distances)
    let degrees = entries.reduce(into: [Int: Int]()) {
      $0[$1.0, default: 0] += $1.0 == $1.1 ? 0 : 1
    }
    for (entry, (row, column, distance)) in entries.enumerated() where row != column {
      let into = rotation(inputOrders, turns[entry] - angles[entry])
      let out = rotation(outputOrders, angles[entry])
      let seen = (0..<inputs).map { c in
        into.map { row in row.indices.reduce(0) { $0 + row[$1] * x[column, $1, c] } }
      }
      let scale = isAveraging ? 1 / Double(degrees[row] ?? 1) : 1
      for o in 0..<outputs {
        let made = weighted(seen, heights(distance), o)
        for a in 0..<size {
          result[row, a, o] += scale * (0..<size).reduce(0) { $0 + out[a][$1] * made[$1] }
        }
      }
    }
    return result
  }

  /// W times what was seen of a neighbour, `[channel][number]`, for an output channel.
  private func weighted(_ seen: [[Double]], _ heights: [Double], _ o: Int) -> [Double] {
    outputOrders.enumerated().flatMap { index, order in
      (0..<min(2, order + 1)).map { a in
        var sum = 0.0
        for (r, height) in heights.enumerated() {
          for (c, numbers) in seen.enumerated() {
            for (d, value) in numbers.enumerated() {
              sum +=
                height * value
                * neighbours[index][(r * numbers.count + d) * inputs + c, a * outputs + o]
            }
          }
        }
        return sum
      }
    }
  }

  /// The vertex's own part: a number for each pair of orders 0, a complex one for each pair of an order above, and a bias.
  private func addSelf(_ row: Int, _ x: Tensor<Double>, into result: inout Tensor<Double>) {
    var (first, scalars) = (0, 0)
    for (index, order) in outputOrders.enumerated() {
      for o in 0..<outputs {
        if order == 0, let bias { result[row, first, o] += bias[scalars, o] }
        var (start, match) = (0, 0)
        for other in inputOrders {
          if other == order, let own = own[index] {
            for c in 0..<inputs {
              let (a, u) = (own[match * inputs + c, o], x[row, start, c])
              if order == 0 {
                result[row, first, o] += a * u
              } else {
                let (b, v) = (own[match * inputs + c, outputs + o], x[row, start + 1, c])
                result[row, first, o] += a * u - b * v
                result[row, first + 1, o] += a * v + b * u
              }
            }
            match += 1
          }
          start += min(2, other + 1)
        }
      }
      if order == 0 { scalars += 1 }
      first += min(2, order + 1)
    }
  }
}
