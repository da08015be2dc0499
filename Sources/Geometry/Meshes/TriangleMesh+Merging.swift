extension TriangleMesh {
  /// The vertex that each vertex becomes (n) when vertices that lie close together become one.
  ///
  /// Vertices are taken in order; each becomes the nearest earlier one that stands for itself and lies within the
  /// tolerance, the lowest of equally near ones, or stands for itself.
  ///
  /// - Parameter tolerance: the largest distance, as a share of the longest side of the box around all
  ///   vertices, 0 ... 0.1; 0 merges equal positions alone.
  /// - Throws: ``MeshError/parameterOutOfRange(name:value:range:)``.
  /// - Complexity: O(n).
  public func mergedVertices(tolerance: Double) throws(MeshError) -> [Int32] {
    guard tolerance >= 0, tolerance <= 0.1 else {
      throw .parameterOutOfRange(
        name: "tolerance", value: "\(tolerance)", range: "a share from 0 to 0.1")
    }
    guard tolerance > 0, let box = boundingBox else { return equalVertices }
    let distance = (box.upper - box.lower).max() * tolerance
    guard distance.isFinite else {
      throw .parameterOutOfRange(
        name: "tolerance", value: "\(tolerance)",
        range: "0 for a mesh this large, or rescale it to a size near 1")
    }
    return distance > 0 ? closeVertices(distance, from: box.lower) : equalVertices
  }

  private var equalVertices: [Int32] {
    var first = [SIMD3<Double>: Int32](minimumCapacity: vertexCount)
    return positions.indices.map { vertex in
      if let standing = first[positions[vertex]] { return standing }
      first[positions[vertex]] = Int32(vertex)
      return Int32(vertex)
    }
  }

  /// A cell as wide as the distance holds few vertices that stand for themselves: they are that far apart.
  private func closeVertices(_ distance: Double, from lower: SIMD3<Double>) -> [Int32] {
    var lastInCell: [SIMD3<Double>: Int32] = [:]
    var previous = [Int32](repeating: -1, count: vertexCount)
    var targets = Array(0..<Int32(vertexCount))
    for (vertex, position) in positions.enumerated() {
      let cell = ((position - lower) / distance).rounded(.down)
      var nearest = (distance: distance, vertex: Int32(vertex))
      for offset in 0..<27 {
        let shift = SIMD3<Double>(
          Double(offset % 3 - 1), Double(offset / 3 % 3 - 1), Double(offset / 9 - 1))
        var other = lastInCell[cell + shift] ?? -1
        while other >= 0 {
          let away = Self.length(positions[Int(other)] - position)
          if away < nearest.distance || (away == nearest.distance && other < nearest.vertex) {
            nearest = (away, other)
          }
          other = previous[Int(other)]
        }
      }
      targets[vertex] = nearest.vertex
      if nearest.vertex == Int32(vertex) {
        previous[vertex] = lastInCell[cell] ?? -1
        lastInCell[cell] = Int32(vertex)
      }
    }
    return targets
  }
}
