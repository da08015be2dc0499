/// The connectivity of a manifold mesh while edges are collapsed, as flat arrays numbered like ``Halfedges``.
///
/// A collapse takes out the edge's faces and the vertex at its tail; what is left keeps its numbers.
struct CollapsibleMesh {
  /// The vertex at each corner (3 m), −1 in faces that are gone.
  private(set) var corners: [Int32]
  private var twin: [Int32]
  /// The edge of each halfedge.
  private(set) var edge: [Int32]
  /// A halfedge of each edge, −1 for edges that are gone.
  private(set) var edgeHalfedge: [Int32]
  /// The halfedge at which each vertex's fan starts, −1 for vertices that are gone or have no face.
  private(set) var vertexHalfedge: [Int32]
  /// The number of vertices that have faces.
  private(set) var vertexCount: Int
  /// Tells the vertices marked by the last test from those of earlier ones.
  private var marks: [Int32]
  private var mark: Int32 = 0

  /// Starts with all edges of a mesh.
  init(_ halfedges: Halfedges) {
    corners = halfedges.faces.flatMap { [$0[0], $0[1], $0[2]] }
    for corner in corners.indices where halfedges.edge[corner] < 0 { corners[corner] = -1 }
    twin = halfedges.twin
    edge = halfedges.edge
    edgeHalfedge = halfedges.edgeHalfedge
    vertexHalfedge = halfedges.vertexHalfedge
    vertexCount = vertexHalfedge.count { $0 >= 0 }
    marks = [Int32](repeating: 0, count: vertexHalfedge.count)
  }

  /// The vertex from which a halfedge runs.
  @inline(__always)
  func tail(_ halfedge: Int) -> Int { Int(corners[Self.next(halfedge)]) }
  /// The vertex to which a halfedge runs.
  @inline(__always)
  func head(_ halfedge: Int) -> Int { Int(corners[Self.previous(halfedge)]) }
  /// The vertex opposite a halfedge in its face.
  @inline(__always)
  func apex(_ halfedge: Int) -> Int { Int(corners[halfedge]) }
  /// The halfedge along the same edge in the other face, −1 at the boundary.
  @inline(__always)
  func twin(_ halfedge: Int) -> Int { Int(twin[halfedge]) }

  @inline(__always)
  static func next(_ halfedge: Int) -> Int { halfedge % 3 == 2 ? halfedge - 2 : halfedge + 1 }
  @inline(__always)
  static func previous(_ halfedge: Int) -> Int { halfedge % 3 == 0 ? halfedge + 2 : halfedge - 1 }

  /// Whether a vertex with faces lies on the boundary.
  func isBoundary(_ vertex: Int) -> Bool { twin[Int(vertexHalfedge[vertex])] < 0 }

  /// Replaces `fan` by the halfedges that leave a vertex, counterclockwise, one in each of its faces.
  func gather(_ fan: inout [Int], around vertex: Int) {
    fan.removeAll(keepingCapacity: true)
    let first = Int(vertexHalfedge[vertex])
    var current = first
    repeat {
      fan.append(current)
      current = Int(twin[Self.previous(current)])
    } while current >= 0 && current != first
  }

  /// Whether a collapse leaves the surface a manifold of the same kind.
  ///
  /// The link condition (Dey, Edelsbrunner, Guha & Nekhayev 1999): what is next to both ends is next to the edge.
  ///
  /// - Parameters:
  ///   - halfedge: runs along the edge.
  ///   - tailFan: the fan around its tail.
  ///   - headFan: the fan around its head.
  mutating func isCollapsible(_ halfedge: Int, tailFan: [Int], headFan: [Int]) -> Bool {
    let opposite = Int(twin[halfedge])
    let (tail, head) = (tail(halfedge), head(halfedge))
    let isOpen = (tail: isBoundary(tail), head: isBoundary(head))
    if opposite >= 0 {
      // An edge across would make one vertex of two places of the boundary.
      if isOpen.tail && isOpen.head { return false }
      // A closed fan of fewer than three faces is none: the surface is a tetrahedron.
      if tailFan.count == 3 && headFan.count == 3 && !isOpen.tail && !isOpen.head { return false }
    } else if twin[Self.next(halfedge)] < 0 && twin[Self.previous(halfedge)] < 0 {
      return false
    }
    mark += 1
    for leaving in tailFan { marks[self.head(leaving)] = mark }
    if isOpen.tail, let last = tailFan.last { marks[apex(last)] = mark }
    var shared = 0
    for leaving in headFan where marks[self.head(leaving)] == mark { shared += 1 }
    if isOpen.head, let last = headFan.last, marks[apex(last)] == mark { shared += 1 }
    return shared == (opposite >= 0 ? 2 : 1)
  }

  /// Moves the tail of a collapsible halfedge into its head.
  ///
  /// - Parameter fan: the fan around the tail.
  mutating func collapse(_ halfedge: Int, tailFan fan: [Int]) {
    let opposite = Int(twin[halfedge])
    let (tail, head) = (tail(halfedge), head(halfedge))
    let isOpen = isBoundary(tail) || isBoundary(head)
    for leaving in fan { corners[Self.next(leaving)] = Int32(head) }
    let survivor = zip(halfedge)
    if opposite >= 0 { _ = zip(opposite) }
    edgeHalfedge[Int(edge[halfedge])] = -1
    remove(halfedge / 3)
    if opposite >= 0 { remove(opposite / 3) }
    vertexHalfedge[tail] = -1
    vertexCount -= 1
    var first = survivor
    while isOpen, twin[first] >= 0 { first = Self.next(Int(twin[first])) }
    vertexHalfedge[head] = Int32(first)
  }

  /// Joins the two other edges of a halfedge's face to one; gives a halfedge that leaves the common end.
  private mutating func zip(_ halfedge: Int) -> Int {
    let (after, before) = (Self.next(halfedge), Self.previous(halfedge))
    let (right, left) = (Int(twin[after]), Int(twin[before]))
    let apex = apex(halfedge)
    let (kept, gone) = (min(edge[after], edge[before]), max(edge[after], edge[before]))
    if right >= 0 {
      twin[right] = Int32(left)
      edge[right] = kept
    }
    if left >= 0 {
      twin[left] = Int32(right)
      edge[left] = kept
    }
    edgeHalfedge[Int(gone)] = -1
    edgeHalfedge[Int(kept)] = Int32(max(right, left))
    // `before` left the apex. Where it started a fan at the boundary, `right` starts it now.
    if vertexHalfedge[apex] == Int32(before) { vertexHalfedge[apex] = Int32(right) }
    return left >= 0 ? left : Self.next(right)
  }

  private mutating func remove(_ face: Int) {
    for corner in 3 * face..<3 * face + 3 { corners[corner] = -1 }
  }
}
