import Foundation
import Numerics
import Testing

@Suite struct FunctionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let function: Kernels.Unary
    let range: ClosedRange<Double>
    /// Units in the last place of the true value, or an absolute bound.
    let bound: Bound
    let reference: @Sendable (Double) -> Double
    enum Bound: Sendable { case units(Double), absolute(Double) }
    var testDescription: String { "\(function)" }
  }

  static let cases: [Case] = [
    Case(function: .exp, range: -103...88.7, bound: .units(2), reference: { exp($0) }),
    Case(function: .log, range: 1e-44...50, bound: .units(2), reference: { log($0) }),
    Case(function: .tanh, range: -12...12, bound: .units(5), reference: { tanh($0) }),
    Case(function: .tanh, range: -0.01...0.01, bound: .units(5), reference: { tanh($0) }),
    Case(function: .sigmoid, range: -80...80, bound: .units(4), reference: { 1 / (1 + exp(-$0)) }),
    Case(function: .elu, range: -20...5, bound: .units(4), reference: { $0 > 0 ? $0 : expm1($0) }),
    Case(function: .softplus, range: -60...60, bound: .units(5), reference: { log1p(exp($0)) }),
    Case(function: .silu, range: -60...60, bound: .units(5), reference: { $0 / (1 + exp(-$0)) }),
    Case(
      function: .gelu, range: -12...12, bound: .absolute(2e-6),
      reference: { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) }),
    Case(function: .squareRoot, range: 0...9, bound: .units(0.5), reference: { $0.squareRoot() }),
  ]

  @Test(arguments: cases) func `single precision stays within its stated bound`(_ test: Case) {
    let count = 200_003
    let x = (0..<count).map {
      Float(
        test.range.lowerBound
          + (test.range.upperBound - test.range.lowerBound) * Double($0) / Double(count - 1))
    }
    var y = [Float](repeating: 0, count: count)
    x.withUnsafeBufferPointer { x in
      y.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        Kernels.unary(test.function, count: count, x, parameter: 1, into: y)
      }
    }
    var worst = (error: 0.0, at: Float(0))
    for (x, y) in zip(x, y) {
      let exact = test.reference(Double(x))
      var error = abs(Double(y) - exact)
      if case .units = test.bound { error /= Double(Float(exact).ulp) }
      if error > worst.error { worst = (error, x) }
    }
    switch test.bound {
    case .units(let bound): #expect(worst.error <= bound, "at \(worst.at)")
    case .absolute(let bound): #expect(worst.error <= bound, "at \(worst.at)")
    }
  }

  @Test func `the ends of the range behave as libm's`() {
    func value(_ function: Kernels.Unary, _ x: Float) -> Float {
      var (x, y) = (x, Float(0))
      Kernels.unary(function, count: 1, &x, parameter: 1, into: &y)
      return y
    }
    for function in [
      .exp, .log, .tanh, .sigmoid, .relu, .leakyRelu, .elu, .gelu, .silu, .softplus, .squareRoot,
      .absolute,
    ] as [Kernels.Unary] {
      #expect(value(function, .nan).isNaN, "\(function)")
    }
    #expect(value(.exp, .infinity) == .infinity && value(.exp, -.infinity) == 0)
    #expect(value(.exp, 89) == .infinity && value(.exp, 0) == 1)
    #expect(value(.log, 0) == -.infinity && value(.log, -1).isNaN)
    #expect(value(.log, .infinity) == .infinity && value(.log, 1) == 0)
    #expect(value(.tanh, .infinity) == 1 && value(.tanh, -.infinity) == -1)
    #expect(value(.sigmoid, .infinity) == 1 && value(.sigmoid, -.infinity) == 0)
    #expect(value(.softplus, 200) == 200 && value(.softplus, -200) == 0)
    #expect(value(.gelu, 50) == 50 && value(.gelu, -50) == 0)
  }
}
