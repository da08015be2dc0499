import Autodiff
import Testing

/// Operations that are written outside the library.
@Suite struct OperationTests {
  /// a b² + c for a constant c, as a user would write it.
  private func weighted(
    _ a: Variable<Double>, _ b: Variable<Double>, _ c: Tensor<Double>
  ) -> Variable<Double> {
    let (x, y) = (a.value.scalars, b.value.scalars)
    let value = zip(zip(x, y), c.scalars).map { $0.0 * $0.1 * $0.1 + $1 }
    return a.tape.operation(
      "weighted", inputs: [a, b], value: Tensor(shape: a.shape, value)
    ) { gradient in
      let g = gradient.scalars
      let toB = zip(g, zip(x, y)).map { $0 * 2 * $1.0 * $1.1 }
      return [
        Tensor(shape: gradient.shape, zip(g, y).map { $0 * $1 * $1 }),
        b.isRecorded ? Tensor(shape: gradient.shape, toB) : nil,
      ]
    }
  }

  @Test func `a user's operation has the gradients that its pullback gives`() {
    for (seed, shape) in [(1, [3, 4]), (2, [0, 2]), (3, [])] as [(UInt64, [Int])] {
      var numbers = TestNumbers(seed: seed)
      let c: Tensor<Double> = numbers.tensor(shape)
      checkGradient(seed: seed, [shape, shape]) { weighted($0[0].exp(), $0[1], c).tanh() * $0[0] }
    }
  }

  @Test func `no gradient flows where the pullback gives none`() {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(shape: [2], [3, 5]))
    let y = tape.parameter(Tensor(shape: [2], [1, 1]))
    let rounded = tape.operation(
      "straight through", inputs: [x, y], value: Tensor(shape: [2], [3, 5])
    ) { [$0, nil] }
    let gradients = tape.gradients(of: (rounded * x).sum(), withRespectTo: [x, y])
    #expect(gradients[0].scalars == [6, 10])
    #expect(gradients[1].scalars == [0, 0])
  }

  @Test func `the pullback is not called for constants, nor where the loss does not depend on it`()
  {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(shape: [1], [2]))
    let constant = tape.operation(
      "constant", inputs: [x.detached()], value: Tensor(shape: [1], [1])
    ) { _ in
      Issue.record("called for a constant")
      return [nil]
    }
    #expect(!constant.isRecorded)
    _ = tape.operation("unused", inputs: [x], value: Tensor(shape: [1], [1])) { _ in
      Issue.record("called for what is not used")
      return [nil]
    }
    #expect(tape.gradients(of: (constant * x).sum(), withRespectTo: [x])[0].scalars == [1])
  }

  @Test func `a fault in it is told under its name`() {
    let tape = Tape<Double>(checkingNumerics: true)
    let x = tape.parameter(Tensor(shape: [1], [2]))
    let wrong = tape.labelled("mine") {
      tape.operation("root of nothing", inputs: [x], value: Tensor(shape: [1], [0])) { gradient in
        [Tensor(shape: [1], [gradient.scalar / 0])]
      }
    }
    _ = tape.gradients(of: wrong.sum(), withRespectTo: [x])
    #expect(
      tape.numericFault?.description == "the gradient of root of nothing in mine is not finite")
  }
}
