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
    let connectivity = MeshEdges(of: mesh)
    let edges = connectivity.ends
    let positions = mesh.positions
    let lengths = edges.map { edge in
      let length = TriangleMesh.length(positions[Int(edge[1])] - positions[Int(edge[0])])
      return length > Self.leastLength ? length : 0
    }
    self.edges = edges
    self.lengths = lengths
    var corners = [Corner](repeating: Corner(), count: 3 * mesh.faceCount)
    for edge in edges.indices {
      for side in connectivity.sides(on: edge) {
        let (low, high) = connectivity.corners(side)
        let vertex = mesh.faces[Int(side) / 3][Int(side) % 3]
        corners[Int(side)] = Corner(vertex: vertex, edge: Int32(edge), low: low, high: high)
      }
    }
    let starts = connectivity.starts
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
    opposites = connectivity.sides
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
