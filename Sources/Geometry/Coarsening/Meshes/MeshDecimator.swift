internal import Numerics

/// Collapses edges by priority; see ``MeshDecimation``.
///
/// Works in coordinates around the middle of the mesh, scaled by a power of two to a size near 1.
struct MeshDecimator {
  private(set) var surface: CollapsibleMesh
  /// The largest error of a collapse so far, in length units.
  var largestError: Double { worst / scale }

  private let options: MeshDecimationOptions
  private let centre: SIMD3<Double>
  private let scale: Double
  private var places: [SIMD3<Double>]
  private var quadrics: [Quadric]
  /// The vertex that stands where each vertex is, or stood nearest to it.
  private var origins: [Int32]
  private var hasMoved: [Bool]
  /// The vertex that each vertex was moved into, itself while it stands.
  private var heirs: [Int32]
  private var queue = CollapseQueue()
  /// Whether each edge stands in the queue; no more than once.
  private var isQueued: [Bool]
  private var worst = 0.0
  private var tailFan: [Int] = []
  private var headFan: [Int] = []

  /// Lengths that have fourth powers in a Double's range.
  private static let lengths = 1e-70...1e70
  /// What a collapsed edge's square adds to the error, so that flat parts lose short edges first.
  private static let lengthWeight = 1e-6
  /// The least cosine between a face's normals before and after.
  private static let leastCosine = 0.2
  /// The least ratio of twice a face's area to its longest edge's square, squared, unless it was worse before.
  private static let leastShape = 1e-6

  init(
    _ mesh: TriangleMesh, _ halfedges: Halfedges, _ options: MeshDecimationOptions
  ) throws(MeshError) {
    surface = CollapsibleMesh(halfedges)
    guard surface.vertexCount > 0, let box = mesh.boundingBox else { throw .empty }
    let extent = (box.upper - box.lower).max()
    guard extent > 0 else { throw .empty }
    guard Self.lengths.contains(extent) else { throw .faceSizeOutOfRange(face: 0) }
    let centre = box.lower + (box.upper - box.lower) / 2
    let scale = Double(sign: .plus, exponent: -extent.exponent, significand: 1)
    self.options = options
    self.centre = centre
    self.scale = scale
    let positions = mesh.positions
    places = [SIMD3<Double>](parallel: positions.count) { (positions[$0] - centre) * scale }
    origins = (0..<Int32(positions.count)).map { $0 }
    heirs = origins
    hasMoved = [Bool](repeating: false, count: positions.count)
    isQueued = [Bool](repeating: false, count: halfedges.edges.count)
    quadrics = Self.quadrics(surface, places, boundaryWeight: options.boundaryWeight)
  }

  /// Collapses edges until so many vertices are left, or no edge may be collapsed.
  ///
  /// Planes only gather, so an edge's error only grows: what stands in the queue is a lower bound, and an
  /// edge is weighed anew when its turn comes.
  mutating func run(until target: Int) -> MeshDecimation.Stop {
    while surface.vertexCount > target {
      let count = surface.vertexCount
      var leavesOut = false
      enqueueAll()
      while surface.vertexCount > target, let entry = queue.pop() {
        let edge = Int(entry.edge)
        let halfedge = Int(surface.edgeHalfedge[edge])
        isQueued[edge] = false
        guard halfedge >= 0 else { continue }
        let candidate = candidate(halfedge)
        guard candidate.error <= options.greatestError * scale else {
          leavesOut = true
          continue
        }
        if candidate.priority > entry.priority, let next = queue.next,
          next.priority < candidate.priority
        {
          enqueue(edge, at: candidate.priority)
        } else {
          collapse(halfedge, candidate)
        }
      }
      // An edge that was refused may be free once others are gone.
      if surface.vertexCount == count { return leavesOut ? .error : .surface }
    }
    return .vertices
  }

