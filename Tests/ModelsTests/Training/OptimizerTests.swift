import Autodiff
import Models
import Testing

@Suite("Optimizers") struct OptimizerTests {
  private func run(_ optimizer: some Optimizer, weightDecay: Double) -> [Float] {
    var parameter = Tensor<Float>(shape: [2], [1, -2])
    var moments = (0..<optimizer.momentCount).map { _ in Tensor<Float>(zeros: [2]) }
    for (index, gradient) in [[0.5, -1], [0.25, 2], [-1, 0.5]].enumerated()
      as EnumeratedSequence<[[Float]]>
    {
      optimizer.step(
        &parameter, gradient: Tensor(shape: [2], gradient), moments: &moments, step: index + 1,
        rate: 0.1, weightDecay: weightDecay)
    }
    return parameter.scalars
  }

  /// The same steps in Double, straight from the papers' formulas.
  private func reference(
    _ rule: (inout Double, Double, inout Double, inout Double, Int) -> Void
  ) -> [Double] {
    zip([1.0, -2], [[0.5, 0.25, -1], [-1, 2, 0.5]]).map { start, gradients in
      var w = start, first = 0.0, second = 0.0
      for (index, gradient) in gradients.enumerated() {
        rule(&w, gradient, &first, &second, index + 1)
      }
      return w
    }
  }

  private func expectEqual(_ found: [Float], _ wanted: [Double]) {
    #expect(relativeError(found.map(Double.init), wanted) < 1e-6)
  }

  @Test("sgd with momentum and decay", arguments: [true, false])
  func sgd(nesterov: Bool) {
    let wanted = reference { w, g, v, _, _ in
      let gradient = g + 0.01 * w
      v = 0.9 * v + gradient
      w -= 0.1 * (nesterov ? gradient + 0.9 * v : v)
    }
    expectEqual(run(SGD(momentum: 0.9, nesterov: nesterov), weightDecay: 0.01), wanted)
  }

  @Test("adam, decay in the gradient or decoupled", arguments: [true, false])
  func adam(decoupled: Bool) {
    let wanted = reference { w, g, m, v, t in
      let gradient = decoupled ? g : g + 0.01 * w
      m = 0.9 * m + 0.1 * gradient
      v = 0.999 * v + 0.001 * gradient * gradient
      let correction = 1 - power(0.9, t), squareCorrection = 1 - power(0.999, t)
      if decoupled { w -= 0.1 * 0.01 * w }
      w -= 0.1 * (m / correction) / ((v / squareCorrection).squareRoot() + 1e-8)
    }
    expectEqual(run(Adam(decoupled: decoupled), weightDecay: 0.01), wanted)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
