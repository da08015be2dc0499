import Autodiff
import Models
import Testing

@Suite("L-BFGS") struct LBFGSTests {
  typealias Function = @Sendable ([Double]) -> (value: Double, gradient: [Double])

  /// (1 − a)² + 100 (b − a²)², least at (1, 1).
  private static let rosenbrock: Function = { x in
    let (a, b) = (x[0], x[1])
    let residual = b - a * a
    return (
      (1 - a) * (1 - a) + 100 * residual * residual,
      [-2 * (1 - a) - 400 * a * residual, 200 * residual]
    )
  }

  /// ½ Σ cᵢ (xᵢ − i)².
  private static let quadratic: Function = { x in
    let c = [1.0, 4, 9, 0.5, 2]
    let differences = x.indices.map { x[$0] - Double($0) }
    return (
      x.indices.reduce(0) { $0 + 0.5 * c[$1] * differences[$1] * differences[$1] },
      x.indices.map { c[$0] * differences[$0] }
    )
  }

  /// Parameters in two tensors, so that vectors over all of them are seen to be put together and taken apart.
  private func tensors(_ x: [Double]) -> [Tensor<Float>] {
    [
      Tensor(shape: [1, 1], [Float(x[0])]),
      Tensor(shape: [x.count - 1], x.dropFirst().map { Float($0) }),
    ]
  }

  private func run(
    _ rule: LBFGS, _ function: @escaping Function, from start: [Double], steps: Int,
    decay: Double = 0
  ) throws -> (points: [[Double]], evaluations: Int) {
    var parameters = tensors(start)
    var state = rule.start(parameters)
    var points: [[Double]] = []
    var evaluations = 0
    func evaluate(_ parameters: [Tensor<Float>]) -> (loss: Double, gradients: [Tensor<Float>]) {
      evaluations += 1
      let found = function(parameters.flatMap { $0.scalars.map(Double.init) })
      return (found.value, tensors(found.gradient))
    }
    for number in 1...steps {
      let present = evaluate(parameters)
      try rule.step(
        &parameters,
        OptimizerStep(
          loss: present.loss, gradients: present.gradients, number: number, rate: 1,
          weightDecays: [decay, decay], evaluate: evaluate), state: &state)
      points.append(parameters.flatMap { $0.scalars.map(Double.init) })
    }
    #expect(state.vectors.count <= 2 * rule.history)
    return (points, evaluations)
  }

  @Test("ends in the valley of Rosenbrock's function", arguments: LineSearch.allCases)
  func rosenbrock(lineSearch: LineSearch) throws {
    let rule = LBFGS(history: 5, lineSearch: lineSearch)
    let (points, evaluations) = try run(rule, Self.rosenbrock, from: [-1.2, 1], steps: 60)
    let last = try #require(points.last)
    #expect(relativeError(last, [1, 1]) < 2e-3, "\(last)")
    #expect(evaluations < 400)
    let values = points.map { Self.rosenbrock($0).value }
    #expect(zip(values, values.dropFirst()).allSatisfy { $1 <= $0 * 1.000_01 + 1e-6 })
  }

  @Test("finds a quadratic's minimum, pulled to 0 by weight decay", arguments: [0.0, 0.5])
  func quadratic(decay: Double) throws {
    let (points, _) = try run(
      LBFGS(), Self.quadratic, from: [3, 3, 3, 3, 3], steps: 25, decay: decay)
    let c = [1.0, 4, 9, 0.5, 2]
    let wanted = c.indices.map { c[$0] * Double($0) / (c[$0] + decay) }
    #expect(relativeError(points.last ?? [], wanted) < 1e-4)
  }

  @Test("several iterations a step are several steps")
  func iterations() throws {
    let one = try run(LBFGS(), Self.rosenbrock, from: [-1.2, 1], steps: 6).points
    let three = try run(LBFGS(iterations: 3), Self.rosenbrock, from: [-1.2, 1], steps: 2).points
    #expect(three[0] == one[2] && three[1] == one[5])
  }

  @Test("takes the steps of the inverse Hessian written out as a matrix", arguments: [1, 3, 10])
  func againstMatrices(history: Int) throws {
    let found = try run(
      LBFGS(history: history, lineSearch: .backtracking), Self.quadratic, from: [3, -3, 1, 2, 5],
      steps: 7
    ).points
    let wanted = matrixSteps(Self.quadratic, from: [3, -3, 1, 2, 5], steps: 7, history: history)
    for (a, b) in zip(found, wanted) { #expect(relativeError(a, b) < 1e-3) }
  }

  /// Nocedal & Wright (2006), equation 7.16 by repeated updates of a dense matrix, in Double.
  private func matrixSteps(
    _ function: Function, from start: [Double], steps: Int, history: Int
  ) -> [[Double]] {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let size = start.count
    var x = start
    var pairs: [(s: [Double], y: [Double])] = []
    var points: [[Double]] = []
    for _ in 0..<steps {
      let (value, gradient) = function(x)
      let scale = pairs.last.map { dot($0.s, $0.y) / dot($0.y, $0.y) } ?? 1
      var h = (0..<size).map { i in (0..<size).map { $0 == i ? scale : 0 } }
      for (s, y) in pairs {
        let rho = 1 / dot(s, y)
        func left(_ i: Int, _ j: Int) -> Double { (i == j ? 1 : 0) - rho * s[i] * y[j] }
        h = (0..<size).map { i in
          (0..<size).map { j in
            var sum = rho * s[i] * s[j]
            for k in 0..<size { for l in 0..<size { sum += left(i, k) * h[k][l] * left(j, l) } }
            return sum
          }
        }
      }
      let direction = h.map { -dot($0, gradient) }
      let slope = dot(direction, gradient)
      var length = pairs.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
      func moved() -> [Double] { zip(x, direction).map { $0 + length * $1 } }
      while function(moved()).value > value + 1e-4 * length * slope { length /= 2 }
      let next = moved()
      let s = zip(next, x).map { $0 - $1 }
      pairs.append((s, zip(function(next).gradient, gradient).map { $0 - $1 }))
      if pairs.count > history { pairs.removeFirst() }
      x = next
      points.append(x)
    }
    return points
  }

  @Test("stays where it is when nothing lower can be found, and at a minimum")
  func staysPut() throws {
    // The gradient is a lie: the function rises both ways.
    let lying: Function = { x in (x[0] * x[0] + abs(x[1]), [0, 1]) }
    let (points, _) = try run(LBFGS(), lying, from: [0, 0], steps: 3)
    #expect(points == [[0, 0], [0, 0], [0, 0]])
    let resting = try run(LBFGS(), Self.rosenbrock, from: [1, 1], steps: 2)
    #expect(resting.points == [[1, 1], [1, 1]] && resting.evaluations == 2)
  }

  @Test("turns back from where the loss is not a number")
  func avoidsInfinity() throws {
    // −ln(1 − x) + 10 (x − 0.9)² on x < 1.
    let walled: Function = { x in
      let room = 1 - x[0]
      let value = room > 0 ? 10 * (x[0] - 0.9) * (x[0] - 0.9) : .nan
      return (value + x[1] * x[1], [20 * (x[0] - 0.9), 2 * x[1]])
    }
    let (points, _) = try run(LBFGS(), walled, from: [-5, 1], steps: 20)
    #expect(relativeError(points.last ?? [], [0.9, 0]) < 1e-3)
  }
}
