/// Points spread over a set: each next one is the farthest from all that were chosen before.
///
/// Gonzalez 1985: the chosen points cover the set within twice the least radius that so many points can. Exact and
/// without chance: of equally far points the lowest is chosen.
public struct FarthestPoints: Sendable, Equatable {
  /// The chosen points as indices into the set (k), in the order of choice, each once.
  public let indices: [Int32]
  /// The largest distance of a point of the set to the nearest chosen one.
  public let coveringRadius: Double

  /// Chooses points.
  ///
  /// - Parameters:
  ///   - positions: the set (n), finite.
  ///   - count: how many to choose, 1 ... n.
  ///   - start: the first one, 0 ..< n.
  /// - Throws: ``MeshError`` for a count or start outside these ranges.
  /// - Complexity: O(n k) for k points.
  public init(of positions: [SIMD3<Double>], count: Int, from start: Int = 0) throws(MeshError) {
    guard positions.indices.contains(start) else {
      throw .sourceOutOfRange(source: start, vertexCount: positions.count)
    }
    guard (1...positions.count).contains(count) else {
      throw .parameterOutOfRange(
        name: "count", value: "\(count)",
        range: "an integer from 1 to the \(positions.count) points")
    }
    var squared = [Double](repeating: .infinity, count: positions.count)
    var indices: [Int32] = []
    indices.reserveCapacity(count)
    var next = start
    var farthest = 0.0
    while indices.count < count {
      indices.append(Int32(next))
      (next, farthest) = Self.update(&squared, positions, chosen: next)
    }
    self.indices = indices
    coveringRadius = max(0, farthest).squareRoot()
  }

  /// Takes a point in; gives the farthest of those not chosen, and its squared distance.
  private static func update(
    _ squared: inout [Double], _ positions: [SIMD3<Double>], chosen: Int
  ) -> (index: Int, squared: Double) {
    let point = positions[chosen]
    // Below every distance, so that a chosen point is not chosen again among points in one place.
    squared[chosen] = -1
    var best = (index: chosen, squared: -1.0)
    squared.withUnsafeMutableBufferPointer { squared in
      for index in squared.indices {
        let difference = positions[index] - point
        let distance = min(squared[index], (difference * difference).sum())
        squared[index] = distance
        if distance > best.squared { best = (index, distance) }
      }
    }
    return best
  }
}