  /// The mesh that is left, for each of its vertices the origin, and for each vertex there was its image.
  func result(
    of mesh: TriangleMesh
  ) throws(MeshError) -> (mesh: TriangleMesh, origins: [Int32], images: [Int32]) {
    let kept = places.indices.filter { surface.vertexHalfedge[$0] >= 0 }
    var images = [Int32](repeating: -1, count: places.count)
    for (image, vertex) in kept.enumerated() { images[vertex] = Int32(image) }
    let positions = kept.map { vertex in
      hasMoved[vertex]
        ? centre + places[vertex] / scale : mesh.positions[Int(origins[vertex])]
    }
    var faces: [SIMD3<Int32>] = []
    faces.reserveCapacity(2 * kept.count)
    for face in 0..<surface.corners.count / 3 where surface.corners[3 * face] >= 0 {
      let corners = SIMD3(0, 1, 2).map { surface.corners[3 * face + $0] }
      faces.append(corners.map { images[Int($0)] })
    }
    var paths = heirs
    for vertex in paths.indices {
      var last = vertex
      while Int(paths[last]) != last { last = Int(paths[last]) }
      var current = vertex
      while current != last {
        let next = Int(paths[current])
        paths[current] = Int32(last)
        current = next
      }
      images[vertex] = images[last]
    }
    return (
      try TriangleMesh(positions: positions, faces: faces), kept.map { origins[$0] }, images
    )
  }
}

extension SIMD3 {
  /// The same function of each entry.
  fileprivate func map<Other>(_ function: (Scalar) -> Other) -> SIMD3<Other> {
    SIMD3<Other>(function(self[0]), function(self[1]), function(self[2]))
  }
}

extension MeshDecimator {
  /// What a collapse would do.
  private struct Candidate {
    var place: SIMD3<Double>
    /// What decides the order.
    var priority: Double
    /// Root mean square distance to planes.
    var error: Double
    /// 0 or 1 for the end at which the vertex is put, or −1.
    var end: Int
  }

  /// The planes at each vertex.
  private static func quadrics(
    _ surface: CollapsibleMesh, _ places: [SIMD3<Double>], boundaryWeight: Double
  ) -> [Quadric] {
    var quadrics = [Quadric](repeating: Quadric(), count: places.count)
    for face in 0..<surface.corners.count / 3 where surface.corners[3 * face] >= 0 {
      let corners = (0..<3).map { Int(surface.corners[3 * face + $0]) }
      let origin = places[corners[0]]
      let area = TriangleMesh.cross(places[corners[1]] - origin, places[corners[2]] - origin)
      let length = TriangleMesh.length(area)
      guard length > 0 else { continue }
      let normal = area / length
      let plane = Quadric(normal: normal, through: origin, weight: length / 6, counts: true)
      for corner in corners { quadrics[corner] += plane }
      for halfedge in 3 * face..<3 * face + 3 where surface.twin(halfedge) < 0 {
        let (tail, head) = (surface.tail(halfedge), surface.head(halfedge))
        let along = places[head] - places[tail]
        let square = (along * along).sum()
        guard square > 0 else { continue }
        let fence = Quadric(
          normal: TriangleMesh.cross(along / square.squareRoot(), normal), through: places[tail],
          weight: boundaryWeight * square, counts: false)
        quadrics[tail] += fence
        quadrics[head] += fence
      }
    }
    return quadrics
  }

  /// Puts every edge into the queue.
  private mutating func enqueueAll() {
    let priorities = [Double](parallel: isQueued.count) { edge in
      let halfedge = Int(surface.edgeHalfedge[edge])
      return halfedge >= 0 ? candidate(halfedge).priority : -1
    }
    var entries: [CollapseQueue.Entry] = []
    entries.reserveCapacity(priorities.count)
    for (edge, priority) in priorities.enumerated() where priority >= 0 {
      entries.append(CollapseQueue.Entry(priority: priority, edge: Int32(edge)))
      isQueued[edge] = true
    }
    queue = CollapseQueue(entries)
  }

  private mutating func enqueue(_ edge: Int, at priority: Double) {
    isQueued[edge] = true
    queue.push(CollapseQueue.Entry(priority: priority, edge: Int32(edge)))
  }

