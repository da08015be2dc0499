internal import Foundation

/// What paths over a surface need to know: edges with their faces, unfolded apexes, and bends.
///
/// Faces with repeated corners are left out. An edge may have any number of faces.
struct SurfaceAdjacency: Sendable {
  /// One corner of a proper face, seen from the edge opposite.
  struct Corner: Sendable {
    /// The corner's vertex in the plane of its face: along the opposite edge from its lower end,
    /// and above it (never negative).
    var apex = SIMD2<Double>(0, 0)
    /// The vertex at this corner.
    var vertex: Int32 = -1
    /// The edge opposite; −1 for a corner of a face that is left out.
    var edge: Int32 = -1
    /// The corners of the face at the lower and at the higher end of the opposite edge.
    var low: Int32 = -1
    var high: Int32 = -1
  }

  /// End vertices of edges, lower first.
  let edges: [SIMD2<Int32>]
  /// Lengths of edges.
  let lengths: [Double]
  /// Corner c of face f is 3 f + c.
  let corners: [Corner]
  /// The corners opposite edge e stand at `starts[e] ..< starts[e + 1]`.
  let starts: [Int32]
  let opposites: [Int32]
  /// The corners around each vertex.
  let vertexCorners: VertexCorners
  /// Whether a shortest path may bend at a vertex: angles above 2π, boundary, or no clear angle.
  let bends: [Bool]
  /// The mean length of edges.
  let meanLength: Double

  var vertexCount: Int { bends.count }

  /// How far above 2π the angles around a vertex must be to let paths bend there.
  ///
  /// Sums in a plane are off by rounding alone, far less.
  private static let angleTolerance = 1e-12

  /// Lengths between which fourth powers, as in crossings of windows, stay in a Double's range.
  private static let leastLength = 1e-75
  private static let greatestLength = 1e75

  /// Collects the structure of a mesh.
  ///
  /// - Throws: ``MeshError/empty`` without a face of positive extent,
  ///   ``MeshError/faceSizeOutOfRange(face:)`` where
  ///   powers of lengths leave a Double's range.
  /// - Complexity: O(n + m log d) for largest valence d.
  init(of mesh: TriangleMesh) throws(MeshError) {
    let edges = MeshEdges(of: mesh).edges
    let positions = mesh.positions
    let lengths = edges.map { edge in
      let length = TriangleMesh.length(positions[Int(edge[1])] - positions[Int(edge[0])])
      return length > Self.leastLength ? length : 0
    }
    self.edges = edges
    self.lengths = lengths
    var corners = [Corner](repeating: Corner(), count: 3 * mesh.faceCount)
    Self.nameEdges(&corners, mesh: mesh, edges: edges)
    var starts = [Int32](repeating: 0, count: edges.count + 1)
    for corner in corners where corner.edge >= 0 { starts[Int(corner.edge) + 1] += 1 }
    for edge in edges.indices { starts[edge + 1] += starts[edge] }
    var next = starts
    var opposites = [Int32](repeating: 0, count: Int(starts[edges.count]))
    for (index, corner) in corners.enumerated() where corner.edge >= 0 {
      opposites[Int(next[Int(corner.edge)])] = Int32(index)
      next[Int(corner.edge)] += 1
    }
    var longest = 0.0
    for index in corners.indices where corners[index].edge >= 0 {
      let edge = Int(corners[index].edge)
      let length = lengths[edge]
      guard length < Self.greatestLength else {
        throw .faceSizeOutOfRange(face: index / 3)
      }
      longest = max(longest, length)
      let low = positions[Int(edges[edge][0])]
      let reach = positions[Int(corners[index].vertex)] - low
      guard length > 0 else {
        corners[index].apex = SIMD2(0, TriangleMesh.length(reach))
        continue
      }
      let along = (positions[Int(edges[edge][1])] - low) / length
      corners[index].apex = SIMD2(
        (reach * along).sum(), TriangleMesh.length(TriangleMesh.cross(along, reach)))
    }
    guard longest > 0 else { throw .empty }
    self.corners = corners
    self.starts = starts
    self.opposites = opposites
    vertexCorners = VertexCorners(vertexCount: mesh.vertexCount, faces: mesh.faces)
    meanLength = lengths.reduce(0, +) / Double(lengths.count)
    bends = Self.bends(
      vertexCorners, corners: corners, edges: edges, lengths: lengths, starts: starts)
  }

