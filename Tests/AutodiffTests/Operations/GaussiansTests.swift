import Autodiff
import Foundation
import Numerics
import Testing

@Suite struct GaussiansTests {
  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `learned Gaussians are those of loops, with their gradients`(seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    let (rows, axes, count) = (numbers.below(9), numbers.below(4), numbers.below(20))
    let x: Tensor<Double> = numbers.tensor([rows, axes])
    let means: Tensor<Double> = numbers.tensor([axes, count])
    let scales: Tensor<Double> = numbers.tensor([axes, count], in: -3...3)
    var expected: [Double] = []
    for row in 0..<rows {
      for k in 0..<count {
        let sum = (0..<axes).reduce(0.0) { sum, d in
          let z = (x[row, d] - means[d, k]) * scales[d, k]
          return sum + z * z
        }
        expected.append(exp(-sum / 2))
      }
    }
    expectClose(
      fixed(means).gaussians(at: x, scales: fixed(scales)).value, expected, shape: [rows, count],
      tolerance: 1e-14, "seed \(seed)")
    expectClose(
      fixed(means.converted(to: Float.self)).gaussians(
        at: x.converted(to: Float.self), scales: fixed(scales.converted(to: Float.self))
      ).value, expected, shape: [rows, count], tolerance: 1e-5, "seed \(seed)")
    checkGradient(seed: seed, [means.shape, means.shape]) {
      $0[0].gaussians(at: x, scales: $0[1])
    }
  }

  @Test func `shapes that do not fit are refused with all`() {
    do throws(TensorError) {
      _ = try ShapeRules.gaussians([9, 2], means: [2, 5], scales: [2, 4])
      Issue.record("accepted")
    } catch {
      #expect(
        error.description
          == "gaussians of [9, 2] and [2, 5] and [2, 4]: coordinates [elements, axes] need means and scales of one shape [axes, k]"
      )
    }
  }
}

extension DeterminismTests {
  @Test func `learned Gaussians`() {
    var numbers = TestNumbers(seed: 41)
    let x: Tensor<Float> = numbers.tensor([30_011, 3])
    same("gaussians") {
      gradients([[3, 11], [3, 11]]) { $0[0].gaussians(at: x, scales: $0[1]) }
    }
  }
}
