/// The connectivity of a manifold triangle mesh, with or without boundary, as flat arrays.
///
/// Halfedge 3 f + c is the side of face f opposite corner c and runs from corner c + 1 to corner
/// c + 2, counterclockwise around the face: an array of edge lengths or cotangents, three a face,
/// is an array over halfedges. Faces with a repeated corner have no interior; their halfedges are
/// in no edge and start at no vertex's fan.
///
///     let halfedges = try Halfedges(of: mesh)
///     for halfedge in halfedges.fan(around: 3) { print(halfedges.head(halfedge)) }
public struct Halfedges: Sendable, Equatable {
  /// The number of vertices, n.
  public let vertexCount: Int
  /// The faces (m), as in the mesh.
  public let faces: [SIMD3<Int32>]
  /// The halfedge on the other side of the edge (3 m); −1 on the boundary and in improper faces.
  public let twin: [Int32]
  /// The edge of each halfedge (3 m), an index into ``edges``; −1 in improper faces.
  public let edge: [Int32]
  /// End vertices of each edge, lower first; sorted by lower, then higher end.
  public let edges: [SIMD2<Int32>]
  /// A halfedge of each edge: the one from the lower to the higher end if there is one.
  public let edgeHalfedge: [Int32]
  /// A halfedge that leaves each vertex (n), from which the whole fan is reached counterclockwise.
  ///
  /// At the boundary it is the first of the fan; −1 for vertices without a proper face.
  public let vertexHalfedge: [Int32]

  /// Finds the connectivity of a mesh.
  ///
  /// - Throws: ``MeshError/notOrientedManifold(edge:faceCount:)`` or
  ///   ``MeshError/nonManifoldVertex(vertex:)``.
  /// - Complexity: O(n + m).
  public init(of mesh: TriangleMesh) throws(MeshError) {
    let connectivity = MeshEdges(of: mesh)
    vertexCount = mesh.vertexCount
    faces = mesh.faces
    edges = connectivity.ends
    edge = connectivity.edgesOfSides
    let twin = try connectivity.twins()
    self.twin = twin
    edgeHalfedge = connectivity.ends.indices.map { edge in
      let first = connectivity.sides[Int(connectivity.starts[edge])]
      return connectivity.isForward(first) || twin[Int(first)] < 0 ? first : twin[Int(first)]
    }
    vertexHalfedge = try Self.fanStarts(vertexCount: mesh.vertexCount, faces: mesh.faces, twin)
  }

  /// The number of halfedges, 3 m.
  public var count: Int { twin.count }

  /// The next halfedge counterclockwise around the same face.
  public func next(_ halfedge: Int) -> Int { Self.next(halfedge) }
  /// The previous halfedge around the same face.
  public func previous(_ halfedge: Int) -> Int { Self.previous(halfedge) }
  /// The face that a halfedge bounds.
  public func face(_ halfedge: Int) -> Int { halfedge / 3 }
  /// The vertex from which a halfedge runs.
  public func tail(_ halfedge: Int) -> Int { apex(Self.next(halfedge)) }
  /// The vertex to which a halfedge runs.
  public func head(_ halfedge: Int) -> Int { apex(Self.previous(halfedge)) }
  /// The vertex opposite a halfedge in its face.
  public func apex(_ halfedge: Int) -> Int { Int(faces[halfedge / 3][halfedge % 3]) }

  /// Whether a vertex lies on the boundary; no for one without a face.
  public func isBoundary(vertex: Int) -> Bool {
    let first = Int(vertexHalfedge[vertex])
    return first >= 0 && twin[first] < 0
  }

  /// The halfedges that leave a vertex, counterclockwise, each once.
  ///
  /// At a boundary vertex the last edge of the fan has no halfedge that leaves: it is the one
  /// before the last entry in its face.
  public func fan(around vertex: Int) -> [Int] {
    let first = Int(vertexHalfedge[vertex])
    guard first >= 0 else { return [] }
    var fan = [first]
    var current = Int(twin[Self.previous(first)])
    while current >= 0, current != first {
      fan.append(current)
      current = Int(twin[Self.previous(current)])
    }
    return fan
  }
}

extension Halfedges {
  static func next(_ halfedge: Int) -> Int { halfedge % 3 == 2 ? halfedge - 2 : halfedge + 1 }
  static func previous(_ halfedge: Int) -> Int { halfedge % 3 == 0 ? halfedge + 2 : halfedge - 1 }

  /// For each vertex where its fan starts; throws where the faces make more than one fan.
  private static func fanStarts(
    vertexCount: Int, faces: [SIMD3<Int32>], _ twin: [Int32]
  ) throws(MeshError) -> [Int32] {
    var starts = [Int32](repeating: -1, count: vertexCount)
    var valences = [Int32](repeating: 0, count: vertexCount)
    for (index, face) in faces.enumerated() where !TriangleMesh.hasRepeatedCorner(face) {
      for corner in 0..<3 {
        let vertex = Int(MeshEdges.ends(of: corner, in: face).tail)
        let halfedge = 3 * index + corner
        valences[vertex] += 1
        // On the boundary, the halfedge without a twin has nothing clockwise of it.
        if starts[vertex] < 0 || twin[halfedge] < 0 { starts[vertex] = Int32(halfedge) }
      }
    }
    for vertex in 0..<vertexCount where starts[vertex] >= 0 {
      let first = Int(starts[vertex])
      var reached: Int32 = 1
      var current = Int(twin[previous(first)])
      while current >= 0, current != first, reached <= valences[vertex] {
        reached += 1
        current = Int(twin[previous(current)])
      }
      guard reached == valences[vertex] else { throw .nonManifoldVertex(vertex: vertex) }
    }
    return starts
  }
}
