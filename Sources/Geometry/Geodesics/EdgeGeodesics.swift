/// Distance along the edges of a surface, by Dijkstra's algorithm (1959): an upper bound of the
/// geodesic distance, and a baseline for what measures it.
///
/// On regular meshes it exceeds the geodesic distance by up to 15 % however fine they are, as paths
/// are held to the directions of edges.
///
///     let distances = try EdgeGeodesics(mesh).distances(from: [0])
public struct EdgeGeodesics: Sendable {
  let surface: SurfaceAdjacency

  /// Collects the edges of a mesh.
  ///
  /// - Parameter mesh: any mesh with a face of positive extent; faces with repeated corners do not
  ///   count.
  /// - Throws: ``MeshError`` for a mesh without such a face, or with one of extreme size.
  /// - Complexity: O(n + m log d) for largest valence d.
  public init(_ mesh: TriangleMesh) throws(MeshError) {
    surface = try SurfaceAdjacency(of: mesh)
  }

  /// The distance of every vertex to the nearest source.
  ///
  /// - Parameter sources: vertices of the surface, at least one; repetitions are harmless.
  /// - Returns: one distance a vertex (n), in length units: 0 at the sources, `+infinity` where no
  ///   source reaches.
  /// - Throws: ``MeshError`` that names a source out of range or without a proper face.
  /// - Complexity: O(n log n).
  public func distances(from sources: [Int]) throws(MeshError) -> [Double] {
    try surface.require(sources: sources)
    var distances = [Double](repeating: .infinity, count: surface.vertexCount)
    var queue = DistanceQueue()
    for source in sources where distances[source] > 0 {
      distances[source] = 0
      queue.push(Int32(source), at: 0)
    }
    while let entry = queue.pop() {
      guard entry.distance == distances[Int(entry.item)] else { continue }
      surface.forEachEdge(at: Int(entry.item)) { neighbor, length in
        let distance = entry.distance + length
        guard distance < distances[neighbor] else { return }
        distances[neighbor] = distance
        queue.push(Int32(neighbor), at: distance)
      }
    }
    return distances
  }
}

extension SurfaceAdjacency {
  /// Calls `body` with the other end and the length of each edge at a vertex, once a face.
  @inline(__always)
  func forEachEdge(at vertex: Int, _ body: (Int, Double) -> Void) {
    for slot in Int(vertexCorners.starts[vertex])..<Int(vertexCorners.starts[vertex + 1]) {
      let corner = corners[Int(vertexCorners.corners[slot])]
      let (low, high) = (corners[Int(corner.low)], corners[Int(corner.high)])
      body(Int(low.vertex), lengths[Int(high.edge)])
      body(Int(high.vertex), lengths[Int(low.edge)])
    }
  }
}
