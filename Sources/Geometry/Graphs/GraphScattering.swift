public import Numerics

/// The geometric scattering transform of signals on a graph: cascades of diffusion wavelets and absolute values
/// (Gao, Wolf & Hirn, "Geometric Scattering for Graph Data Analysis", 2019).
///
/// The paths of a signal x are x itself (order 0), |Ψⱼ x| for j = 0 ... J (order 1), and |Ψₖ |Ψⱼ x|| for j < k (order 2),
/// counted in this order, j before k. They are summed up for the whole graph as moments over its nodes, which do not
/// depend on how the nodes are numbered, or smoothed by the low pass Φ at each node.
public struct GraphScattering: Sendable {
  /// The wavelets.
  public let wavelets: DiffusionWavelets
  /// The longest paths, from 0 to 2.
  public let order: Int

  /// Channels transformed together: more would only need more memory.
  private static let block = 16

  /// Prepares a transform.
  ///
  /// - Parameters:
  ///   - wavelets: of the graph.
  ///   - order: the longest paths, from 0 to 2. Default: 2.
  /// - Throws: ``GraphError`` for an order out of range.
  public init(_ wavelets: DiffusionWavelets, order: Int = 2) throws(GraphError) {
    guard (0...2).contains(order) else {
      throw .parameterOutOfRange(name: "order", value: "\(order)", range: "an integer from 0 to 2")
    }
    self.wavelets = wavelets
    self.order = order
  }

  /// The number of paths: 1, then J + 1, then J (J + 1) / 2.
  public var pathCount: Int {
    let first = wavelets.scales + 1
    return 1 + (order > 0 ? first : 0) + (order > 1 ? first * (first - 1) / 2 : 0)
  }

  /// The moments Σᵥ u(v)^q of each path u, for q from 1 to Q.
  ///
  /// - Parameters:
  ///   - signals: n × channels.
  ///   - count: Q, at least 1.
  /// - Returns: channels × (paths × Q): for each channel path after path, the moments of a path together.
  /// - Throws: ``GraphError`` for a count out of range or signals of another number of nodes.
  public func moments(
    of signals: DenseMatrix<Double>, count: Int
  ) throws(GraphError) -> DenseMatrix<Double> {
    guard (1...16).contains(count) else {
      throw .parameterOutOfRange(
        name: "moments", value: "\(count)", range: "an integer from 1 to 16")
    }
    try check(signals)
    var result = DenseMatrix<Double>(rows: signals.columns, columns: pathCount * count)
    forEachPath(of: signals) { path, first, values in
      for (channel, sums) in Self.powerSums(values, count).enumerated() {
        for (power, sum) in sums.enumerated() {
          result[first + channel, path * count + power] = sum
        }
      }
    }
    return result
  }

  /// The paths of each node, smoothed by Φ.
  ///
  /// - Parameter signals: n × channels.
  /// - Returns: n × (channels × paths): for each channel path after path.
  /// - Throws: ``GraphError`` for signals of another number of nodes.
  public func nodeFeatures(
    of signals: DenseMatrix<Double>
  ) throws(GraphError) -> DenseMatrix<Double> {
    try check(signals)
    let paths = pathCount
    var result = DenseMatrix<Double>(rows: signals.rows, columns: signals.columns * paths)
    forEachPath(of: signals) { path, first, values in
      let smooth = wavelets.smoothed(values)
      for node in 0..<smooth.rows {
        for channel in 0..<smooth.columns {
          result[node, (first + channel) * paths + path] = smooth[node, channel]
        }
      }
    }
    return result
  }

  private func check(_ signals: DenseMatrix<Double>) throws(GraphError) {
    guard signals.rows == wavelets.walk.rows else {
      throw .parameterOutOfRange(
        name: "signals", value: "a matrix of \(signals.rows) rows",
        range: "one row for each of the \(wavelets.walk.rows) nodes")
    }
  }

  /// Calls `take` with each path of each block of channels: its index, the block's first channel, its values.
  private func forEachPath(
    of signals: DenseMatrix<Double>, _ take: (Int, Int, DenseMatrix<Double>) -> Void
  ) {
    for first in stride(from: 0, to: signals.columns, by: Self.block) {
      let channels = first..<min(first + Self.block, signals.columns)
      let block = signals.columns == channels.count ? signals : signals.columns(channels)
      take(0, first, block)
      guard order > 0 else { continue }
      let edges = wavelets.transform(block).wavelets.map(Self.magnitudes)
      for (scale, values) in edges.enumerated() { take(1 + scale, first, values) }
      guard order > 1 else { continue }
      var path = 1 + edges.count
      for (scale, values) in edges.enumerated().dropLast() {
        let second = wavelets.transform(values).wavelets
        for wider in scale + 1..<edges.count {
          take(path, first, Self.magnitudes(second[wider]))
          path += 1
        }
      }
    }
  }

  private static func magnitudes(_ matrix: DenseMatrix<Double>) -> DenseMatrix<Double> {
    let values = matrix.values
    return DenseMatrix(
      rows: matrix.rows, columns: matrix.columns,
      values: Array(parallel: values.count) { abs(values[$0]) })
  }

  /// Σ u^q over the rows of each column, for q from 1 to `count`.
  private static func powerSums(_ matrix: DenseMatrix<Double>, _ count: Int) -> [[Double]] {
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: count), count: matrix.columns)
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns {
        let value = matrix[row, column]
        var power = 1.0
        for exponent in 0..<count {
          power *= value
          sums[column][exponent] += power
        }
      }
    }
    return sums
  }
}

extension DenseMatrix where Scalar == Double {
  /// Some columns of this matrix.
  fileprivate func columns(_ range: Range<Int>) -> DenseMatrix<Double> {
    let (source, width) = (values, columns)
    return DenseMatrix(
      rows: rows, columns: range.count,
      values: Array(parallel: rows * range.count) {
        source[$0 / range.count * width + range.lowerBound + $0 % range.count]
      })
  }
}
