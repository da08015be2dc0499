import Autodiff
import Testing

@Suite struct GuideTests {
  @Test func `the network of docs/autodiff.md learns the exclusive or`() {
    let x = Tensor<Double>(shape: [4, 2], [0, 0, 0, 1, 1, 0, 1, 1])
    let y = Tensor<Double>(shape: [4, 1], [0, 1, 1, 0])
    var w1 = Tensor<Double>(shape: [2, 3], [0.9, -0.6, 0.4, -0.8, 0.7, 0.5])
    var w2 = Tensor<Double>(shape: [3, 1], [0.8, 0.9, -0.3])
    var loss = 0.0
    for _ in 0..<400 {
      let tape = Tape<Double>()
      let (p1, p2) = (tape.parameter(w1), tape.parameter(w2))
      let guess = tape.constant(x).matmul(p1).tanh().matmul(p2)
      let error = guess.squaredError(to: tape.constant(y))
      let gradients = tape.gradients(of: error, withRespectTo: [p1, p2])
      w1.add(gradients[0], scaledBy: -0.5)
      w2.add(gradients[1], scaledBy: -0.5)
      loss = error.value.scalar
    }
    #expect(loss < 0.01, "\(loss)")
  }
}
