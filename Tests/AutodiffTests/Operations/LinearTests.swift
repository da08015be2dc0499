import Autodiff
import Foundation
import Testing

@Suite struct LinearTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let activation: Activation
    let function: @Sendable (Double) -> Double
    var testDescription: String { "\(activation)" }
  }

  static let cases: [Case] = [
    Case(activation: .identity, function: { $0 }),
    Case(activation: .relu, function: { max($0, 0) }),
    Case(activation: .leakyRelu(slope: 0.1), function: { $0 > 0 ? $0 : 0.1 * $0 }),
    Case(activation: .elu(alpha: 1.5), function: { $0 > 0 ? $0 : 1.5 * expm1($0) }),
    Case(activation: .gelu, function: { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) }),
    Case(activation: .silu, function: { $0 / (1 + exp(-$0)) }),
    Case(activation: .tanh, function: { tanh($0) }),
    Case(activation: .sigmoid, function: { 1 / (1 + exp(-$0)) }),
    Case(activation: .softplus, function: { log1p(exp($0)) }),
  ]

  /// Leading axes, inputs and outputs drawn from a seed; odd ones, with sizes 0 and 1 among them.
  private static func shapes(_ numbers: inout TestNumbers, below limit: Int) -> (
    [Int], Int, Int
  ) {
    let leading = (0..<numbers.below(3)).map { _ in numbers.below(limit) }
    return (leading, numbers.below(limit), numbers.below(limit))
  }

  @Test(arguments: cases) func `the value is a loop's in both precisions`(_ test: Case) {
    for seed in 1...6 as ClosedRange<UInt64> {
      var numbers = TestNumbers(seed: seed)
      let (leading, inputs, outputs) = Self.shapes(&numbers, below: 13)
      let x: Tensor<Double> = numbers.tensor(leading + [inputs])
      let w: Tensor<Double> = numbers.tensor([inputs, outputs])
      let b: Tensor<Double> = numbers.tensor([outputs])
      for isBiased in [false, true] {
        var reference: [Double] = []
        let (xs, ws, bs) = (x.scalars, w.scalars, b.scalars)
        for row in 0..<leading.reduce(1, *) {
          for out in 0..<outputs {
            let sum = (0..<inputs).map { xs[row * inputs + $0] * ws[$0 * outputs + out] }
              .reduce(isBiased ? bs[out] : 0, +)
            reference.append(test.function(sum))
          }
        }
        let tape = Tape<Double>(recording: false)
        let double = tape.constant(x).linear(
          weights: tape.constant(w), bias: isBiased ? tape.constant(b) : nil,
          activation: test.activation)
        expectClose(
          double.value, reference, shape: leading + [outputs], tolerance: 1e-13, "seed \(seed)")
        // A tape that records takes the way that keeps slopes.
        let singles = Tape<Float>()
        let single = singles.parameter(x.converted(to: Float.self)).linear(
          weights: singles.parameter(w.converted(to: Float.self)),
          bias: isBiased ? singles.parameter(b.converted(to: Float.self)) : nil,
          activation: test.activation)
        expectClose(
          single.value, reference, shape: leading + [outputs], tolerance: 3e-6, "seed \(seed)")
      }
    }
  }

  @Test(arguments: cases) func `gradients to input, weights and bias`(_ test: Case) {
    for seed in 11...14 as ClosedRange<UInt64> {
      var numbers = TestNumbers(seed: seed)
      let (leading, inputs, outputs) = Self.shapes(&numbers, below: 6)
      let shapes = [leading + [inputs], [inputs, outputs], [outputs]]
      checkGradient(seed: seed, shapes) {
        $0[0].linear(weights: $0[1], bias: $0[2], activation: test.activation)
      }
      checkGradient(seed: seed, Array(shapes.prefix(2))) {
        $0[0].linear(weights: $0[1], activation: test.activation)
      }
    }
  }

  @Test func `the gradients are those of a product, a sum and a function, in tiles as in one`() {
    var numbers = TestNumbers(seed: 21)
    for (m, k, n) in [(1_237, 33, 65), (70, 90, 1_601), (9_000, 3, 2), (5, 9_001, 3)] {
      let tensors: [Tensor<Double>] = [[m, k], [k, n], [n], [m, n]].map { numbers.tensor($0) }
      func run(
        _ function: ([Variable<Double>]) -> Variable<Double>
      ) -> [Tensor<Double>] {
        let tape = Tape<Double>()
        let variables = tensors.map(tape.parameter)
        let result = function(variables)
        let loss = (result * variables[3]).sum()
        return [result.value]
          + tape.gradients(of: loss, withRespectTo: Array(variables.prefix(3)))
      }
      let fused = run { $0[0].linear(weights: $0[1], bias: $0[2], activation: .gelu) }
      let apart = run { ($0[0].matmul($0[1]) + $0[2]).gelu() }
      for (one, other) in zip(fused, apart) {
        expectClose(one, other.scalars, shape: other.shape, tolerance: 1e-12, "\((m, k, n))")
      }
    }
  }

  @Test(arguments: cases) func `dropout of the results is the dropout of a separate step`(
    _ test: Case
  ) {
    // 33 rows of 21 are no multiple of 64 elements, 130 rows of 64 are tiles of it.
    for (m, k, n) in [(33, 5, 21), (130, 7, 64), (0, 3, 2), (1, 1, 1)] {
      var numbers = TestNumbers(seed: 41)
      let tensors: [Tensor<Double>] = [[m, k], [k, n], [n]].map { numbers.tensor($0) }
      func run(_ function: ([Variable<Double>]) -> Variable<Double>) -> [Tensor<Double>] {
        let tape = Tape<Double>()
        let variables = tensors.map(tape.parameter)
        let result = function(variables)
        return [result.value]
          + tape.gradients(of: (result * result).sum(), withRespectTo: variables)
      }
      let fused = run {
        $0[0].linear(
          weights: $0[1], bias: $0[2], activation: test.activation, dropoutRate: 0.4,
          dropoutKey: 77)
      }
      let apart = run {
        $0[0].linear(weights: $0[1], bias: $0[2], activation: test.activation)
          .dropout(rate: 0.4, key: 77)
      }
      for (one, other) in zip(fused, apart) {
        expectClose(one, other.scalars, shape: other.shape, tolerance: 1e-12, "\((m, k, n))")
      }
    }
  }

  @Test func `constants among the arguments get no gradient, and the others the same`() {
    var numbers = TestNumbers(seed: 31)
    let tensors: [Tensor<Double>] = [[7, 4], [4, 5], [5]].map { numbers.tensor($0) }
    func run(_ isRecorded: [Bool]) -> [Tensor<Double>] {
      let tape = Tape<Double>()
      let variables = zip(tensors, isRecorded).map {
        $1 ? tape.parameter($0) : tape.constant($0)
      }
      let result = variables[0].linear(
        weights: variables[1], bias: variables[2], activation: .silu)
      return tape.gradients(of: (result * result).sum(), withRespectTo: variables)
    }
    let all = run([true, true, true])
    for chosen in 0..<3 {
      let one = run((0..<3).map { $0 == chosen })
      #expect(one[chosen] == all[chosen])
    }
  }

  @Test func `shapes that do not fit are refused with both shapes`() {
    let error = #expect(throws: TensorError.self) {
      try ShapeRules.linear([2, 3], weights: [4, 5], bias: nil)
    }
    #expect(error?.shapes == [[2, 3], [4, 5]])
    #expect(throws: TensorError.self) {
      try ShapeRules.linear([2, 4], weights: [4, 5], bias: [4])
    }
    #expect(throws: TensorError.self) { try ShapeRules.linear([], weights: [4, 5], bias: nil) }
  }
}
