internal import Foundation
internal import Numerics

/// How far a correspondence is off the true one: geodesic distances on the source, without unit.
///
/// Kim, Lipman & Funkhouser, "Blended Intrinsic Maps" (2011): for each target vertex the distance between the source
/// vertex it is given and the one it belongs to, divided by the square root of the source's area.
public struct CorrespondenceError: Sendable, Equatable {
  /// The target vertices that were measured, ascending.
  public let vertices: [Int]
  /// The error of each of them; `+infinity` where the two source vertices lie on different components.
  public let errors: [Double]

  /// Measures a correspondence.
  ///
  /// - Parameters:
  ///   - correspondence: a source vertex for each target vertex (n₂).
  ///   - truth: the source vertex each belongs to (n₂).
  ///   - geodesics: of the source, n₁ vertices.
  ///   - area: of the source, positive.
  ///   - most: measure at most as many target vertices, evenly spread over their numbers; nil for all.
  ///   - checkCancellation: called now and then; what it throws ends the measurement.
  /// - Throws: ``GraphError`` naming a vertex out of range or a bad parameter, ``MeshError`` for a true vertex off the
  ///   surface, and what `checkCancellation` throws.
  /// - Complexity: one distance query for each different true vertex whose target vertex is off, in parallel.
  public init(
    of correspondence: [Int32], truth: [Int32], geodesics: some GeodesicSolver, area: Double,
    most: Int? = nil, checkCancellation: () throws -> Void = {}
  ) throws {
    let count = correspondence.count
    guard truth.count == count, count > 0 else {
      throw GraphError.functionalMap(
        problem: "gives \(count) target vertices a source vertex, the truth \(truth.count)."
          + " Compare correspondences of one target, with at least one vertex.")
    }
    for (name, list) in [("correspondence", correspondence), ("truth", truth)] {
      if let bad = list.firstIndex(where: { $0 < 0 || Int($0) >= geodesics.vertexCount }) {
        throw GraphError.functionalMap(
          problem: "cannot be measured: in the \(name), target vertex \(bad) has source vertex"
            + " \(list[bad]), which is outside 0 to \(geodesics.vertexCount - 1). Correct it.")
      }
    }
    try SpectralFilter.require(area, name: "area")
    if let most, most < 1 {
      throw GraphError.parameterOutOfRange(name: "most", value: "\(most)", range: "at least 1")
    }
    let measured = min(count, most ?? count)
    let vertices = (0..<measured).map { $0 * count / measured }
    // Those of one true vertex share its query.
    let wrong = vertices.indices.filter { correspondence[vertices[$0]] != truth[vertices[$0]] }
    let groups = Dictionary(grouping: wrong) { truth[vertices[$0]] }.sorted { $0.key < $1.key }
    var lengths = [Double](repeating: 0, count: measured)
    for start in stride(from: 0, to: groups.count, by: Self.batch) {
      try checkCancellation()
      let part = Array(groups[start..<min(start + Self.batch, groups.count)])
      var distances = [Result<[Double], any Error>?](repeating: nil, count: part.count)
      distances.withUnsafeMutableBufferPointer { distances in
        let distances = distances
        Parallel.forEach(part.count) { index in
          distances[index] = Result { try geodesics.distances(from: [Int(part[index].key)]) }
        }
      }
      for (group, result) in zip(part, distances) {
        guard let found = try result?.get() else { continue }
        for index in group.value {
          lengths[index] = found[Int(correspondence[vertices[index]])]
        }
      }
    }
    self.init(vertices: vertices, distances: lengths, area: area)
  }

  /// The errors of a correspondence whose distances have been measured.
  ///
  /// - Parameters:
  ///   - distances: for each target vertex from the source vertex it is given to the true one; `+infinity` where they lie
  ///     on different components.
  ///   - area: of the source, positive.
  /// - Throws: ``GraphError`` for no distances, one that is negative or NaN, or a bad area.
  public init(distances: [Double], area: Double) throws {
    try SpectralFilter.require(area, name: "area")
    if let bad = distances.firstIndex(where: { !($0 >= 0) }) {
      throw GraphError.parameterOutOfRange(
        name: "distances[\(bad)]", value: "\(distances[bad])", range: "at least 0")
    }
    guard !distances.isEmpty else {
      throw GraphError.parameterOutOfRange(
        name: "distances", value: "[]", range: "at least one distance")
    }
    self.init(vertices: Array(distances.indices), distances: distances, area: area)
  }

  private init(vertices: [Int], distances: [Double], area: Double) {
    self.vertices = vertices
    errors = distances.map { $0 / area.squareRoot() }
  }

  /// Queries between two checks for cancellation.
  private static let batch = 64

  /// The mean over the vertices whose error is finite.
  public var mean: Double {
    let finite = errors.filter(\.isFinite)
    return finite.isEmpty ? .nan : finite.reduce(0, +) / Double(finite.count)
  }

  /// The largest finite error.
  public var largest: Double { errors.filter(\.isFinite).max() ?? .nan }

  /// The number of vertices whose error is infinite.
  public var unreached: Int { errors.count { !$0.isFinite } }

  /// The part of the vertices whose error is at most this, infinite ones counted as above.
  public func fraction(within threshold: Double) -> Double {
    Double(errors.count { $0 <= threshold }) / Double(errors.count)
  }

  /// The fractions within thresholds of any order, infinite errors counted as above: the curve by which correspondences are
  /// compared (Kim, Lipman & Funkhouser, 2011).
  ///
  /// - Complexity: O((n + t) log n) for n errors and t thresholds.
  public func curve(_ thresholds: [Double]) -> [Double] {
    let sorted = errors.sorted()
    return thresholds.map { threshold in
      var range = 0..<sorted.count
      while !range.isEmpty {
        let middle = range.lowerBound + range.count / 2
        range =
          sorted[middle] <= threshold
          ? middle + 1..<range.upperBound : range.lowerBound..<middle
      }
      return Double(range.lowerBound) / Double(sorted.count)
    }
  }

  /// The mean height of the curve from 0 to a positive threshold, in 0…1: 1 when all errors are 0.
  public func areaUnderCurve(to threshold: Double) -> Double {
    errors.reduce(0) { $0 + max(0, 1 - $1 / threshold) } / Double(errors.count)
  }
}