  /// The corners opposite an edge.
  func opposites(of edge: Int) -> ArraySlice<Int32> {
    opposites[Int(starts[edge])..<Int(starts[edge + 1])]
  }

  /// Whether a vertex has a proper face.
  func isSupported(_ vertex: Int) -> Bool { vertexCorners.isSupported(vertex) }

  /// Throws unless there are sources and each is a vertex of a proper face.
  func require(sources: [Int]) throws(MeshError) {
    guard !sources.isEmpty else { throw .noSource }
    for source in sources {
      guard bends.indices.contains(source) else {
        throw .sourceOutOfRange(source: source, vertexCount: vertexCount)
      }
      guard isSupported(source) else { throw .sourceUnreferenced(source: source) }
    }
  }
}

extension SurfaceAdjacency {
  /// Finds for each corner the edge opposite, among edges sorted by their ends.
  private static func nameEdges(
    _ corners: inout [Corner], mesh: TriangleMesh, edges: [SIMD2<Int32>]
  ) {
    var first = [Int32](repeating: 0, count: mesh.vertexCount + 1)
    for edge in edges { first[Int(edge[0]) + 1] += 1 }
    for vertex in 0..<mesh.vertexCount { first[vertex + 1] += first[vertex] }
    for (index, face) in mesh.faces.enumerated() where !TriangleMesh.hasRepeatedCorner(face) {
      for corner in 0..<3 {
        let (after, before) = ((corner + 1) % 3, (corner + 2) % 3)
        let (from, to) = face[after] < face[before] ? (after, before) : (before, after)
        var lower = Int(first[Int(face[from])])
        var upper = Int(first[Int(face[from]) + 1])
        while upper - lower > 1 {
          let middle = (lower + upper) / 2
          if edges[middle][1] <= face[to] { lower = middle } else { upper = middle }
        }
        corners[3 * index + corner] = Corner(
          vertex: face[corner], edge: Int32(lower), low: Int32(3 * index + from),
          high: Int32(3 * index + to))
      }
    }
  }

  private static func bends(
    _ vertexCorners: VertexCorners, corners: [Corner], edges: [SIMD2<Int32>], lengths: [Double],
    starts: [Int32]
  ) -> [Bool] {
    var bends = [Bool](repeating: false, count: vertexCorners.starts.count - 1)
    for (index, edge) in edges.enumerated()
    where starts[index + 1] - starts[index] != 2 || lengths[index] == 0 {
      bends[Int(edge[0])] = true
      bends[Int(edge[1])] = true
    }
    var angles = [Double](repeating: 0, count: 3 * (corners.count / 3))
    for (index, corner) in corners.enumerated() where corner.edge >= 0 {
      let length = lengths[Int(corner.edge)]
      let (across, up) = (corner.apex.x, corner.apex.y)
      // Unfolding over a face without height loses digits, so paths may bend at its corners.
      if !(up > 1e-12 * length) {
        bends[Int(corner.vertex)] = true
        bends[Int(edges[Int(corner.edge)][0])] = true
        bends[Int(edges[Int(corner.edge)][1])] = true
      }
      angles[index] =
        Double.pi - atan2(up, across) - atan2(up, length - across)
    }
    let sums = vertexCorners.sums(of: angles)
    for vertex in bends.indices where sums[vertex] > 2 * Double.pi + angleTolerance {
      bends[vertex] = true
    }
    return bends
  }
}
