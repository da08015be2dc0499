import Autodiff
import Numerics
import Testing

@Suite struct TapeTests {
  @Test func `a variable used twice gets the sum of both gradients`() {
    checkGradient(seed: 1, [[3, 4]]) { ($0[0] * $0[0] + $0[0]).tanh() * $0[0] }
  }

  @Test func `what the loss does not use gets zeros, and constants get nothing recorded`() {
    let tape = Tape<Double>()
    let (a, b) = (
      tape.parameter(Tensor(repeating: 2, shape: [2])), tape.parameter(Tensor(zeros: [3]))
    )
    let loss = (a * tape.constant(Tensor(shape: [2], [3, 4]))).sum()
    let gradients = tape.gradients(of: loss, withRespectTo: [a, b])
    #expect(gradients[0].scalars == [3, 4])
    #expect(gradients[1] == Tensor(zeros: [3]))
  }

  @Test func `a kept tape gives the same gradients twice`() {
    let tape = Tape<Float>()
    let x = tape.parameter(Tensor(shape: [3], [1, 2, 3]))
    let middle = x.exp()
    let loss = (middle * middle).sum()
    let first = tape.gradients(of: loss, withRespectTo: [x, middle], keepingTape: true)
    #expect(first == tape.gradients(of: loss, withRespectTo: [x, middle]))
    #expect(first[1] == Tensor(shape: [3], middle.value.scalars.map { 2 * $0 }))
  }

  @Test func `no gradient flows through a detached variable`() {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(shape: [2], [1, 2]))
    let gradients = tape.gradients(of: (x.detached() * x).sum(), withRespectTo: [x])
    #expect(gradients[0].scalars == [1, 2])
  }

  @Test func `the first NaN names its operation and label`() {
    let tape = Tape<Float>(checkingNumerics: true)
    let x = tape.parameter(Tensor(shape: [2], [1, -1]))
    let y = tape.labelled("blocks[1] linear") { x.log() }
    _ = y.exp()
    #expect(
      tape.numericFault?.description == "the value of log in blocks[1] linear is not finite")
    let backward = Tape<Float>(checkingNumerics: true)
    let z = backward.parameter(Tensor(shape: [1], [0]))
    let loss = backward.labelled("blocks[2]") { z.squareRoot() }.sum()
    #expect(backward.numericFault == nil)
    _ = backward.gradients(of: loss, withRespectTo: [z])
    #expect(
      backward.numericFault?.description == "the gradient of squareRoot in blocks[2] is not finite")
  }

  @Test func `a tensor is a value: writing to a copy leaves the other alone`() {
    let original = Tensor<Float>(shape: [2, 2], [1, 2, 3, 4])
    var copy = original.reshaped(to: [4])
    copy[2] = 9
    copy.add(Tensor(repeating: 1, shape: [4]), scaledBy: 2)
    #expect(original.scalars == [1, 2, 3, 4])
    #expect(copy.scalars == [3, 4, 11, 6])
    #expect(copy.squaredNorm == 182)
    #expect(original.isFinite && !Tensor<Float>(shape: [1], [.infinity]).isFinite)
  }

  @Test func `optimizer steps follow their formulas`() {
    var numbers = TestNumbers(seed: 3)
    let start: Tensor<Double> = numbers.tensor([5])
    let gradient: Tensor<Double> = numbers.tensor([5])
    var (x, first, second) = (start, Tensor<Double>(zeros: [5]), Tensor<Double>(zeros: [5]))
    var (expected, m, v) = (
      start.scalars, [Double](repeating: 0, count: 5), [Double](repeating: 0, count: 5)
    )
    for step in 1...3 {
      x.adamStep(
        gradient: gradient, first: &first, second: &second, step: step, rate: 0.1,
        weightDecay: 0.01, decoupledDecay: 0.02)
      for i in 0..<5 {
        let g = gradient.scalars[i] + 0.01 * expected[i]
        m[i] = 0.9 * m[i] + 0.1 * g
        v[i] = 0.999 * v[i] + 0.001 * g * g
        var (b1, b2) = (1.0, 1.0)
        for _ in 0..<step { (b1, b2) = (b1 * 0.9, b2 * 0.999) }
        expected[i] -=
          0.1 * (m[i] / (1 - b1) / ((v[i] / (1 - b2)).squareRoot() + 1e-8) + 0.02 * expected[i])
      }
    }
    expectClose(x, expected, shape: [5], tolerance: 1e-12)
    var (y, velocity) = (start, Tensor<Double>(zeros: [5]))
    y.momentumStep(
      gradient: gradient, velocity: &velocity, rate: 0.1, momentum: 0.9, nesterov: true)
    y.momentumStep(
      gradient: gradient, velocity: &velocity, rate: 0.1, momentum: 0.9, nesterov: false)
    let moved = zip(start.scalars, gradient.scalars).map { $0 - 0.1 * 1.9 * $1 - 0.1 * 1.9 * $1 }
    expectClose(y, moved, shape: [5], tolerance: 1e-14)
  }

  @Test func `from the second step on memory is recycled`() {
    func step() {
      let tape = Tape<Float>()
      let x = tape.parameter(Tensor(repeating: 1, shape: [333, 777]))
      _ = tape.gradients(of: (x.exp() * x).mean(), withRespectTo: [x])
    }
    step()
    #expect(TensorPool.retainedBytes >= 333 * 777 * 4)
  }
}
