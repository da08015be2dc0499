import Autodiff

/// Finds a step length along a direction at which a loss has fallen enough.
public enum LineSearch: String, Hashable, Sendable, CaseIterable {
  /// The strong Wolfe conditions (Nocedal & Wright, Numerical optimization, 2nd edition, algorithms 3.5 and 3.6).
  case strongWolfe = "strong_wolfe"
  /// Halving until the loss falls enough (the same, algorithm 3.1).
  case backtracking

  /// A step length with what was found there.
  struct Trial {
    let length: Double
    /// Infinite where the loss is not finite.
    let loss: Double
    let slope: Double
    let point: Tensor<Float>
    let gradient: Tensor<Float>
  }

  private static let sufficientDecrease = 1e-4
  private static let curvature = 0.9
  private static let maximumTrials = 25

  /// - Parameters:
  ///   - start: length 0; its slope is negative.
  ///   - first: the length to try first.
  ///   - evaluate: loss, slope and gradient at a length.
  /// - Returns: a trial that meets the conditions, else the lowest that is below the start; nil if there is none.
  func search(
    from start: Trial, first: Double, evaluate: (Double) throws -> Trial
  ) rethrows -> Trial? {
    var search = State(start: start)
    let found: Trial? =
      switch self {
      case .strongWolfe: try search.bracket(first: first, evaluate)
      case .backtracking: try search.backtrack(first: first, evaluate)
      }
    return found ?? search.lowest
  }

  private struct State {
    let start: Trial
    var trials = 0
    var lowest: Trial?

    init(start: Trial) { self.start = start }

    var isExhausted: Bool { trials >= LineSearch.maximumTrials }

    mutating func attempt(_ length: Double, _ evaluate: (Double) throws -> Trial) rethrows -> Trial
    {
      trials += 1
      let trial = try evaluate(length)
      if trial.loss < (lowest?.loss ?? start.loss) { lowest = trial }
      return trial
    }

    /// Losses are sums in single precision: what is within their rounding is no rise.
    func isTooHigh(_ trial: Trial) -> Bool {
      let allowance = abs(start.loss) * 0x1p-22
      return
        !(trial.loss
        <= start.loss + LineSearch.sufficientDecrease * trial.length * start.slope + allowance)
    }

    func isFlat(_ trial: Trial) -> Bool {
      abs(trial.slope) <= -LineSearch.curvature * start.slope
    }

    mutating func backtrack(
      first: Double, _ evaluate: (Double) throws -> Trial
    ) rethrows -> Trial? {
      var length = first
      while !isExhausted {
        let trial = try attempt(length, evaluate)
        if !isTooHigh(trial) { return trial }
        length /= 2
      }
      return nil
    }

    mutating func bracket(
      first: Double, _ evaluate: (Double) throws -> Trial
    ) rethrows -> Trial? {
      var previous = start
      var length = first
      while !isExhausted {
        let trial = try attempt(length, evaluate)
        if isTooHigh(trial) || (previous.length > 0 && trial.loss >= previous.loss) {
          return try zoom(previous, trial, evaluate)
        }
        if isFlat(trial) { return trial }
        if trial.slope >= 0 { return try zoom(trial, previous, evaluate) }
        let guess = LineSearch.minimum(previous, trial) ?? 0
        length = min(max(guess, 2 * trial.length), 10 * trial.length)
        previous = trial
      }
      return nil
    }

    /// `low` meets the decrease and is the lowest so far; the wanted lengths lie between it and `high`.
    mutating func zoom(
      _ low: Trial, _ high: Trial, _ evaluate: (Double) throws -> Trial
    ) rethrows -> Trial? {
      var (low, high) = (low, high)
      while !isExhausted {
        let width = high.length - low.length
        guard abs(width) > 1e-9 * max(1, abs(high.length)) else { break }
        let ends = [low.length + 0.1 * width, low.length + 0.9 * width].sorted()
        let guess = LineSearch.minimum(low, high) ?? low.length + width / 2
        let trial = try attempt(min(max(guess, ends[0]), ends[1]), evaluate)
        if isTooHigh(trial) || trial.loss >= low.loss {
          high = trial
          continue
        }
        if isFlat(trial) { return trial }
        if trial.slope * width >= 0 { high = low }
        low = trial
      }
      return low.length > 0 ? low : nil
    }
  }

  /// Where the cubic through two trials is lowest (Nocedal & Wright, equation 3.59); nil where it has no minimum.
  private static func minimum(_ a: Trial, _ b: Trial) -> Double? {
    guard a.loss.isFinite, b.loss.isFinite, a.length != b.length else { return nil }
    let d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.length - b.length)
    let square = d1 * d1 - a.slope * b.slope
    guard square >= 0 else { return nil }
    let d2 = b.length > a.length ? square.squareRoot() : -square.squareRoot()
    let denominator = b.slope - a.slope + 2 * d2
    guard denominator != 0 else { return nil }
    let found = b.length - (b.length - a.length) * (b.slope + d2 - d1) / denominator
    return found.isFinite ? found : nil
  }
}
