import Autodiff
import Foundation
import Testing

@Suite struct ReductionTests {
  static let cases: [([Int], [Int]?)] = [
    ([3, 5, 7], nil), ([3, 5, 7], [0]), ([3, 5, 7], [1]), ([3, 5, 7], [2]), ([3, 5, 7], [0, 2]),
    ([3, 5, 7], [-1, 0]), ([2, 3, 4, 5], [0, 1, 2]), ([], nil), ([1, 0, 3], [1]), ([4], []),
    ([600, 3], [0]),
  ]

  static func reference(_ x: Tensor<Double>, _ axes: [Int]?) -> [Double] {
    let shape = x.shape
    let reduced = (axes ?? Array(shape.indices)).map { $0 < 0 ? $0 + shape.count : $0 }
    let kept = shape.indices.map { reduced.contains($0) ? 1 : shape[$0] }
    var sums = [Double](repeating: 0, count: kept.reduce(1, *))
    for (value, index) in zip(x.scalars, indices(of: shape)) {
      sums[offset(index, in: kept)] += value
    }
    return sums
  }

  @Test(arguments: cases) func `sums and means are those of a loop`(_ shape: [Int], _ axes: [Int]?)
    throws
  {
    var numbers = TestNumbers(seed: 3)
    let x: Tensor<Double> = numbers.tensor(shape)
    let sums = Self.reference(x, axes)
    for keeping in [false, true] {
      let target = try ShapeRules.reduction("sum", shape, axes: axes, keepingAxes: keeping)
      let variable = Tape<Double>(recording: false).constant(x)
      let result = variable.sum(axes: axes, keepingAxes: keeping).value
      expectClose(result, sums, shape: target, tolerance: 1e-13)
      if x.count > 0 {
        let share = Double(sums.count) / Double(x.count)
        expectClose(
          variable.mean(axes: axes, keepingAxes: keeping).value, sums.map { $0 * share },
          shape: target, tolerance: 1e-13)
      }
      let single = Tape<Float>(recording: false).constant(x.converted(to: Float.self))
      expectClose(
        single.sum(axes: axes, keepingAxes: keeping).value, sums, shape: target, tolerance: 1e-5)
    }
  }

  @Test(arguments: [[2, 3, 4], [1, 1, 1], [3, 1, 2]]) func `gradients of sum, mean and max`(
    _ shape: [Int]
  ) {
    for axes in [nil, [0], [1], [2], [0, 2]] as [[Int]?] {
      checkGradient(seed: 7, [shape]) { $0[0].sum(axes: axes) }
      checkGradient(seed: 8, [shape]) { $0[0].mean(axes: axes, keepingAxes: true) }
    }
    for axis in -1...1 { checkGradient(seed: 9, [shape]) { $0[0].max(axis: axis) } }
  }

  @Test func `max takes the first of equals and lets NaN win`() {
    let tape = Tape<Float>()
    let x = tape.parameter(Tensor(shape: [2, 3], [1, 5, 5, .nan, 2, 9]))
    let top = x.max(axis: 1)
    #expect(top.value.scalars[0] == 5)
    #expect(top.value.scalars[1].isNaN)
    #expect(tape.gradients(of: top.sum(), withRespectTo: [x])[0].scalars == [0, 1, 0, 1, 0, 0])
  }

  @Test func `a long single-precision sum keeps its digits`() {
    let x = Tensor<Float>(repeating: 0.1, shape: [3_000_001])
    let sum = Tape<Float>(recording: false).constant(x).sum().value.scalar
    #expect(abs(Double(sum) / (3_000_001 * Double(Float(0.1))) - 1) < 1e-6)
  }

