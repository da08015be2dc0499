/// What kind of surface a mesh is, and what is wrong with it.
///
/// Edges, components, characteristic, loops and genus are those of the proper faces: three distinct corners.
public struct MeshHealth: Sendable, Equatable {
  /// The number of vertices, referenced or not.
  public let vertexCount: Int
  /// The number of faces, degenerate ones included.
  public let faceCount: Int
  /// The number of edges.
  public let edgeCount: Int
  /// Vertices − edges + faces, counting what proper faces touch.
  public let eulerCharacteristic: Int
  /// The number of parts that no edge connects.
  public let componentCount: Int
  /// Edges of one face, sorted by lower, then higher end.
  public let boundaryEdges: [SIMD2<Int32>]
  /// The number of closed curves that the boundary edges form.
  ///
  /// At a vertex, the boundary goes on where it ends the same fan of faces, so that two sheets that touch at a
  /// vertex of both boundaries have two loops.
  public let boundaryLoopCount: Int
  /// Edges of more than two faces, sorted.
  public let nonManifoldEdges: [SIMD2<Int32>]
  /// Vertices at which faces meet that do not hang together through edges there, ascending.
  public let nonManifoldVertices: [Int]
  /// Edges along which their two faces run in the same direction, sorted.
  public let misorientedEdges: [SIMD2<Int32>]
  /// Whether faces can be turned over so that no edge of two faces is misoriented.
  public let isOrientable: Bool
  /// Faces that name a vertex twice, ascending.
  public let facesWithRepeatedCorners: [Int]
  /// Proper faces whose corners lie on a line, to rounding; ascending.
  public let facesWithoutArea: [Int]
  /// Proper faces that have the same three vertices as an earlier one, in any order; ascending.
  public let duplicateFaces: [Int]
  /// Vertices that no face names, ascending.
  public let unreferencedVertices: [Int]
  /// Vertices that lie exactly where an earlier one lies, ascending.
  public let repeatedPositions: [Int]

  /// Examines a mesh.
  ///
  /// - Complexity: O(n + m log d) for n vertices, m faces and largest valence d.
  public init(of mesh: TriangleMesh) {
    let edges = MeshEdges(of: mesh)
    let fans = edges.fans()
    let boundary = edges.boundary
    var touched = DisjointSets(count: mesh.vertexCount)
    for ends in edges.ends { touched.join(ends[0], ends[1]) }
    var isTouched = [Bool](repeating: false, count: mesh.vertexCount)
    for ends in edges.ends {
      isTouched[Int(ends[0])] = true
      isTouched[Int(ends[1])] = true
    }
    let touchedVertices = mesh.positions.indices.filter { isTouched[$0] }
    let repeated = mesh.facesWithRepeatedCorners

    vertexCount = mesh.vertexCount
    faceCount = mesh.faceCount
    edgeCount = edges.count
    eulerCharacteristic =
      touchedVertices.count - edges.count + mesh.faceCount - repeated.count
    componentCount = touchedVertices.count {
      touched.representative(Int32($0)) == Int32($0)
    }
    boundaryEdges = boundary.map { edges.ends[$0] }
    boundaryLoopCount = Self.loopCount(boundary, edges, fans)
    nonManifoldEdges = edges.nonManifold.map { edges.ends[$0] }
    nonManifoldVertices = Self.verticesOfManyFans(edges, fans, vertexCount: mesh.vertexCount)
    misorientedEdges = edges.misoriented.map { edges.ends[$0] }
    isOrientable = FaceOrientation(edges).isOrientable.allSatisfy(\.self)
    facesWithRepeatedCorners = repeated
    facesWithoutArea = mesh.facesWithoutArea
    duplicateFaces = mesh.duplicateFaces
    unreferencedVertices = mesh.unreferencedVertices
    repeatedPositions = mesh.repeatedPositions
  }

  /// Whether no edge has more than two faces and the faces at every vertex hang together.
  public var isManifold: Bool { nonManifoldEdges.isEmpty && nonManifoldVertices.isEmpty }
  /// Whether the surface has faces and no boundary edge.
  public var isClosed: Bool { edgeCount > 0 && boundaryEdges.isEmpty }

  /// The number of handles of all components together; `nil` unless the surface is manifold and orientable.
  ///
  /// c components with b boundary loops and g handles have Euler characteristic 2c − 2g − b.
  public var genus: Int? {
    guard isManifold, isOrientable, edgeCount > 0 else { return nil }
    return (2 * componentCount - boundaryLoopCount - eulerCharacteristic) / 2
  }

  private static func verticesOfManyFans(
    _ edges: MeshEdges, _ fans: [Int32], vertexCount: Int
  ) -> [Int] {
    var counts = [Int32](repeating: 0, count: vertexCount)
    for (index, face) in edges.faces.enumerated() where !TriangleMesh.hasRepeatedCorner(face) {
      for corner in 0..<3 where fans[3 * index + corner] == Int32(3 * index + corner) {
        counts[Int(face[corner])] += 1
      }
    }
    return counts.indices.filter { counts[$0] > 1 }
  }

  private static func loopCount(_ boundary: [Int], _ edges: MeshEdges, _ fans: [Int32]) -> Int {
    var loops = DisjointSets(count: boundary.count)
    var firstAtFan = [Int32](repeating: -1, count: fans.count)
    for (index, edge) in boundary.enumerated() {
      let sides = edges.sides(on: edge)
      let corners = edges.corners(sides[sides.startIndex])
      for corner in [corners.lower, corners.higher] {
        let fan = Int(fans[Int(corner)])
        if firstAtFan[fan] < 0 {
          firstAtFan[fan] = Int32(index)
        } else {
          loops.join(firstAtFan[fan], Int32(index))
        }
      }
    }
    return boundary.indices.count { loops.representative(Int32($0)) == Int32($0) }
  }
}
