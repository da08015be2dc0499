import Autodiff
import Foundation
import Testing

@Suite struct LayerNormalizationTests {
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `the value is a loop's in both precisions`(_ seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    let leading = (0..<numbers.below(3)).map { _ in numbers.below(90) }
    let columns = 1 + numbers.below(70)
    let shape = leading + [columns]
    let x: Tensor<Double> = numbers.tensor(shape, in: -2...5)
    let (scale, shift): (Tensor<Double>, Tensor<Double>) = (
      numbers.tensor([columns]), numbers.tensor([columns])
    )
    var reference: [Double] = []
    for row in 0..<x.count / columns {
      let values = Array(x.scalars[row * columns..<(row + 1) * columns])
      let mean = values.reduce(0, +) / Double(columns)
      let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(columns)
      for c in 0..<columns {
        reference.append(
          (values[c] - mean) / (variance + 1e-3).squareRoot() * scale.scalars[c]
            + shift.scalars[c])
      }
    }
    let tape = Tape<Double>(recording: false)
    let double = tape.constant(x).layerNormalized(
      scale: tape.constant(scale), shift: tape.constant(shift), epsilon: 1e-3)
    expectClose(double.value, reference, shape: shape, tolerance: 1e-13, "seed \(seed)")
    let singles = Tape<Float>(recording: false)
    let single = singles.constant(x.converted(to: Float.self)).layerNormalized(
      scale: singles.constant(scale.converted(to: Float.self)),
      shift: singles.constant(shift.converted(to: Float.self)), epsilon: 1e-3)
    expectClose(single.value, reference, shape: shape, tolerance: 5e-6, "seed \(seed)")
  }

  @Test(arguments: 11...16 as ClosedRange<UInt64>)
  func `gradients with and without a residual and dropout`(_ seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    let (rows, columns) = (numbers.below(7), 2 + numbers.below(6))
    let shapes = [[rows, columns], [rows, columns], [columns], [columns]]
    checkGradient(seed: seed, Array(shapes.dropFirst())) {
      $0[0].layerNormalized(scale: $0[1], shift: $0[2], epsilon: 0.1)
    }
    for rate in [0, 0.4] {
      checkGradient(seed: seed, shapes) {
        $0[0].layerNormalized(
          adding: $0[1], dropoutRate: rate, dropoutKey: seed, scale: $0[2], shift: $0[3],
          epsilon: 0.1)
      }
    }
  }

  @Test
  func `with a residual it is that of the sum of dropout and residual, in many rows as in few`() {
    for (rows, columns) in [(1_003, 37), (130, 128), (70, 9_001), (1, 1), (0, 3)] {
      var numbers = TestNumbers(seed: 21)
      let tensors: [Tensor<Double>] = [[rows, columns], [rows, columns], [columns], [columns]]
        .map { numbers.tensor($0) }
      func run(_ function: ([Variable<Double>]) -> Variable<Double>) -> [Tensor<Double>] {
        let tape = Tape<Double>()
        let variables = tensors.map(tape.parameter)
        let result = function(variables)
        return [result.value]
          + tape.gradients(of: (result * result).sum(), withRespectTo: variables)
      }
      let fused = run {
        $0[0].layerNormalized(
          adding: $0[1], dropoutRate: 0.3, dropoutKey: 5, scale: $0[2], shift: $0[3])
      }
      let apart = run {
        ($0[0].dropout(rate: 0.3, key: 5) + $0[1]).layerNormalized(scale: $0[2], shift: $0[3])
      }
      for (one, other) in zip(fused, apart) {
        expectClose(one, other.scalars, shape: other.shape, tolerance: 1e-12, "\(rows) \(columns)")
      }
    }
  }

  @Test func `shapes that do not fit are refused`() {
    #expect(throws: TensorError.self) {
      try ShapeRules.layerNormalized([2, 3], scale: [2], shift: [3])
    }
    #expect(throws: TensorError.self) {
      try ShapeRules.layerNormalized([2, 3], adding: [3], scale: [3], shift: [3])
    }
    #expect(throws: TensorError.self) {
      try ShapeRules.layerNormalized([2, 0], scale: [0], shift: [0])
    }
  }
}
