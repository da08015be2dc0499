import Autodiff
import Models
import Testing

@Suite("Optimizers") struct OptimizerTests {
  private static let gradients: [[Float]] = [[0.5, -1], [0.25, 2], [-1, 0.5]]

  private func run(_ optimizer: some ParameterwiseOptimizer, weightDecay: Double) -> [Float] {
    var parameter = Tensor<Float>(shape: [2], [1, -2])
    var moments = optimizer.start([parameter]).moments[0]
    for (index, gradient) in Self.gradients.enumerated() {
      optimizer.step(
        &parameter, gradient: Tensor(shape: [2], gradient), moments: &moments, step: index + 1,
        rate: 0.1, weightDecay: weightDecay)
    }
    #expect(moments.count == optimizer.momentCount)
    return parameter.scalars
  }

  /// The same steps in Double, straight from the papers' formulas; the three numbers start at 0.
  private func reference(
    _ rule: (inout Double, Double, inout Double, inout Double, inout Double, Int) -> Void
  ) -> [Double] {
    [1.0, -2].enumerated().map { column, start in
      var w = start, first = 0.0, second = 0.0, third = 0.0
      for (index, gradient) in Self.gradients.enumerated() {
        rule(&w, Double(gradient[column]), &first, &second, &third, index + 1)
      }
      return w
    }
  }

  private func expectEqual(_ found: [Float], _ wanted: [Double]) {
    #expect(relativeError(found.map(Double.init), wanted) < 1e-6)
  }

  @Test("sgd with momentum and decay", arguments: [true, false])
  func sgd(nesterov: Bool) {
    let wanted = reference { w, g, v, _, _, _ in
      let gradient = g + 0.01 * w
      v = 0.9 * v + gradient
      w -= 0.1 * (nesterov ? gradient + 0.9 * v : v)
    }
    expectEqual(run(SGD(momentum: 0.9, nesterov: nesterov), weightDecay: 0.01), wanted)
  }

  @Test("sgd without momentum keeps no moment")
  func plainSGD() {
    let rule = SGD(momentum: 0)
    let wanted = reference { w, g, _, _, _, _ in w -= 0.1 * (g + 0.01 * w) }
    expectEqual(run(rule, weightDecay: 0.01), wanted)
    #expect(rule.momentCount == 0)
  }

  @Test("adam, decay in the gradient or decoupled", arguments: [true, false], [0.999, 0.9])
  func adam(decoupled: Bool, beta2: Double) {
    let wanted = reference { w, g, m, v, _, t in
      let gradient = decoupled ? g : g + 0.01 * w
      m = 0.8 * m + 0.2 * gradient
      v = beta2 * v + (1 - beta2) * gradient * gradient
      let correction = 1 - power(0.8, t), squareCorrection = 1 - power(beta2, t)
      if decoupled { w -= 0.1 * 0.01 * w }
      w -= 0.1 * (m / correction) / ((v / squareCorrection).squareRoot() + 1e-3)
    }
    expectEqual(
      run(Adam(decoupled: decoupled, beta1: 0.8, beta2: beta2, epsilon: 1e-3), weightDecay: 0.01),
      wanted)
  }

  @Test("rmsprop, centered or not, with and without momentum", arguments: [true, false], [0, 0.9])
  func rmsprop(centered: Bool, momentum: Double) {
    let wanted = reference { w, g, s, m, v, _ in
      let gradient = g + 0.01 * w
      s = 0.9 * s + 0.1 * gradient * gradient
      m = 0.9 * m + 0.1 * gradient
      let quotient = gradient / ((centered ? s - m * m : s).squareRoot() + 1e-4)
      v = momentum * v + quotient
      w -= 0.1 * v
    }
    let rule = RMSprop(smoothing: 0.9, epsilon: 1e-4, momentum: momentum, centered: centered)
    expectEqual(run(rule, weightDecay: 0.01), wanted)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  @Test("parameters and moments that are shared are left as they are")
  func leavesSharedValues() {
    let kept = Tensor<Float>(shape: [2], [1, -2])
    for rule in [SGD(momentum: 0), RMSprop(momentum: 0.5, centered: true)]
      as [any ParameterwiseOptimizer]
    {
      var parameter = kept
      let start = rule.start([kept]).moments[0]
      var moments = start
      rule.step(
        &parameter, gradient: kept, moments: &moments, step: 1, rate: 0.1, weightDecay: 0)
      #expect(kept.scalars == [1, -2] && parameter != kept)
      #expect(start.allSatisfy { $0.scalars == [0, 0] })
    }
  }
}