  private func candidate(_ halfedge: Int) -> Candidate {
    let (tail, head) = (surface.tail(halfedge), surface.head(halfedge))
    let quadric = quadrics[tail] + quadrics[head]
    let (low, high) = (places[min(tail, head)], places[max(tail, head)])
    let along = high - low
    let square = (along * along).sum()
    var (place, error, end) = (low, quadric.error(at: low), tail < head ? 0 : 1)
    let highError = quadric.error(at: high)
    if highError < error { (place, error, end) = (high, highError, 1 - end) }
    if options.placement == .optimal {
      let middle = low + along / 2
      let best = quadric.minimizer(near: middle)
      if let best, ((best - middle) * (best - middle)).sum() <= square {
        (place, error, end) = (best, quadric.error(at: best), -1)
      } else {
        let middleError = quadric.error(at: middle)
        if middleError <= error { (place, error, end) = (middle, middleError, -1) }
      }
    }
    let weight = quadric.weight
    return Candidate(
      place: place, priority: error + Self.lengthWeight * weight * square,
      error: weight > 0 ? (error / weight).squareRoot() : 0, end: end)
  }

  /// Collapses an edge unless that would harm the surface.
  private mutating func collapse(_ halfedge: Int, _ candidate: Candidate) {
    let (tail, head) = (surface.tail(halfedge), surface.head(halfedge))
    surface.gather(&tailFan, around: tail)
    surface.gather(&headFan, around: head)
    guard surface.isCollapsible(halfedge, tailFan: tailFan, headFan: headFan) else { return }
    let faces = (halfedge / 3, surface.twin(halfedge) < 0 ? -1 : surface.twin(halfedge) / 3)
    guard keepsFaces(tailFan, of: tail, but: faces, at: candidate.place),
      keepsFaces(headFan, of: head, but: faces, at: candidate.place)
    else { return }
    inherit(tail, head, candidate)
    surface.collapse(halfedge, tailFan: tailFan)
    surface.gather(&headFan, around: head)
    for leaving in headFan { reconsider(leaving) }
    if surface.isBoundary(head), let last = headFan.last {
      reconsider(CollapsibleMesh.previous(last))
    }
  }

  /// Puts an edge back that was refused before its surroundings changed.
  private mutating func reconsider(_ halfedge: Int) {
    let edge = Int(surface.edge[halfedge])
    if !isQueued[edge] { enqueue(edge, at: candidate(halfedge).priority) }
  }

  /// Makes the head what both ends were.
  private mutating func inherit(_ tail: Int, _ head: Int, _ candidate: Candidate) {
    worst = max(worst, candidate.error)
    let ways = (places[tail] - candidate.place, places[head] - candidate.place)
    let squares = ((ways.0 * ways.0).sum(), (ways.1 * ways.1).sum())
    let takesTail =
      candidate.end >= 0
      ? candidate.end == 0 : squares.0 < squares.1 || (squares.0 == squares.1 && tail < head)
    if takesTail { origins[head] = origins[tail] }
    hasMoved[head] = candidate.end < 0 || hasMoved[takesTail ? tail : head]
    heirs[tail] = Int32(head)
    places[head] = candidate.place
    let quadric = quadrics[tail]
    quadrics[head] += quadric
  }

  /// Whether the faces of a fan keep their side and a shape when their common vertex is moved.
  private func keepsFaces(
    _ fan: [Int], of vertex: Int, but faces: (Int, Int), at place: SIMD3<Double>
  ) -> Bool {
    let old = places[vertex]
    for leaving in fan where leaving / 3 != faces.0 && leaving / 3 != faces.1 {
      let first = places[surface.head(leaving)]
      let second = places[surface.apex(leaving)]
      let side = second - first
      let across = (side * side).sum()
      let (before, after) = (first - old, first - place)
      let oldArea = TriangleMesh.cross(before, side)
      let newArea = TriangleMesh.cross(after, side)
      let (oldSquare, newSquare) = ((oldArea * oldArea).sum(), (newArea * newArea).sum())
      guard newSquare > 0 else { return false }
      let cosine = (oldArea * newArea).sum()
      if oldSquare > 0, cosine <= Self.leastCosine * (oldSquare * newSquare).squareRoot() {
        return false
      }
      let newLongest = max(across, (after * after).sum(), Self.square(second - place))
      guard newSquare < Self.leastShape * newLongest * newLongest else { continue }
      let oldLongest = max(across, (before * before).sum(), Self.square(second - old))
      if newSquare * oldLongest * oldLongest < oldSquare * newLongest * newLongest {
        return false
      }
    }
    return true
  }

  private static func square(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum() }
}