  @Test(arguments: [[1, 1], [3, 5], [2, 3, 17], [0, 4]]) func `softmax and its logarithm`(
    _ shape: [Int]
  ) {
    var numbers = TestNumbers(seed: 13)
    let x: Tensor<Double> = numbers.tensor(shape, in: -4...4)
    let columns = shape[shape.count - 1]
    let rows = stride(from: 0, to: x.count, by: columns).map { Array(x.scalars[$0..<$0 + columns]) }
    let soft = rows.flatMap { row in row.map { exp($0) / row.map { exp($0) }.reduce(0, +) } }
    let tape = Tape<Double>(recording: false)
    expectClose(tape.constant(x).softmax().value, soft, shape: shape, tolerance: 1e-14)
    expectClose(
      tape.constant(x).logSoftmax().value, soft.map { log($0) }, shape: shape, tolerance: 1e-13)
    let single = Tape<Float>(recording: false).constant(x.converted(to: Float.self))
    expectClose(single.softmax().value, soft, shape: shape, tolerance: 1e-6)
    checkGradient(seed: 14, [shape]) { $0[0].softmax() }
    checkGradient(seed: 15, [shape]) { $0[0].logSoftmax() }
  }

  @Test func `softmax of huge logits does not overflow`() {
    let x = Tape<Float>(recording: false).constant(Tensor(shape: [1, 3], [1000, 1000, -1000]))
    #expect(x.softmax().value.scalars == [0.5, 0.5, 0])
  }

  @Test func `cross-entropy is the mean over rows that have a label`() {
    var numbers = TestNumbers(seed: 17)
    let x: Tensor<Double> = numbers.tensor([6, 4], in: -3...3)
    let labels: [Int32] = [2, -1, 0, 3, -1, 1]
    func loss(_ row: Int) -> Double {
      let logits = Array(x.scalars[row * 4..<row * 4 + 4])
      return log(logits.map { exp($0) }.reduce(0, +)) - logits[Int(labels[row])]
    }
    let variable = Tape<Double>(recording: false).constant(x)
    let all = (loss(0) + loss(2) + loss(3) + loss(5)) / 4
    #expect(abs(variable.crossEntropy(labels: labels).value.scalar - all) < 1e-14)
    let some = (loss(5) + loss(5) + loss(3)) / 3
    let chosen = variable.crossEntropy(labels: labels, rows: [5, 1, 5, 3])
    #expect(abs(chosen.value.scalar - some) < 1e-14)
    #expect(variable.crossEntropy(labels: labels, rows: [1]).value.scalar == 0)
    checkGradient(seed: 18, [[6, 4]]) { $0[0].crossEntropy(labels: labels) }
    checkGradient(seed: 19, [[6, 4]]) { $0[0].crossEntropy(labels: labels, rows: [5, 1, 5, 3]) }
  }

  @Test func `normalization has mean 0 and variance 1, and right gradients`() {
    var numbers = TestNumbers(seed: 23)
    let x: Tensor<Double> = numbers.tensor([4, 6], in: 2...9)
    let tape = Tape<Double>(recording: false)
    let (one, zero) = (
      tape.constant(Tensor(repeating: 1, shape: [6])), tape.constant(Tensor(zeros: [6]))
    )
    let layer = tape.constant(x).layerNormalized(scale: one, shift: zero, epsilon: 1e-12)
    expectClose(layer.mean(axes: [1]).value, [0, 0, 0, 0], shape: [4], tolerance: 1e-12)
    expectClose(layer.power(2).mean(axes: [1]).value, [1, 1, 1, 1], shape: [4], tolerance: 1e-9)
    let batch = tape.constant(x).batchNormalized(scale: one, shift: zero, epsilon: 1e-12)
    expectClose(
      batch.output.mean(axes: [0]).value, Array(repeating: 0, count: 6), shape: [6],
      tolerance: 1e-12)
    expectClose(
      tape.constant(x).normalized(
        mean: batch.mean, variance: batch.variance, scale: one, shift: zero, epsilon: 1e-12
      ).value,
      batch.output.value.scalars, shape: [4, 6], tolerance: 1e-12)
    checkGradient(seed: 24, [[3, 5], [5], [5]]) {
      $0[0].layerNormalized(scale: $0[1], shift: $0[2])
    }
    checkGradient(seed: 25, [[2, 3, 3], [3], [3]]) {
      $0[0].batchNormalized(scale: $0[1], shift: $0[2]).output
    }
  }
}
