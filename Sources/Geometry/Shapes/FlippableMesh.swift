/// The connectivity of a closed manifold while edges are flipped, numbered like ``Halfedges``.
struct FlippableMesh {
  /// The vertex at each corner (3 m).
  private(set) var corners: [Int32]
  private var twin: [Int32]
  private var valences: [Int32]

  init(_ halfedges: Halfedges) {
    corners = halfedges.faces.flatMap { [$0[0], $0[1], $0[2]] }
    twin = halfedges.twin
    valences = [Int32](repeating: 0, count: halfedges.vertexCount)
    for corner in corners { valences[Int(corner)] += 1 }
  }

  /// The faces as they are.
  var faces: [SIMD3<Int32>] {
    (0..<corners.count / 3).map { SIMD3(corners[3 * $0], corners[3 * $0 + 1], corners[3 * $0 + 2]) }
  }

  /// The number of edges at a vertex.
  func valence(_ vertex: Int32) -> Int { Int(valences[Int(vertex)]) }

  /// The halfedge along the same edge in the other face.
  func twin(_ halfedge: Int) -> Int { Int(twin[halfedge]) }

  /// The vertices of both faces at a halfedge's edge: from, to, the apex of its face, and that of the other.
  func diamond(_ halfedge: Int) -> SIMD4<Int32> {
    SIMD4(
      corners[CollapsibleMesh.next(halfedge)], corners[CollapsibleMesh.previous(halfedge)],
      corners[halfedge], corners[Int(twin[halfedge])])
  }

  /// Whether two vertices are the ends of an edge; `halfedge` has the first as its apex.
  func isEdge(fromApexOf halfedge: Int, to vertex: Int32) -> Bool {
    // The halfedge that leaves the apex within this face, then those in the faces around it.
    let first = CollapsibleMesh.previous(halfedge)
    var leaving = first
    repeat {
      if corners[CollapsibleMesh.previous(leaving)] == vertex { return true }
      leaving = Int(twin[CollapsibleMesh.previous(leaving)])
    } while leaving != first
    return false
  }

  /// Turns an edge within the two faces beside it, to run between their apexes.
  mutating func flip(_ halfedge: Int) {
    let other = Int(twin[halfedge])
    let ends = diamond(halfedge)
    let (after, before) = (CollapsibleMesh.next(halfedge), CollapsibleMesh.previous(halfedge))
    let (afterOther, beforeOther) = (CollapsibleMesh.next(other), CollapsibleMesh.previous(other))
    let (outer, outerOther) = (Int(twin[after]), Int(twin[afterOther]))
    // The faces become (apex, from, other apex) and (other apex, to, apex); `before` and its like stay in place.
    corners[before] = ends[3]
    corners[beforeOther] = ends[2]
    link(halfedge, outerOther)
    link(other, outer)
    link(after, afterOther)
    valences[Int(ends[0])] -= 1
    valences[Int(ends[1])] -= 1
    valences[Int(ends[2])] += 1
    valences[Int(ends[3])] += 1
  }

  private mutating func link(_ a: Int, _ b: Int) {
    twin[a] = Int32(b)
    twin[b] = Int32(a)
  }
}
