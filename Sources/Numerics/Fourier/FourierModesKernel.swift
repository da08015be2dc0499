#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The lowest frequencies of real channels-last grids, by products with the matrices of the transform.
///
/// For few modes of many points this takes less time than a fast transform whose result is then cut: the products run
/// at the rate of ``Kernels/gemm(m:n:k:_:transposed:_:transposed:adding:into:)`` and what is not wanted is not computed.
package struct FourierModesKernel<S: NumericScalar>: Sendable {
  /// A grid's axis: its points, and the frequencies that are kept.
  private struct Axis: Sendable {
    let points: Int
    let frequencies: [Int]
    /// Rows (part, frequency), columns (point, part), or of the last axis (point).
    let matrix: [S]
  }

  private let axes: [Axis]
  /// The last axis' matrix scaled, for the way to frequencies and for the way back.
  private let lastAnalysis: [S]
  private let lastSynthesis: [S]

  /// - Parameters:
  ///   - points: of each axis of the grid, at least 1.
  ///   - modes: of each axis; but for the last, frequencies 0..<modes and −modes..<0 are kept, 2 modes ≤ points; of the
  ///     last 0..<modes, modes ≤ points / 2 + 1.
  ///   - analysisScale: what the way to frequencies is multiplied by.
  ///   - synthesisScale: what the way back is multiplied by.
  package init(points: [Int], modes: [Int], analysisScale: Double, synthesisScale: Double) {
    let last = points.count - 1
    axes = points.indices.map { axis in
      let low = Array(0..<modes[axis])
      let frequencies = axis == last ? low : low + low.reversed().map { points[axis] - 1 - $0 }
      let values = Self.matrix(
        points: points[axis], frequencies: frequencies, isReal: axis == last)
      return Axis(points: points[axis], frequencies: frequencies, matrix: values.map { S($0) })
    }
    let frequencies = axes[last].frequencies
    let values = Self.matrix(points: points[last], frequencies: frequencies, isReal: true)
    lastAnalysis = values.map { S($0 * analysisScale) }
    lastSynthesis = values.enumerated().map { index, value in
      // A frequency that is not its own mirror image stands for two.
      let frequency = frequencies[index / points[last] % frequencies.count]
      let isAlone = frequency == 0 || 2 * frequency == points[last]
      return S(value * synthesisScale * (isAlone ? 1 : 2))
    }
  }

  private static func matrix(points: Int, frequencies: [Int], isReal: Bool) -> [Double] {
    let circle = (0..<points).map { unitRoot($0, of: points) }
    var result: [Double] = []
    for part in 0..<2 {
      for frequency in frequencies {
        for point in 0..<points {
          let (cosine, sine) = circle[frequency * point % points]
          result.append(part == 0 ? cosine : -sine)
          if !isReal { result.append(part == 0 ? sine : cosine) }
        }
      }
    }
    return result
  }

  /// Cosine and sine of 2π k / n, exact where they are 0, ½ of a turn or a quarter.
  private static func unitRoot(_ k: Int, of n: Int) -> (Double, Double) {
    // The nearest quarter turn is taken off, so that what is left is at most an eighth.
    let quarter = (8 * k + n) / (2 * n)
    let angle = Double.pi / 2 * Double(4 * k - quarter * n) / Double(n)
    let (c, s) = (cos(angle), sin(angle))
    return switch quarter % 4 {
    case 0: (c, s)
    case 1: (-s, c)
    case 2: (-c, -s)
    default: (s, -c)
    }
  }

  /// The number of frequencies kept of each axis.
  package var frequencyCounts: [Int] { axes.map(\.frequencies.count) }
  /// The number of points of each axis.
  package var points: [Int] { axes.map(\.points) }

  /// Which of the two scalings of the last axis is meant.
  package enum Way: Sendable {
    case analysis, synthesis
  }

  private func lastMatrix(_ way: Way) -> [S] { way == .analysis ? lastAnalysis : lastSynthesis }

  /// From grids `[batch, points…, channels]` to modes `[batch, frequencies…, channels]` of pairs.
  package func toModes(
    _ way: Way, batch: Int, channels: Int, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    let size = intermediateSize(batch: batch, channels: channels)
    let modes = 2 * frequencyCounts.reduce(1, *) * channels
    withScratch(of: S.self, size) { a in
      withScratch(of: S.self, size) { b in
        var (target, other) = (a, b)
        var source = x
        for axis in axes.indices.reversed() {
          step(axis, way, batch: batch, channels: channels, source, into: target, forward: true)
          source = UnsafePointer(target)
          swap(&target, &other)
        }
        Kernels.shards(of: batch, holding: modes) { range in
          for item in range {
            Kernels.copyStrided(
              rows: modes / 2, columns: 2, source + item * modes, rowStep: 1,
              columnStep: modes / 2, into: y + item * modes)
          }
        }
      }
    }
  }

  /// The transpose of ``toModes(_:batch:channels:_:into:)``.
  package func toGrids(
    _ way: Way, batch: Int, channels: Int, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    let size = intermediateSize(batch: batch, channels: channels)
    let modes = 2 * frequencyCounts.reduce(1, *) * channels
    withScratch(of: S.self, size) { a in
      withScratch(of: S.self, size) { b in
        Kernels.shards(of: batch, holding: modes) { range in
          for item in range {
            Kernels.copyStrided(
              rows: 2, columns: modes / 2, x + item * modes, rowStep: 1, columnStep: 2,
              into: a + item * modes)
          }
        }
        var (source, other) = (a, b)
        for axis in axes.indices {
          let target = axis == axes.count - 1 ? y : other
          step(
            axis, way, batch: batch, channels: channels, UnsafePointer(source), into: target,
            forward: false)
          (source, other) = (target, source)
        }
      }
    }
  }

  /// The size of the largest array between two axes' steps.
  private func intermediateSize(batch: Int, channels: Int) -> Int {
    let sizes = axes.indices.map { axis in
      2 * batch * points[..<axis].reduce(1, *) * frequencyCounts[axis...].reduce(1, *) * channels
    }
    return sizes.max() ?? 0
  }

  /// One axis: `[lead, point, part, rest]` to `[lead, part, frequency, rest]`, or back.
  private func step(
    _ axis: Int, _ way: Way, batch: Int, channels: Int, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>, forward: Bool
  ) {
    let isLast = axis == axes.count - 1
    let lead = batch * points[..<axis].reduce(1, *)
    let rest = frequencyCounts[(axis + 1)...].reduce(1, *) * channels
    let frequencies = 2 * axes[axis].frequencies.count
    let places = axes[axis].points * (isLast ? 1 : 2)
    (isLast ? lastMatrix(way) : axes[axis].matrix).withUnsafeBufferPointer { matrix in
      guard let matrix = matrix.baseAddress else { return }
      Kernels.gemmBatch(
        batch: lead, m: forward ? frequencies : places, n: rest, k: forward ? places : frequencies,
        matrix, transposed: !forward, step: 0, x, transposed: false,
        step: (forward ? places : frequencies) * rest, into: y)
    }
  }
}
