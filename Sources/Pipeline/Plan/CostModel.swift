import Foundation

/// What executions of one stage kind cost, and from that what the next one will.
///
/// Time, memory and the sizes of outputs are taken as powers of the size of the inputs: log cost = a + b · log bytes.
/// The exponent b is fitted by least squares over all samples, those of different parameters each around their own mean,
/// so that a costlier setting is not mistaken for a larger input; the level a is that of the samples with the same
/// parameters, as far as there are any.
package struct CostModel: Sendable {
  /// One execution.
  package struct Sample: Hashable, Sendable {
    /// The parameters, as canonical JSON.
    package let parameters: String
    /// The size of all inputs in bytes, uncompressed; nil where it is not known or there are none.
    package let inputBytes: Int?
    /// Wall time in seconds.
    package let seconds: Double
    /// Peak memory in bytes.
    package let peakBytes: Int
    /// The size of each output in bytes, uncompressed, by port.
    package let outputBytes: [String: Int]

    /// A sample.
    package init(
      parameters: String, inputBytes: Int?, seconds: Double, peakBytes: Int,
      outputBytes: [String: Int] = [:]
    ) {
      self.parameters = parameters
      self.inputBytes = inputBytes
      self.seconds = seconds
      self.peakBytes = peakBytes
      self.outputBytes = outputBytes
    }
  }

  /// What an execution is expected to cost.
  package struct Estimate: Hashable, Sendable {
    /// Wall time in seconds.
    package let seconds: Double
    /// Peak memory in bytes.
    package let peakBytes: Int
    /// The size of each output in bytes, by port.
    package let outputBytes: [String: Int]
  }

  /// What a stage seldom exceeds in memory for each byte of its inputs, beyond what its process needs anyway.
  package static let bytesPerInputByte = 64

  private let samples: [Sample]
  private let seconds: CostFit
  private let memory: CostFit
  private let outputs: [String: CostFit]

  /// A model of these samples, the newest first.
  ///
  /// Where all samples are of one size, time and outputs are taken to grow in proportion to the input, and memory to
  /// grow so but never to shrink: a process needs some of it whatever it does. For the same reason memory that small
  /// inputs took is no measure of what large ones will: beyond the largest peak of the samples no more than
  /// `bytesPerInputByte` is expected for each byte of the inputs.
  package init(_ samples: [Sample]) {
    self.samples = samples
    func fit(_ growth: ClosedRange<Double>, shrinks: Bool = true, _ cost: (Sample) -> Double)
      -> CostFit
    {
      CostFit(
        samples.compactMap { sample in
          guard let bytes = sample.inputBytes, bytes > 0 else { return nil }
          return .init(
            group: sample.parameters, size: log(Double(bytes)), cost: log(max(cost(sample), 1e-9)))
        }, growth: growth, shrinks: shrinks)
    }
    seconds = fit(0...3) { $0.seconds }
    memory = fit(0...2, shrinks: false) { Double($0.peakBytes) }
    var outputs: [String: CostFit] = [:]
    for port in Set(samples.flatMap(\.outputBytes.keys)) {
      outputs[port] = fit(0...3) { Double($0.outputBytes[port] ?? 0) }
    }
    self.outputs = outputs
  }

  /// What is expected of one set of parameters, at inputs of any size.
  package struct Setting: Sendable {
    fileprivate let newest: Sample
    fileprivate let seconds: CostFit.Curve?
    fileprivate let memory: CostFit.Curve?
    fileprivate let outputs: [String: CostFit.Curve]

    /// The cost on inputs of this size, with no more memory than the largest peak of the setting's samples and
    /// `bytesPerInputByte` for each byte of the inputs.
    ///
    /// Where the size is not known, or no sample's is, it is what the newest sample cost.
    ///
    /// - Complexity: linear in the samples of the setting.
    package func estimate(inputBytes: Int?) -> Estimate {
      guard let inputBytes, inputBytes > 0, let seconds, let memory else {
        return Estimate(
          seconds: newest.seconds, peakBytes: newest.peakBytes, outputBytes: newest.outputBytes)
      }
      let size = log(Double(inputBytes))
      let most = memory.largestCost + Double(CostModel.bytesPerInputByte) * Double(inputBytes)
      return Estimate(
        seconds: seconds.cost(at: size), peakBytes: Int(nearest: min(memory.cost(at: size), most)),
        outputBytes: outputs.mapValues { Int(nearest: $0.cost(at: size)) })
    }
  }

  /// What is expected with these parameters; nil without any sample.
  ///
  /// Of the samples without a size the newest of the same parameters stands, else the newest.
  /// - Complexity: linear in the samples.
  package func setting(parameters: String) -> Setting? {
    guard let newest = samples.first(where: { $0.parameters == parameters }) ?? samples.first else {
      return nil
    }
    var curves: [String: CostFit.Curve] = [:]
    for port in newest.outputBytes.keys {
      curves[port] = outputs[port]?.curve(of: parameters)
    }
    return Setting(
      newest: newest, seconds: seconds.curve(of: parameters), memory: memory.curve(of: parameters),
      outputs: curves)
  }

  /// The cost of one execution; nil without any sample.
  package func estimate(parameters: String, inputBytes: Int?) -> Estimate? {
    setting(parameters: parameters)?.estimate(inputBytes: inputBytes)
  }
}

