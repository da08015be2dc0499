import Autodiff
import Foundation
import Testing

@Suite struct ElementwiseTests {
  typealias Function = @Sendable (Variable<Double>) -> Variable<Double>

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let range: ClosedRange<Double>
    let function: Function
    let single: @Sendable (Variable<Float>) -> Variable<Float>
    let reference: @Sendable (Double) -> Double
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "exp", range: -3...3, function: { $0.exp() }, single: { $0.exp() },
      reference: { exp($0) }),
    Case(
      name: "log", range: 0.1...4, function: { $0.log() }, single: { $0.log() },
      reference: { log($0) }),
    Case(
      name: "squareRoot", range: 0.1...4, function: { $0.squareRoot() },
      single: { $0.squareRoot() }, reference: { $0.squareRoot() }),
    Case(
      name: "tanh", range: -3...3, function: { $0.tanh() }, single: { $0.tanh() },
      reference: { tanh($0) }),
    Case(
      name: "sigmoid", range: -6...6, function: { $0.sigmoid() }, single: { $0.sigmoid() },
      reference: { 1 / (1 + exp(-$0)) }),
    Case(
      name: "relu", range: -3...3, function: { $0.relu() }, single: { $0.relu() },
      reference: { max($0, 0) }),
    Case(
      name: "leakyRelu", range: -3...3, function: { $0.leakyRelu(slope: 0.2) },
      single: { $0.leakyRelu(slope: 0.2) }, reference: { $0 > 0 ? $0 : 0.2 * $0 }),
    Case(
      name: "elu", range: -3...3, function: { $0.elu(alpha: 1.5) },
      single: { $0.elu(alpha: 1.5) }, reference: { $0 > 0 ? $0 : 1.5 * expm1($0) }),
    Case(
      name: "gelu", range: -4...4, function: { $0.gelu() }, single: { $0.gelu() },
      reference: { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }),
    Case(
      name: "silu", range: -6...6, function: { $0.silu() }, single: { $0.silu() },
      reference: { $0 / (1 + exp(-$0)) }),
    Case(
      name: "softplus", range: -6...6, function: { $0.softplus() }, single: { $0.softplus() },
      reference: { log1p(exp($0)) }),
    Case(
      name: "absolute", range: -3...3, function: { $0.absolute() }, single: { $0.absolute() },
      reference: { abs($0) }),
    Case(
      name: "square", range: -3...3, function: { $0.power(2) }, single: { $0.power(2) },
      reference: { $0 * $0 }),
    Case(
      name: "power 2.5", range: 0.1...3, function: { $0.power(2.5) }, single: { $0.power(2.5) },
      reference: { pow($0, 2.5) }),
    Case(
      name: "power −1", range: 0.5...3, function: { $0.power(-1) }, single: { $0.power(-1) },
      reference: { 1 / $0 }),
    Case(
      name: "numbers", range: 0.5...3, function: { 2 - (3 / $0 + 1.5) * 0.25 - 1 },
      single: { 2 - (3 / $0 + 1.5) * 0.25 - 1 }, reference: { 2 - (3 / $0 + 1.5) * 0.25 - 1 }),
    Case(name: "negate", range: -3...3, function: { -$0 }, single: { -$0 }, reference: { -$0 }),
  ]

  @Test(arguments: cases) func `the value is the function's in both precisions`(_ test: Case) {
    var numbers = TestNumbers(seed: 11)
    for shape in [[], [1], [7, 13], [0, 3], [1, 257]] {
      let x: Tensor<Double> = numbers.tensor(shape, in: test.range)
      let reference = x.scalars.map(test.reference)
      let double = test.function(Tape(recording: false).constant(x)).value
      expectClose(double, reference, shape: shape, tolerance: 1e-13, test.name)
      let single = test.single(Tape(recording: false).constant(x.converted(to: Float.self))).value
      expectClose(single, reference, shape: shape, tolerance: 2e-6, test.name)
    }
  }

  @Test(arguments: cases) func `the gradient is the function's slope`(_ test: Case) {
    for (seed, shape) in [(1, [5, 7]), (2, [1]), (3, []), (4, [0, 4])] as [(UInt64, [Int])] {
      checkGradient(seed: seed, [shape], in: test.range) { test.function($0[0]) }
    }
  }

  @Test(arguments: cases) func `single precision gradients follow double's`(_ test: Case) {
    var numbers = TestNumbers(seed: 5)
    let x: Tensor<Double> = numbers.tensor([3, 31], in: test.range)
    let (tape, singleTape) = (Tape<Double>(), Tape<Float>())
    let (variable, single) = (
      tape.parameter(x), singleTape.parameter(x.converted(to: Float.self))
    )
    let expected = tape.gradients(of: test.function(variable).sum(), withRespectTo: [variable])[0]
    let found = singleTape.gradients(of: test.single(single).sum(), withRespectTo: [single])[0]
    expectClose(found, expected.scalars, shape: [3, 31], tolerance: 4e-6, test.name)
  }

  static let pairs: [([Int], [Int])] = [
    ([3, 5], [3, 5]), ([3, 5], [5]), ([3, 1], [3, 5]), ([], [2, 3]), ([4, 1, 3], [2, 1]),
    ([2, 3, 1, 5], [3, 4, 1]), ([0, 3], [3]), ([1, 1], [1]), ([2, 1, 3, 1, 2], [1, 2, 1, 4, 2]),
  ]

  @Test(arguments: pairs) func `arithmetic broadcasts as NumPy does`(_ a: [Int], _ b: [Int]) throws
  {
    var numbers = TestNumbers(seed: 21)
    let (x, y): (Tensor<Double>, Tensor<Double>) = (
      numbers.tensor(a), numbers.tensor(b, in: 0.5...2)
    )
    let shape = try ShapeRules.broadcast("add", a, b)
    let tape = Tape<Double>(recording: false)
    func check(_ result: Variable<Double>, _ f: (Double, Double) -> Double) {
      let reference = indices(of: shape).map {
        f(x.scalars[offset($0, in: a)], y.scalars[offset($0, in: b)])
      }
      expectClose(result.value, reference, shape: shape, tolerance: 1e-15)
    }
    check(tape.constant(x) + tape.constant(y), +)
    check(tape.constant(x) - tape.constant(y), -)
    check(tape.constant(x) * tape.constant(y), *)
    check(tape.constant(x) / tape.constant(y), /)
  }

  @Test(arguments: pairs) func `gradients sum over what was stretched`(_ a: [Int], _ b: [Int]) {
    checkGradient(seed: 31, [a, b], in: 0.5...2) { $0[0] + $0[1] }
    checkGradient(seed: 32, [a, b], in: 0.5...2) { $0[0] - $0[1] }
    checkGradient(seed: 33, [a, b], in: 0.5...2) { $0[0] * $0[1] }
    checkGradient(seed: 34, [a, b], in: 0.5...2) { $0[0] / $0[1] }
  }

  @Test func `shapes that do not broadcast are refused with both shapes`() {
    let error = #expect(throws: TensorError.self) {
      try ShapeRules.broadcast("add", [3, 4], [3, 5])
    }
    #expect(error?.shapes == [[3, 4], [3, 5]])
    #expect(error?.operation == "add")
  }
}
