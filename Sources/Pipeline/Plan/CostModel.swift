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

  /// Sizes whose ratio is below this tell nothing about growth.
  private static let leastSpread = log(1.5)
  /// Sizes this close count as the same.
  private static let sameSize = log(1.01)

  private let samples: [Sample]

  /// A model of these samples, the newest first.
  package init(_ samples: [Sample]) { self.samples = samples }

  /// The cost of an execution with these parameters on inputs of this size; nil without any sample.
  ///
  /// Where the size is not known, or no sample's is, the newest sample of the same parameters stands, else the newest.
  /// Where all samples are of one size, time and outputs are taken to grow in proportion to the input, and memory to
  /// grow so but never to shrink: a process needs some of it whatever it does.
  ///
  /// - Complexity: linear in the samples.
  package func estimate(parameters: String, inputBytes: Int?) -> Estimate? {
    let alike = samples.filter { $0.parameters == parameters }
    guard let newest = alike.first ?? samples.first else { return nil }
    let sized = samples.filter { ($0.inputBytes ?? 0) > 0 }
    guard let inputBytes, inputBytes > 0, !sized.isEmpty else {
      return Estimate(
        seconds: newest.seconds, peakBytes: newest.peakBytes, outputBytes: newest.outputBytes)
    }
    let size = log(Double(inputBytes))
    func value(_ growth: ClosedRange<Double>, _ alone: (Bool) -> Double, _ cost: (Sample) -> Double)
      -> Double
    {
      let points = sized.map {
        Point(
          group: $0.parameters, size: log(Double($0.inputBytes ?? 1)),
          cost: log(max(cost($0), 1e-9)))
      }
      return exp(Self.predict(points, parameters, at: size, growth: growth, alone: alone))
    }
    var outputs: [String: Int] = [:]
    for port in newest.outputBytes.keys {
      outputs[port] = Int(clamping: value(0...3, { _ in 1 }) { Double($0.outputBytes[port] ?? 0) })
    }
    return Estimate(
      seconds: value(0...3, { _ in 1 }, \.seconds),
      peakBytes: Int(clamping: value(0...2, { $0 ? 1 : 0 }) { Double($0.peakBytes) }),
      outputBytes: outputs)
  }

  /// A sample on logarithmic axes.
  private struct Point {
    let group: String
    let size: Double
    let cost: Double
  }

  /// The logarithm of the cost at a size.
  ///
  /// - Parameters:
  ///   - growth: the exponents that are believed.
  ///   - alone: the exponent where the points do not tell one, given whether `size` is beyond all of theirs.
  private static func predict(
    _ points: [Point], _ parameters: String, at size: Double, growth: ClosedRange<Double>,
    alone: (Bool) -> Double
  ) -> Double {
    let alike = points.filter { $0.group == parameters }
    let level = alike.isEmpty ? points : alike
    let same = level.filter { abs($0.size - size) <= sameSize }
    guard same.isEmpty else { return mean(same.map(\.cost)) }
    let isBeyond = points.allSatisfy { $0.size < size }
    let exponent = exponent(of: points).map { min(max($0, growth.lowerBound), growth.upperBound) }
    return mean(level.map { $0.cost + (exponent ?? alone(isBeyond)) * (size - $0.size) })
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

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(values.count, 1))
  }
}

extension Int {
  /// The nearest whole number that fits.
  fileprivate init(clamping value: Double) {
    self = value < 0x1p62 ? Int(value.rounded()) : 1 << 62
  }
}
