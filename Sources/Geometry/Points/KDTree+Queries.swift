internal import Numerics

/// Queries.
extension KDTree {
  /// The points closest to a place, nearest first; at the same distance the lower index first.
  ///
  /// - Parameters:
  ///   - count: how many; fewer are found if the tree is smaller.
  ///   - point: finite.
  ///   - excluded: the index of a point that does not count, for example the one asked about.
  /// - Complexity: O(log n + count) in the mean for points without large clusters.
  public func nearest(
    _ count: Int, to point: SIMD3<Double>, excluding excluded: Int? = nil
  ) -> [Neighbour] {
    guard count > 0 else { return [] }
    var found = NearestPoints(count: min(count, self.count), excluded: excluded ?? -1)
    guard found.capacity > 0 else { return [] }
    descend(to: point, &found)
    return found.neighbours
  }

  /// The points whose squared distance is at most the square of a radius, in the order of ``nearest(_:to:excluding:)``.
  ///
  /// - Parameters:
  ///   - radius: in length units, not negative.
  ///   - point: finite.
  ///   - excluded: the index of a point that does not count.
  public func within(
    _ radius: Double, of point: SIMD3<Double>, excluding excluded: Int? = nil
  ) -> [Neighbour] {
    guard radius >= 0 else { return [] }
    var found = PointsWithin(square: radius * radius, excluded: excluded ?? -1)
    descend(to: point, &found)
    return found.neighbours.sorted {
      ($0.squaredDistance, $0.index) < ($1.squaredDistance, $1.index)
    }
  }

  /// The nearest others of every point (n × k), row by row, nearest first.
  ///
  /// - Parameter count: k ≥ 1; rows are shorter, and all as long, if there are not as many others.
  public func nearestOthers(_ count: Int) -> [[Neighbour]] {
    var rows = [[Neighbour]](repeating: [], count: self.count)
    rows.withUnsafeMutableBufferPointer { rows in
      // In the order of leaves, so that the same parts of the tree are asked for in a row.
      Parallel.forEach(rangesOf: entries.count, grain: 256) { range in
        for place in range {
          let index = Int(entries[place].w)
          rows[index] = nearest(count, to: points[index], excluding: index)
        }
      }
    }
    return rows
  }

  /// The others within a radius of every point, row by row, nearest first.
  public func othersWithin(_ radius: Double) -> [[Neighbour]] {
    var rows = [[Neighbour]](repeating: [], count: count)
    rows.withUnsafeMutableBufferPointer { rows in
      Parallel.forEach(rangesOf: entries.count, grain: 256) { range in
        for place in range {
          let index = Int(entries[place].w)
          rows[index] = within(radius, of: points[index], excluding: index)
        }
      }
    }
    return rows
  }
}

/// What a descent collects.
private protocol PointCollector {
  /// Squared distances above it are of no interest.
  var bound: Double { get }
  mutating func consider(_ squaredDistance: Double, _ index: Int)
}

extension KDTree {
  private func descend(to point: SIMD3<Double>, _ found: inout some PointCollector) {
    descend(to: point, 0..<entries.count, node: 0, offset: .zero, &found)
  }

  /// - Parameter offset: from the point to the node's box, along each axis.
  private func descend<Collector: PointCollector>(
    to point: SIMD3<Double>, _ range: Range<Int>, node: Int, offset: SIMD3<Double>,
    _ found: inout Collector
  ) {
    guard node < splits.count else {
      for place in range {
        let entry = entries[place]
        let way = SIMD3(entry.x, entry.y, entry.z) - point
        found.consider((way * way).sum(), Int(entry.w))
      }
      return
    }
    let split = splits[node]
    let middle = range.lowerBound + range.count / 2
    let (lower, upper) = (range.lowerBound..<middle, middle..<range.upperBound)
    let way = split.value - point[split.axis]
    let isUpper = way < 0
    descend(
      to: point, isUpper ? upper : lower, node: 2 * node + (isUpper ? 2 : 1), offset: offset,
      &found)
    var beyond = offset
    beyond[split.axis] = way
    // Rounding is monotone, so no point of the box comes out closer than this; at the same distance
    // one with a lower index may still count.
    guard (beyond * beyond).sum() <= found.bound else { return }
    descend(
      to: point, isUpper ? lower : upper, node: 2 * node + (isUpper ? 1 : 2), offset: beyond,
      &found)
  }
}

/// The k nearest points so far, sorted.
private struct NearestPoints: PointCollector {
  let capacity: Int
  let excluded: Int
  private(set) var neighbours: [KDTree.Neighbour] = []
  private(set) var bound = Double.infinity

  init(count: Int, excluded: Int) {
    capacity = count
    self.excluded = excluded
    neighbours.reserveCapacity(count)
  }

  mutating func consider(_ squaredDistance: Double, _ index: Int) {
    guard squaredDistance <= bound, index != excluded else { return }
    if neighbours.count == capacity {
      let last = neighbours[capacity - 1]
      guard (squaredDistance, index) < (last.squaredDistance, last.index) else { return }
      neighbours.removeLast()
    }
    var place = neighbours.count
    let new = KDTree.Neighbour(index: index, squaredDistance: squaredDistance)
    neighbours.append(new)
    while place > 0,
      (squaredDistance, index)
        < (neighbours[place - 1].squaredDistance, neighbours[place - 1].index)
    {
      neighbours[place] = neighbours[place - 1]
      place -= 1
    }
    neighbours[place] = new
    if neighbours.count == capacity { bound = neighbours[capacity - 1].squaredDistance }
  }
}

/// All points within a radius.
private struct PointsWithin: PointCollector {
  let bound: Double
  let excluded: Int
  var neighbours: [KDTree.Neighbour] = []

  init(square: Double, excluded: Int) {
    bound = square
    self.excluded = excluded
  }

  mutating func consider(_ squaredDistance: Double, _ index: Int) {
    guard squaredDistance <= bound, index != excluded else { return }
    neighbours.append(KDTree.Neighbour(index: index, squaredDistance: squaredDistance))
  }
}
