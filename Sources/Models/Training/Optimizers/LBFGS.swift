public import Autodiff

/// Limited-memory BFGS: steps along the gradient times an inverse Hessian estimated from the last steps, as far as a line search says.
///
/// (Liu & Nocedal, Mathematical Programming 45, 1989; two-loop recursion: Nocedal & Wright, Numerical optimization, 2nd edition,
/// algorithm 7.4, with the scaling of equation 7.20.) Weight decay is ½ λ ‖w‖² in the loss. The rate is the length that each line search
/// tries first; 1 fits.
public struct LBFGS: Optimizer {
  /// Steps remembered, at least 1.
  public let history: Int
  /// Iterations a step, at least 1.
  public let iterations: Int
  /// How far to go.
  public let lineSearch: LineSearch

  /// Makes the rule.
  public init(history: Int = 10, iterations: Int = 1, lineSearch: LineSearch = .strongWolfe) {
    self.history = history
    self.iterations = iterations
    self.lineSearch = lineSearch
  }

  /// Yes: differences of gradients mean something only between losses of the same items.
  public var needsWholeLoss: Bool { true }

  /// Nothing remembered.
  public func start(_ parameters: [Tensor<Float>]) -> OptimizerState {
    OptimizerState(moments: parameters.map { _ in [] })
  }

  /// The state's vectors are pairs, the oldest first: a step s and the change y of the gradient over it.
  public func step(
    _ parameters: inout [Tensor<Float>], _ step: OptimizerStep, state: inout OptimizerState
  ) throws {
    let shapes = parameters.map(\.shape)
    func trial(
      _ length: Double, _ point: Tensor<Float>, _ parameters: [Tensor<Float>],
      _ found: (loss: Double, gradients: [Tensor<Float>]), along direction: Tensor<Float>?
    ) -> LineSearch.Trial {
      var (loss, gradients) = found
      for (index, decay) in step.weightDecays.enumerated() where decay != 0 {
        loss += 0.5 * decay * parameters[index].squaredNorm
        gradients[index].add(parameters[index], scaledBy: Float(decay))
      }
      let gradient = Tensor(flattening: gradients)
      let slope = direction.map(gradient.dot) ?? 0
      let isFinite = loss.isFinite && slope.isFinite && gradient.isFinite
      return LineSearch.Trial(
        length: length, loss: isFinite ? loss : .infinity, slope: slope, point: point,
        gradient: gradient)
    }
    var present = trial(
      0, Tensor(flattening: parameters), parameters, (step.loss, step.gradients), along: nil)
    for _ in 0..<iterations {
      guard
        let next = try self.next(
          from: present, rate: step.rate, state: &state,
          evaluate: {
            length, point, direction in
            let parameters = point.cut(into: shapes)
            return trial(length, point, parameters, try step.evaluate(parameters), along: direction)
          })
      else { break }
      remember(from: present, to: next, in: &state)
      present = next
    }
    if present.length > 0 { parameters = present.point.cut(into: shapes) }
  }

  /// Where the line search along the quasi-Newton direction ends; nil if nothing lower was found.
  private func next(
    from present: LineSearch.Trial, rate: Double, state: inout OptimizerState,
    evaluate: (Double, Tensor<Float>, Tensor<Float>) throws -> LineSearch.Trial
  ) throws -> LineSearch.Trial? {
    guard present.gradient.squaredNorm > 0, present.loss.isFinite else { return nil }
    var direction = self.direction(present.gradient, state.vectors)
    var slope = direction.dot(present.gradient)
    if !(slope < 0) {
      state.vectors = []
      direction = self.direction(present.gradient, [])
      slope = direction.dot(present.gradient)
    }
    // Before anything is known of the curvature, a first step no longer than 1 stays where the loss is like its tangent.
    let first = state.vectors.isEmpty ? rate * min(1, 1 / (-slope).squareRoot()) : rate
    let start = LineSearch.Trial(
      length: 0, loss: present.loss, slope: slope, point: present.point,
      gradient: present.gradient)
    let found = try lineSearch.search(from: start, first: first) { length in
      try evaluate(length, present.point.along(direction, by: length), direction)
    }
    if found == nil { state.vectors = [] }
    return found
  }

  /// −H g with H the inverse Hessian that the remembered pairs speak for.
  private func direction(_ gradient: Tensor<Float>, _ pairs: [Tensor<Float>]) -> Tensor<Float> {
    var result = gradient
    result.scale(by: -1)
    let count = pairs.count / 2
    guard count > 0 else { return result }
    var factors = [Double](repeating: 0, count: count)
    let curvatures = (0..<count).map { pairs[2 * $0].dot(pairs[2 * $0 + 1]) }
    for index in (0..<count).reversed() {
      factors[index] = pairs[2 * index].dot(result) / curvatures[index]
      result.add(pairs[2 * index + 1], scaledBy: Float(-factors[index]))
    }
    let newest = pairs[2 * count - 1]
    result.scale(by: Float(curvatures[count - 1] / newest.squaredNorm))
    for index in 0..<count {
      let correction = factors[index] - pairs[2 * index + 1].dot(result) / curvatures[index]
      result.add(pairs[2 * index], scaledBy: Float(correction))
    }
    return result
  }

  /// Keeps the pair of a step unless it shows no positive curvature, which would spoil the estimate.
  private func remember(
    from present: LineSearch.Trial, to next: LineSearch.Trial, in state: inout OptimizerState
  ) {
    let step = next.point.along(present.point, by: -1)
    let change = next.gradient.along(present.gradient, by: -1)
    guard step.dot(change) > 1e-10 * change.squaredNorm else { return }
    if state.vectors.count >= 2 * history { state.vectors.removeFirst(2) }
    state.vectors += [step, change]
  }
}
