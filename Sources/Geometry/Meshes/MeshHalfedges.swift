/// The halfedges of a mesh's proper faces, grouped by the edge they run along.
///
/// Halfedge 3·f + c runs from corner c of face f to the next corner. Faces with a repeated corner have none.
struct MeshHalfedges {
  /// End vertices of each edge, lower first; sorted by lower, then higher end.
  let edges: [SIMD2<Int32>]
  /// The edge of each halfedge (3 m), −1 for those of faces with a repeated corner.
  let edgeOfHalfedge: [Int32]
  private let faces: [SIMD3<Int32>]
  private let starts: [Int32]
  private let halfedges: [Int32]

  /// - Complexity: O(n + m log d) for n vertices, m faces and largest valence d.
  init(of mesh: TriangleMesh) {
    let faces = mesh.faces
    let byLowerEnd = Buckets(count: 3 * faces.count, keyCount: mesh.vertexCount) { halfedge in
      let face = faces[halfedge / 3]
      if TriangleMesh.hasRepeatedCorner(face) { return -1 }
      return min(face[halfedge % 3], face[(halfedge + 1) % 3])
    }
    var edges: [SIMD2<Int32>] = []
    var starts: [Int32] = []
    var halfedges: [Int32] = []
    var edgeOfHalfedge = [Int32](repeating: -1, count: 3 * faces.count)
    edges.reserveCapacity(3 * faces.count / 2)
    starts.reserveCapacity(3 * faces.count / 2 + 1)
    halfedges.reserveCapacity(3 * faces.count)
    var keys: [UInt64] = []
    for vertex in 0..<mesh.vertexCount {
      keys.removeAll(keepingCapacity: true)
      for halfedge in byLowerEnd[vertex] {
        let face = faces[Int(halfedge) / 3]
        let corner = Int(halfedge) % 3
        let higher = max(face[corner], face[(corner + 1) % 3])
        keys.append(UInt64(higher) << 32 | UInt64(halfedge))
      }
      keys.sort()
      for key in keys {
        let edge = SIMD2(Int32(vertex), Int32(key >> 32))
        if edges.last != edge {
          edges.append(edge)
          starts.append(Int32(halfedges.count))
        }
        let halfedge = Int32(truncatingIfNeeded: key)
        edgeOfHalfedge[Int(halfedge)] = Int32(edges.count - 1)
        halfedges.append(halfedge)
      }
    }
    starts.append(Int32(halfedges.count))
    self.faces = faces
    self.edges = edges
    self.edgeOfHalfedge = edgeOfHalfedge
    self.starts = starts
    self.halfedges = halfedges
  }

  /// The halfedges along an edge, ascending.
  subscript(edge: Int) -> ArraySlice<Int32> {
    halfedges[Int(starts[edge])..<Int(starts[edge + 1])]
  }

  /// The number of faces along an edge.
  func faceCount(_ edge: Int) -> Int { Int(starts[edge + 1] - starts[edge]) }

  /// Whether a halfedge runs from the lower to the higher end of its edge.
  func isForward(_ halfedge: Int32) -> Bool {
    let face = faces[Int(halfedge) / 3]
    return face[Int(halfedge) % 3] < face[(Int(halfedge) + 1) % 3]
  }

  /// The corners (3·f + c) at which a halfedge touches the lower and the higher end of its edge.
  func ends(_ halfedge: Int32) -> (lower: Int32, higher: Int32) {
    let base = halfedge - halfedge % 3
    let next = base + (halfedge + 1) % 3
    return isForward(halfedge) ? (halfedge, next) : (next, halfedge)
  }

  /// For each corner (3·f + c) the lowest corner of its fan.
  ///
  /// A fan is corners at one vertex whose faces hang together through edges there that pass `crosses`. Corners
  /// of faces with a repeated corner stand alone.
  func fans(crossing crosses: (_ edge: Int) -> Bool = { _ in true }) -> [Int32] {
    var sets = DisjointSets(count: edgeOfHalfedge.count)
    for edge in edges.indices where faceCount(edge) > 1 && crosses(edge) {
      let along = self[edge]
      let first = ends(along[along.startIndex])
      for halfedge in along.dropFirst() {
        let other = ends(halfedge)
        sets.join(first.lower, other.lower)
        sets.join(first.higher, other.higher)
      }
    }
    return (0..<Int32(edgeOfHalfedge.count)).map { sets.representative($0) }
  }
}
