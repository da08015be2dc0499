/// Collapses the shortest edges of a mesh first; the vertex left lies on the surface near the edge's middle.
struct ShortEdgeCollapse<Surface: ImplicitSurface> {
  private let surface: Surface
  private let reach: Double
  private var mesh: CollapsibleMesh
  private var faced: FacedSurface
  private var tailFan: [Int] = []
  private var headFan: [Int] = []

  init(_ mesh: TriangleMesh, _ halfedges: Halfedges, _ surface: Surface) {
    self.surface = surface
    self.mesh = CollapsibleMesh(halfedges)
    faced = FacedSurface(mesh.positions, on: surface)
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
    let way = faced.places[mesh.head(halfedge)] - faced.places[mesh.tail(halfedge)]
    return (way * way).sum()
  }

  /// Collapses an edge unless that would harm the surface; gives the vertex that is left.
  private mutating func collapse(_ halfedge: Int) -> Int? {
    let (tail, head) = (mesh.tail(halfedge), mesh.head(halfedge))
    mesh.gather(&tailFan, around: tail)
    mesh.gather(&headFan, around: head)
    guard mesh.isCollapsible(halfedge, tailFan: tailFan, headFan: headFan) else { return nil }
    let place = surface.projected(
      (faced.places[tail] + faced.places[head]) / 2, reach: reach)
    let normal = surface.normal(at: place)
    let faces = (halfedge / 3, mesh.twin(halfedge) / 3)
    guard isGood(tail, of: tailFan, but: faces, to: place, normal),
      isGood(head, of: headFan, but: faces, to: place, normal)
    else { return nil }
    mesh.collapse(halfedge, tailFan: tailFan)
    (faced.places[head], faced.normals[head]) = (place, normal)
    return head
  }

  /// Whether the faces of a fan stay good, or as good as they are, when their common vertex is moved.
  private mutating func isGood(
    _ vertex: Int, of fan: [Int], but faces: (Int, Int), to place: SIMD3<Double>,
    _ normal: SIMD3<Double>
  ) -> Bool {
    let kept = fan.filter { $0 / 3 != faces.0 && $0 / 3 != faces.1 }
    func cosines() -> [Double] {
      kept.map { faced.cosine(vertex, mesh.head($0), mesh.apex($0)) }
    }
    let (old, before) = ((faced.places[vertex], faced.normals[vertex]), cosines())
    (faced.places[vertex], faced.normals[vertex]) = (place, normal)
    let after = cosines()
    (faced.places[vertex], faced.normals[vertex]) = old
    return zip(after, before).allSatisfy { faced.allows($0, insteadOf: $1) }
  }

  private func result() throws(MeshError) -> TriangleMesh {
    let kept = faced.places.indices.filter { mesh.vertexHalfedge[$0] >= 0 }
    var images = [Int32](repeating: -1, count: faced.places.count)
    for (image, vertex) in kept.enumerated() { images[vertex] = Int32(image) }
    var faces: [SIMD3<Int32>] = []
    for face in 0..<mesh.corners.count / 3 where mesh.corners[3 * face] >= 0 {
      faces.append(
        SIMD3(
          images[Int(mesh.corners[3 * face])], images[Int(mesh.corners[3 * face + 1])],
          images[Int(mesh.corners[3 * face + 2])]))
    }
    return try TriangleMesh(positions: kept.map { faced.places[$0] }, faces: faces)
  }
}
