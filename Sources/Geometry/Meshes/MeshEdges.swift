/// The edges of a mesh, each once, with the number of faces beside it.
///
/// Faces with a repeated corner have no interior and give no edges.
public struct MeshEdges: Sendable, Equatable {
  /// End vertices, lower first; sorted by lower, then higher end.
  public let edges: [SIMD2<Int32>]
  /// Faces that run along each edge from its lower to its higher end.
  public let forwardFaces: [Int32]
  /// Faces that run along each edge from its higher to its lower end.
  public let backwardFaces: [Int32]

  /// Collects the edges of a mesh.
  ///
  /// - Complexity: O(n + m log d) for n vertices, m faces and largest valence d.
  public init(of mesh: TriangleMesh) {
    var starts = [Int32](repeating: 0, count: mesh.vertexCount + 1)
    let proper = mesh.faces.filter { !TriangleMesh.hasRepeatedCorner($0) }
    for face in proper {
      for corner in 0..<3 {
        starts[Int(min(face[corner], face[(corner + 1) % 3])) + 1] += 1
      }
    }
    for vertex in 0..<mesh.vertexCount { starts[vertex + 1] += starts[vertex] }
    // The higher end doubled, plus 1 when the face runs from it to the lower end.
    var halfedges = [UInt32](repeating: 0, count: 3 * proper.count)
    var next = starts
    for face in proper {
      for corner in 0..<3 {
        let (from, to) = (face[corner], face[(corner + 1) % 3])
        let low = Int(min(from, to))
        halfedges[Int(next[low])] = UInt32(max(from, to)) << 1 | (from < to ? 0 : 1)
        next[low] += 1
      }
    }
    var edges: [SIMD2<Int32>] = []
    var forward: [Int32] = []
    var backward: [Int32] = []
    edges.reserveCapacity(3 * proper.count / 2)
    for vertex in 0..<mesh.vertexCount {
      let range = Int(starts[vertex])..<Int(starts[vertex + 1])
      halfedges[range].sort()
      var last: UInt32?
      for halfedge in halfedges[range] {
        if last != halfedge >> 1 {
          edges.append(SIMD2(Int32(vertex), Int32(halfedge >> 1)))
          forward.append(0)
          backward.append(0)
          last = halfedge >> 1
        }
        if halfedge & 1 == 0 {
          forward[forward.count - 1] += 1
        } else {
          backward[backward.count - 1] += 1
        }
      }
    }
    self.edges = edges
    self.forwardFaces = forward
    self.backwardFaces = backward
  }

  /// The number of edges.
  public var count: Int { edges.count }
  /// The indices, into ``edges``, of edges with a single face.
  public var boundary: [Int] {
    edges.indices.filter { forwardFaces[$0] + backwardFaces[$0] == 1 }
  }
  /// The indices, into ``edges``, of edges with more than two faces.
  public var nonManifold: [Int] {
    edges.indices.filter { forwardFaces[$0] + backwardFaces[$0] > 2 }
  }
  /// The indices, into ``edges``, of edges along which two faces run in the same direction.
  public var misoriented: [Int] {
    edges.indices.filter {
      forwardFaces[$0] + backwardFaces[$0] == 2 && forwardFaces[$0] != backwardFaces[$0]
    }
  }
}
