/// Exact distances around the sources, and how those of heat go on from them.
///
/// The potential of the heat method is wrong near a source, where the heat of one step is not round,
/// and with it the constant that puts the source at zero. So its constant is fitted to the exact
/// distances on the outer half of a disk, over which the one turns into the other.
struct NearField {
  /// The exact distance of every vertex within the radius, infinite beyond.
  let distances: [Double]
  let radius: Double

  /// The share of the potential at an exact distance: 0 on the disk's inner half, 1 at its rim, with
  /// both slopes zero.
  static func share(at distance: Double, of radius: Double) -> Double {
    let place = min(1, max(0, 2 * distance / radius - 1))
    return place * place * (3 - 2 * place)
  }

  /// Distances that are exact near the sources and follow the potential beyond.
  ///
  /// - Parameters:
  ///   - potential: the potential (n), right up to a constant a component.
  ///   - masses: the weight of each vertex in the fit of the constant.
  ///   - components: the component of each vertex, −1 for none.
  ///   - fallback: what holds in a component in which no vertex lies on the disk's outer half
  ///     although some lie beyond it.
  func joined(
    to potential: [Double], masses: [Double], components: [Int32], otherwise fallback: [Double]
  ) -> [Double] {
    let count = Int(components.max() ?? -1) + 1
    var sums = [Double](repeating: 0, count: count)
    var weights = [Double](repeating: 0, count: count)
    for (vertex, distance) in distances.enumerated() where distance < .infinity {
      guard distance > 0.5 * radius, components[vertex] >= 0 else { continue }
      let component = Int(components[vertex])
      sums[component] += masses[vertex] * (potential[vertex] - distance)
      weights[component] += masses[vertex]
    }
    return potential.indices.map { vertex in
      let (distance, component) = (distances[vertex], Int(components[vertex]))
      guard component >= 0, fallback[vertex] < .infinity else { return fallback[vertex] }
      if distance <= 0.5 * radius { return distance }
      guard weights[component] > 0 else { return fallback[vertex] }
      let far = max(0, potential[vertex] - sums[component] / weights[component])
      guard distance < .infinity else { return far }
      let share = Self.share(at: distance, of: radius)
      return (1 - share) * distance + share * far
    }
  }
}

extension SurfaceAdjacency {
  /// The largest, over some vertices, of the mean lengths of the edges there.
  func meanLength(at vertices: [Int]) -> Double {
    vertices.reduce(0) { largest, vertex in
      var (sum, count) = (0.0, 0.0)
      forEachEdge(at: vertex) { _, length in
        sum += length
        count += 1
      }
      return count > 0 ? max(largest, sum / count) : largest
    }
  }
}