/// One cost as a power of the size, fitted on logarithmic axes.
private struct CostFit: Sendable {
  /// A sample on logarithmic axes.
  struct Point {
    let group: String
    let size: Double
    let cost: Double
  }

  /// Sizes whose ratio is below this tell nothing about growth.
  private static let leastSpread = log(1.5)

  private let points: [Point]
  private let shrinks: Bool
  /// The exponent; nil where the points tell none.
  private let exponent: Double?
  private let largest: Double

  /// - Parameters:
  ///   - growth: the exponents that are believed.
  ///   - shrinks: whether less is expected of a smaller input where the points tell no exponent.
  init(_ points: [Point], growth: ClosedRange<Double>, shrinks: Bool) {
    self.points = points
    self.shrinks = shrinks
    exponent = Self.exponent(of: points).map { min(max($0, growth.lowerBound), growth.upperBound) }
    largest = points.map(\.size).max() ?? 0
  }

  /// The cost at any size for one group; nil without any point.
  func curve(of group: String) -> Curve? {
    let alike = points.filter { $0.group == group }
    let level = alike.isEmpty ? points : alike
    return level.isEmpty
      ? nil : Curve(level: level, exponent: exponent, shrinks: shrinks, largest: largest)
  }

  struct Curve: Sendable {
    /// Sizes this close count as the same.
    private static let sameSize = log(1.01)

    fileprivate let level: [Point]
    fileprivate let exponent: Double?
    fileprivate let shrinks: Bool
    fileprivate let largest: Double

    /// The largest cost of a sample.
    var largestCost: Double { level.lazy.map(\.cost).max().map { exp($0) } ?? 0 }

    /// The cost at the logarithm of a size; at one that was seen, what it was there.
    func cost(at size: Double) -> Double {
      let same = level.lazy.filter { abs($0.size - size) <= Self.sameSize }.map(\.cost)
      if !same.isEmpty { return exp(CostFit.mean(same)) }
      let slope = exponent ?? (shrinks || size > largest ? 1 : 0)
      return exp(CostFit.mean(level.lazy.map { $0.cost + slope * (size - $0.size) }))
    }
  }

  /// The exponent that fits best within groups of one set of parameters, else over all; nil where sizes hardly differ.
  private static func exponent(of points: [Point]) -> Double? {
    let groups = Dictionary(grouping: points, by: \.group).sorted { $0.key < $1.key }.map(\.value)
    return slope(groups) ?? slope([points])
  }

  private static func slope(_ groups: [[Point]]) -> Double? {
    var (spread, joint, widest) = (0.0, 0.0, 0.0)
    for group in groups {
      let sizes = group.map(\.size)
      let (size, cost) = (mean(sizes), mean(group.map(\.cost)))
      widest = max(widest, (sizes.max() ?? 0) - (sizes.min() ?? 0))
      for point in group {
        spread += (point.size - size) * (point.size - size)
        joint += (point.size - size) * (point.cost - cost)
      }
    }
    return widest >= leastSpread && spread > 0 ? joint / spread : nil
  }

  fileprivate static func mean(_ values: some Sequence<Double>) -> Double {
    var (sum, count) = (0.0, 0.0)
    for value in values {
      sum += value
      count += 1
    }
    return count > 0 ? sum / count : 0
  }
}

extension Int {
  /// The nearest whole number, as far as there is one.
  fileprivate init(nearest value: Double) {
    self = value < 0x1p50 ? Int(value.rounded()) : 1 << 50
  }
}
