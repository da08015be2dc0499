/// Collapses the shortest edges of a mesh first; the vertex left lies on the surface near the edge's middle.
struct ShortEdgeCollapse<Surface: ImplicitSurface> {
  private let surface: Surface
  private let reach: Double
  private var mesh: CollapsibleMesh
  private var places: [SIMD3<Double>]
  private var tailFan: [Int] = []
  private var headFan: [Int] = []

  init(_ mesh: TriangleMesh, _ halfedges: Halfedges, _ surface: Surface) {
    self.surface = surface
    self.mesh = CollapsibleMesh(halfedges)
    places = mesh.positions
    reach = mesh.meanEdgeLength
  }

  /// Collapses edges until so many vertices are left, or none can go; gives what is left.
  mutating func run(until target: Int) throws(MeshError) -> TriangleMesh {
    while mesh.vertexCount > target {
      let before = mesh.vertexCount
      var queue = CollapseQueue(
        mesh.edgeHalfedge.indices.compactMap { edge in
          mesh.edgeHalfedge[edge] < 0
            ? nil : .init(priority: squareLength(edge), edge: Int32(edge))
        })
      while mesh.vertexCount > target, let entry = queue.pop() {
        let halfedge = Int(mesh.edgeHalfedge[Int(entry.edge)])
        // An edge that has changed since stands in the queue again with its new length.
        guard halfedge >= 0, squareLength(Int(entry.edge)) == entry.priority else { continue }
        guard let head = collapse(halfedge) else { continue }
        mesh.gather(&headFan, around: head)
        for leaving in headFan {
          let edge = mesh.edge[leaving]
          queue.push(.init(priority: squareLength(Int(edge)), edge: edge))
        }
      }
      // An edge that was refused may be free once others are gone.
      if mesh.vertexCount == before { break }
    }
    return try result()
  }

  private func squareLength(_ edge: Int) -> Double {
    let halfedge = Int(mesh.edgeHalfedge[edge])
    let way = places[mesh.head(halfedge)] - places[mesh.tail(halfedge)]
    return (way * way).sum()
  }

  /// Collapses an edge unless that would harm the surface; gives the vertex that is left.
  private mutating func collapse(_ halfedge: Int) -> Int? {
    let (tail, head) = (mesh.tail(halfedge), mesh.head(halfedge))
    mesh.gather(&tailFan, around: tail)
    mesh.gather(&headFan, around: head)
    guard mesh.isCollapsible(halfedge, tailFan: tailFan, headFan: headFan) else { return nil }
    let place = surface.projected((places[tail] + places[head]) / 2, reach: reach)
    let faces = (halfedge / 3, mesh.twin(halfedge) / 3)
    guard keepsSides(tailFan, but: faces, at: place), keepsSides(headFan, but: faces, at: place)
    else { return nil }
    mesh.collapse(halfedge, tailFan: tailFan)
    places[head] = place
    return head
  }

  /// Whether the faces of a fan still look outward when their common vertex is moved.
  private func keepsSides(_ fan: [Int], but faces: (Int, Int), at place: SIMD3<Double>) -> Bool {
    let outward = surface.normal(at: place)
    return fan.allSatisfy { leaving in
      if leaving / 3 == faces.0 || leaving / 3 == faces.1 { return true }
      let (first, second) = (places[mesh.head(leaving)], places[mesh.apex(leaving)])
      let area = TriangleMesh.cross(first - place, second - place)
      return (area * outward).sum() > ShortEdgeCollapse.leastCosine * TriangleMesh.length(area)
    }
  }

  /// The least cosine between a face's normal and the surface's at the vertex that is left.
  private static var leastCosine: Double { 0.2 }

  private func result() throws(MeshError) -> TriangleMesh {
    let kept = places.indices.filter { mesh.vertexHalfedge[$0] >= 0 }
    var images = [Int32](repeating: -1, count: places.count)
    for (image, vertex) in kept.enumerated() { images[vertex] = Int32(image) }
    var faces: [SIMD3<Int32>] = []
    for face in 0..<mesh.corners.count / 3 where mesh.corners[3 * face] >= 0 {
      faces.append(
        SIMD3(
          images[Int(mesh.corners[3 * face])], images[Int(mesh.corners[3 * face + 1])],
          images[Int(mesh.corners[3 * face + 2])]))
    }
    return try TriangleMesh(positions: kept.map { places[$0] }, faces: faces)
  }
}
