import Autodiff
import Foundation
import Models
import Testing

@Suite struct CircleSamplesTests {
  private static let orders = [0, 1, 2]

  private func rectified(_ x: Tensor<Double>, samples: Int) -> Tensor<Double> {
    CircleSamples<Double>(orders: Self.orders, count: samples)
      .rectified(Tape(recording: false).constant(x)).value
  }

  @Test(arguments: [5, 6, 7, 16])
  func `samples give the coefficients back`(count: Int) {
    let circle = CircleSamples<Double>(orders: Self.orders, count: count)
    let identity = circle.analysis.rows(at: Array(0..<5))
    for row in 0..<5 {
      for column in 0..<5 {
        let sum = (0..<count).reduce(0.0) {
          $0 + identity[row, $1] * circle.synthesis[$1, column]
        }
        #expect(abs(sum - (row == column ? 1 : 0)) < 1e-14)
      }
    }
  }

  /// The largest error over frames that have turned, against the size of the features.
  private func error(samples: Int, turn: (Int) -> Double) -> Double {
    let x = randomTensor([40, 5, 3], seed: 7, "x")
    let angles = (0..<40).map(turn)
    let moved = rectified(
      MeshCases.turned(x, orders: Self.orders, by: angles), samples: samples)
    let wanted = MeshCases.turned(
      rectified(x, samples: samples), orders: Self.orders, by: angles)
    return relativeError(moved.scalars, wanted.scalars)
  }

  @Test(arguments: [5, 7, 12])
  func `turns by multiples of 2π / N are respected exactly`(count: Int) {
    #expect(error(samples: count) { 2 * .pi / Double(count) * Double($0 % count) } < 1e-14)
  }

  @Test
  func `the error at other turns stays within a bound that falls with the square of the number`() {
    for orders in [[0, 1, 2], [0, 3], [1]] {
      let size = GaugeReference.dimension(orders)
      let x = randomTensor([40, size, 3], seed: 7, "x")
      let angles = (0..<40).map { 0.37 * Double($0) }
      let moved = MeshCases.turned(x, orders: orders, by: angles)
      let largest = largestValues(x, orders: orders)
      // Odd and without a factor of an order: others alias less, an even number rectifies order 1 exactly.
      let counts = [7, 11, 19, 41, 83]
      let errors = counts.map { count in
        let circle = CircleSamples<Double>(orders: orders, count: count)
        func rectified(_ x: Tensor<Double>) -> Tensor<Double> {
          circle.rectified(Tape(recording: false).constant(x)).value
        }
        let (found, still) = (rectified(moved), rectified(x))
        let wanted = MeshCases.turned(still, orders: orders, by: angles)
        let bound = CircleSamples<Double>.turnError(orders: orders, count: count)
        var worst = 0.0
        for place in 0..<40 * size * 3 {
          let (vertex, c) = (place / (size * 3), place % 3)
          let error = abs(found.scalars[place] - wanted.scalars[place]) / largest[vertex][c]
          #expect(error <= bound, "orders \(orders), \(count) samples")
          worst = max(worst, error)
        }
        return worst
      }
      // A nonlinearity with kinks is never exact, or the test would say nothing.
      #expect(errors.allSatisfy { $0 > 1e-6 }, "\(errors)")
      #expect((errors.last ?? 1) < errors[0] / 30, "\(errors)")
    }
    let bounds = [7, 14, 28, 56].map { CircleSamples<Double>.turnError(orders: [2], count: $0) }
    for (half, whole) in zip(bounds.dropFirst(), bounds) { #expect(half < whole / 3.9) }
    #expect(CircleSamples<Double>.turnError(orders: [0], count: 1) == 0)
  }

  /// The largest magnitude of every function, `[vertex][channel]`, among many of its values.
  private func largestValues(_ x: Tensor<Double>, orders: [Int]) -> [[Double]] {
    (0..<x.shape[0]).map { vertex in
      (0..<x.shape[2]).map { c in
        (0..<2_000).map { sample in
          let angle = 2 * Double.pi * Double(sample) / 2_000
          let waves = orders.flatMap {
            $0 == 0 ? [1.0] : [cos(Double($0) * angle), sin(Double($0) * angle)]
          }
          return abs(waves.indices.reduce(0) { $0 + waves[$1] * x[vertex, $1, c] })
        }.max() ?? 0
      }
    }
  }

  @Test func `rectified coefficients are those of the rectified function`() {
    let x = randomTensor([3, 5, 2], seed: 9, "x")
    let y = rectified(x, samples: 4_001)
    let count = 20_000
    for vertex in 0..<3 {
      for c in 0..<2 {
        var sums = [Double](repeating: 0, count: 5)
        for step in 0..<count {
          let angle = 2 * Double.pi * Double(step) / Double(count)
          let waves = [1, cos(angle), sin(angle), cos(2 * angle), sin(2 * angle)]
          let value = max(0, (0..<5).reduce(0.0) { $0 + waves[$1] * x[vertex, $1, c] })
          for d in 0..<5 { sums[d] += value * waves[d] * (d == 0 ? 1 : 2) / Double(count) }
        }
        for d in 0..<5 { #expect(abs(sums[d] - y[vertex, d, c]) < 1e-5) }
      }
    }
  }
}
