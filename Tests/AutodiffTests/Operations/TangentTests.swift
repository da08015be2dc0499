import Autodiff
import Foundation
import Numerics
import Testing

@Suite struct TangentTests {
  @Test(arguments: 1...16 as ClosedRange<UInt64>)
  func `rectified samples are those of loops, with their gradient`(seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    let (rows, size) = (numbers.below(5), 1 + numbers.below(9))
    let (channels, count) = (numbers.below(seed % 2 == 0 ? 40 : 6), 1 + numbers.below(9))
    let x: Tensor<Double> = numbers.tensor([rows, size, channels])
    let synthesis: Tensor<Double> = numbers.tensor([count, size])
    let analysis: Tensor<Double> = numbers.tensor([size, count])
    let (v, s, a) = (x.scalars, synthesis.scalars, analysis.scalars)
    var expected = [Double](repeating: 0, count: v.count)
    for row in 0..<rows {
      for c in 0..<channels {
        for n in 0..<count {
          let sample = (0..<size).reduce(0) {
            $0 + s[n * size + $1] * v[(row * size + $1) * channels + c]
          }
          for d in 0..<size {
            expected[(row * size + d) * channels + c] += a[d * count + n] * max(0, sample)
          }
        }
      }
    }
    func rectified<S: TensorScalar>(_ x: Variable<S>) -> Variable<S> {
      x.rectifiedSamples(
        synthesis: synthesis.converted(to: S.self), analysis: analysis.converted(to: S.self))
    }
    expectClose(
      rectified(fixed(x)).value, expected, shape: x.shape, tolerance: 1e-13, "seed \(seed)")
    expectClose(
      rectified(fixed(x.converted(to: Float.self))).value, expected, shape: x.shape,
      tolerance: 1e-5, "seed \(seed)")
    checkGradient(seed: seed, [x.shape]) { rectified($0[0]) }
  }

  @Test(arguments: 1...16 as ClosedRange<UInt64>)
  func `gradient features are inner products of complex numbers`(seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    let (rows, channels) = (numbers.below(6), numbers.below(seed % 2 == 0 ? 20 : 5))
    let shapes = [[rows, 2, channels], [channels, channels], [channels, channels]]
    let inputs = shapes.map { numbers.tensor($0) as Tensor<Double> }
    let (z, real, imaginary) = (inputs[0].scalars, inputs[1].scalars, inputs[2].scalars)
    for isComplex in [false, true] {
      var expected: [Double] = []
      for row in 0..<rows {
        func part(_ which: Int, _ c: Int) -> Double { z[(row * 2 + which) * channels + c] }
        for k in 0..<channels {
          var (u, v) = (0.0, 0.0)
          for c in 0..<channels {
            let (a, b) = (real[c * channels + k], isComplex ? imaginary[c * channels + k] : 0)
            u += a * part(0, c) - b * part(1, c)
            v += a * part(1, c) + b * part(0, c)
          }
          expected.append(tanh(part(0, k) * u + part(1, k) * v))
        }
      }
      func features<S>(_ p: [Variable<S>]) -> Variable<S> {
        p[0].gradientFeatures(real: p[1], imaginary: isComplex ? p[2] : nil)
      }
      expectClose(
        features(inputs.map(fixed)).value, expected, shape: [rows, channels], tolerance: 1e-13,
        "seed \(seed)")
      expectClose(
        features(inputs.map { fixed($0.converted(to: Float.self)) }).value, expected,
        shape: [rows, channels], tolerance: 1e-5, "seed \(seed)")
      checkGradient(seed: seed, Array(shapes.prefix(isComplex ? 3 : 2))) { features($0) }
    }
  }

  @Test func `gradient features do not change when frames turn`() {
    var numbers = TestNumbers(seed: 3)
    let (rows, channels) = (7, 5)
    let z: Tensor<Double> = numbers.tensor([rows, 2, channels])
    let weights = (0..<2).map { _ in fixed(numbers.tensor([channels, channels]) as Tensor<Double>) }
    var turned = z.scalars
    for row in 0..<rows {
      let angle = numbers.uniform(-3...3)
      for c in 0..<channels {
        let (u, v) = (z[row, 0, c], z[row, 1, c])
        turned[row * 2 * channels + c] = cos(angle) * u - sin(angle) * v
        turned[(row * 2 + 1) * channels + c] = sin(angle) * u + cos(angle) * v
      }
    }
    let before = fixed(z).gradientFeatures(real: weights[0], imaginary: weights[1]).value
    let after = fixed(Tensor(shape: z.shape, turned)).gradientFeatures(
      real: weights[0], imaginary: weights[1]
    ).value
    expectClose(after, before.scalars, shape: [rows, channels], tolerance: 1e-14)
  }

  @Test func `shapes that do not fit are refused with both`() {
    func message(_ rule: () throws(TensorError) -> Void) -> String {
      do throws(TensorError) {
        try rule()
        return ""
      } catch { return error.description }
    }
    #expect(
      message { () throws(TensorError) in
        try ShapeRules.rectifiedSamples([4, 33, 2], synthesis: [5, 33], analysis: [33, 5])
      } == "rectifiedSamples of [4, 33, 2]: fields need shape [rows, size, c], sizes from 1 to 32")
    #expect(
      message { () throws(TensorError) in
        try ShapeRules.rectifiedSamples([4, 3, 2], synthesis: [5, 3], analysis: [5, 3])
      }
        == "rectifiedSamples of [4, 3, 2] and [5, 3] and [5, 3]: fields of 3 numbers need a synthesis [samples, 3] and an analysis [3, samples]"
    )
    #expect(
      message { () throws(TensorError) in
        _ = try ShapeRules.alignment([4, 2, 3], with: [4, 2, 5])
      }
        == "alignment of [4, 2, 3] and [4, 2, 5]: vectors [rows, 2, c] need products of shape [rows, 2, c] or [rows, 2, 2 · c]"
    )
  }
}

extension DeterminismTests {
  @Test func `rectified samples and gradient features`() {
    var numbers = TestNumbers(seed: 33)
    let (synthesis, analysis): (Tensor<Float>, Tensor<Float>) = (
      numbers.tensor([7, 5]), numbers.tensor([5, 7])
    )
    same("rectified samples") {
      gradients([[3_001, 5, 19]]) {
        $0[0].rectifiedSamples(synthesis: synthesis, analysis: analysis)
      }
    }
    same("gradient features") {
      gradients([[3_001, 2, 19], [19, 19], [19, 19]]) {
        $0[0].gradientFeatures(real: $0[1], imaginary: $0[2])
      }
    }
  }
}
