#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How the step size changes while a training runs.
///
/// Time counts in epochs from the end of the warm-up, with the share of the present epoch's steps that are done: smooth schedules move at
/// every step, `step` and `multistep` between epochs. All but `plateau` are functions of time alone; `plateau` is one of the history that
/// checkpoints hold.
public enum LearningRateSchedule: Hashable, Sendable {
  /// Always the learning rate.
  case constant
  /// Times `factor` every so many epochs.
  case step(every: Int, factor: Double)
  /// Times `factor` after each of the listed numbers of epochs, ascending.
  case multistep(at: [Int], factor: Double)
  /// Times `factor` an epoch.
  case exponential(factor: Double)
  /// Down half a cosine wave to `minimum` at the last epoch (Loshchilov & Hutter, ICLR 2017, equation 5, without restarts).
  case cosine(minimum: Double)
  /// Half cosine waves to `minimum`, the first of `period` epochs, each next one `growth` times as long (the same, equation 5).
  case restarts(period: Int, growth: Double, minimum: Double)
  /// minimum + (rate − minimum) (1 − t / T)^power, with T the epochs after the warm-up.
  case polynomial(power: Double, minimum: Double)
  /// Times `factor` when `patience` epochs have gone by without a better one, down to `minimum`.
  case plateau(factor: Double, patience: Int, minimum: Double)

  /// Where a training is.
  struct Moment {
    /// Epochs finished.
    var epoch: Int
    /// Steps finished in the present epoch.
    var step: Int
    /// Steps an epoch.
    var steps: Int
    /// Epochs of the whole training.
    var epochs: Int
  }

  /// The step size of the next step.
  ///
  /// - Parameters:
  ///   - base: the learning rate.
  ///   - warmup: epochs over which it rises from 0 in equal steps before the schedule begins; the last of them has the whole rate.
  ///   - isBetter: whether the first of two records is the better one.
  func rate(
    base: Double, warmup: Int, at moment: Moment, history: [EpochRecord],
    isBetter: (EpochRecord, EpochRecord) -> Bool
  ) -> Double {
    let time = Double(moment.epoch) + Double(moment.step) / Double(max(1, moment.steps))
    if moment.epoch < warmup {
      return base * min(1, (time + 1 / Double(max(1, moment.steps))) / Double(warmup))
    }
    let past = time - Double(warmup)
    let length = Double(max(1, moment.epochs - warmup))
    switch self {
    case .constant: return base
    case .step(let every, let factor):
      return base * Self.power(factor, (moment.epoch - warmup) / every)
    case .multistep(let epochs, let factor):
      return base * Self.power(factor, epochs.count { $0 <= moment.epoch - warmup })
    case .exponential(let factor): return base * pow(factor, past)
    case .cosine(let minimum): return Self.wave(base, minimum, past / length)
    case .restarts(let period, let growth, let minimum):
      return Self.wave(base, minimum, Self.phase(past, period: Double(period), growth: growth))
    case .polynomial(let power, let minimum):
      return minimum + (base - minimum) * pow(max(0, 1 - past / length), power)
    case .plateau(let factor, let patience, let minimum):
      let drops = Self.drops(
        history.dropFirst(warmup), patience: patience, isBetter: isBetter)
      return max(min(base, minimum), base * Self.power(factor, drops))
    }
  }

  private static func wave(_ base: Double, _ minimum: Double, _ phase: Double) -> Double {
    minimum + (base - minimum) * 0.5 * (1 + cos(Double.pi * min(1, phase)))
  }

  /// The share of the present wave that is over, 0..<1.
  private static func phase(_ time: Double, period: Double, growth: Double) -> Double {
    var (begin, length) = (0.0, period)
    while time >= begin + length {
      begin += length
      length *= growth
    }
    return (time - begin) / length
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  /// How often `patience` epochs in a row were no better than the best before them.
  private static func drops(
    _ history: ArraySlice<EpochRecord>, patience: Int,
    isBetter: (EpochRecord, EpochRecord) -> Bool
  ) -> Int {
    var drops = 0, waited = 0
    guard var best = history.first else { return 0 }
    for record in history.dropFirst() {
      if isBetter(record, best) {
        best = record
        waited = 0
        continue
      }
      waited += 1
      guard waited == patience else { continue }
      drops += 1
      waited = 0
    }
    return drops
  }
}
