internal import Foundation

/// The front of windows that runs over a surface in order of distance.
///
/// Mitchell, Mount & Papadimitriou, "The Discrete Geodesic Problem" (1987), as made practical by
/// Surazhsky et al., "Fast Exact and Approximate Geodesics on Meshes" (2005): windows on the same
/// edge are trimmed to where each is nearest. Windows that a path through a vertex makes useless
/// are left out (Xin & Wang, "Improving Chen and Han's Algorithm", 2009), and those that the front
/// has left behind are forgotten, so that memory holds the front alone.
///
/// Every path that is tried is a real one, in whatever order, so distances never come out too
/// short; vertices pass their distance on along edges, too, so they are never beyond Dijkstra's.
struct WindowFront {
  let surface: SurfaceAdjacency
  /// The distance up to which the front runs.
  let radius: Double
  /// The distance of every vertex as far as it is known.
  var distances: [Double]
  var isSource: [Bool]
  var windows: [GeodesicWindow] = []
  var vacant: [Int32] = []
  /// The windows on each edge from its lower end on.
  var lists: [[Stretch]]
  /// Windows by number; vertices as −1 − vertex.
  var queue = DistanceQueue()
  /// The number of windows at which those left behind are looked for.
  var sweepCount = 1 << 16
  /// Parts of an edge after a trimming and their windows, kept to save the allocation.
  var parts: [Part] = []
  var stretches: [Stretch] = []

  /// How near a ray must pass a vertex to reach it, relative to the edge: wide enough for the
  /// rounding of long unfoldings, while the length changes in the second order only.
  static let reach = 1e-9
  /// Parts shorter than this, relative to the edge, are rounding.
  static let sliver = 1e-13
  /// A window is nearer than another only by more than this, relatively.
  static let margin = 1e-14

  init(_ surface: SurfaceAdjacency, radius: Double) {
    self.surface = surface
    self.radius = radius
    distances = [Double](repeating: .infinity, count: surface.vertexCount)
    isSource = [Bool](repeating: false, count: surface.vertexCount)
    lists = [[Stretch]](repeating: [], count: surface.edges.count)
  }

  /// Puts a source at a vertex.
  mutating func start(at vertex: Int) {
    isSource[vertex] = true
    lower(vertex, to: 0)
  }

  /// Puts a source inside a face, or on its border, by the weights of its corners.
  mutating func start(inFace face: Int, weights: SIMD3<Double>) {
    for slot in 0..<3 {
      let corner = surface.corners[3 * face + slot]
      let length = surface.lengths[Int(corner.edge)]
      let high = Int(corner.high) - 3 * face
      let x = weights[high] * length + weights[slot] * corner.apex.x
      let height = weights[slot] * corner.apex.y
      lower(Int(surface.corners[Int(corner.low)].vertex), to: hypot(x, height))
      lower(Int(surface.corners[Int(corner.high)].vertex), to: hypot(length - x, height))
      add(
        GeodesicWindow(
          lower: 0, upper: length, x: x, height: height, offset: 0, edge: corner.edge,
          origin: Int32(3 * face + slot)))
    }
  }

  /// Runs the front until nothing is left within the radius.
  mutating func run() {
    while let entry = queue.pop() {
      guard entry.distance <= radius else { break }
      if entry.item < 0 {
        let vertex = Int(-1 - entry.item)
        if entry.distance == distances[vertex] { leave(vertex) }
      } else {
        let window = windows[Int(entry.item)]
        guard window.stamp == entry.stamp, !window.isPassed else { continue }
        windows[Int(entry.item)].isPassed = true
        if !isUseless(window) { pass(window) }
        if windows.count - vacant.count > sweepCount { sweep(below: entry.distance) }
      }
    }
  }

  /// Takes a distance of a vertex if it is less than what is known.
  @inline(__always)
  mutating func lower(_ vertex: Int, to distance: Double) {
    guard distance < distances[vertex] else { return }
    distances[vertex] = distance
    queue.push(Int32(-1 - vertex), at: distance)
  }

  /// Goes on from a vertex: along its edges, and into its faces if paths may bend there.
  private mutating func leave(_ vertex: Int) {
    let distance = distances[vertex]
    let surface = surface
    surface.forEachEdge(at: vertex) { neighbor, length in lower(neighbor, to: distance + length) }
    guard surface.bends[vertex] || isSource[vertex] else { return }
    let range = surface.vertexCorners.starts[vertex]..<surface.vertexCorners.starts[vertex + 1]
    for slot in range {
      let index = surface.vertexCorners.corners[Int(slot)]
      let corner = surface.corners[Int(index)]
      add(
        GeodesicWindow(
          lower: 0, upper: surface.lengths[Int(corner.edge)], x: corner.apex.x,
          height: corner.apex.y, offset: distance, edge: corner.edge, origin: index))
    }
  }

  /// Unfolds the faces beyond a window and casts it on their other edges.
  private mutating func pass(_ window: GeodesicWindow) {
    let edge = Int(window.edge)
    for slot in Int(surface.starts[edge])..<Int(surface.starts[edge + 1]) {
      let index = surface.opposites[slot]
      if index != window.origin { cast(window, over: surface.corners[Int(index)]) }
    }
  }

  @inline(__always)
  private mutating func cast(_ window: GeodesicWindow, over corner: SurfaceAdjacency.Corner) {
    let length = surface.lengths[Int(window.edge)]
    let (apex, height) = (corner.apex, window.height)
    let total = height + apex.y
    guard total > 0 else { return }
    // Where the straight line from the source to the apex crosses the edge.
    var split = window.x + (apex.x - window.x) * (height / total)
    let reach = Self.reach * length
    if split >= window.lower - reach, split <= window.upper + reach {
      let across = apex.x - window.x
      lower(
        Int(corner.vertex), to: window.offset + (across * across + total * total).squareRoot())
    }
    // A ray that passes the apex by rounding alone ends there.
    if abs(split - window.lower) < Self.sliver * length { split = window.lower }
    if abs(split - window.upper) < Self.sliver * length { split = window.upper }
    if window.lower < split {
      let edge = Int(surface.corners[Int(corner.high)].edge)
      castSide(
        from: window.lower, to: min(window.upper, split), split: split, x: window.x,
        height: height, apex: apex, onto: edge, isReversed: surface.edges[edge][0] == corner.vertex,
        offset: window.offset, origin: corner.high)
    }
    if window.upper > split {
      let edge = Int(surface.corners[Int(corner.low)].edge)
      castSide(
        from: length - window.upper, to: length - max(window.lower, split), split: length - split,
        x: length - window.x, height: height, apex: SIMD2(length - apex.x, apex.y), onto: edge,
        isReversed: surface.edges[edge][0] == corner.vertex, offset: window.offset,
        origin: corner.low)
    }
  }

  /// Casts rays through `from` … `to` on the line from (0, 0) to the apex.
  @inline(__always)
  private mutating func castSide(
    from: Double, to: Double, split: Double, x: Double, height: Double, apex: SIMD2<Double>,
    onto edge: Int, isReversed: Bool, offset: Double, origin: Int32
  ) {
    let length = surface.lengths[edge]
    let turned = height * apex.x + x * apex.y
    guard turned > 0, length > 0 else { return }
    let start = min(1, max(0, from * height / (turned - from * apex.y)))
    let end = to == split ? 1 : min(1, max(start, to * height / (turned - to * apex.y)))
    let along = (x * apex.x - height * apex.y) / length
    var window = GeodesicWindow(
      lower: start * length, upper: end * length, x: along, height: turned / length,
      offset: offset, edge: Int32(edge), origin: origin)
    if isReversed {
      (window.lower, window.upper) = (length - window.upper, length - window.lower)
      window.x = length - along
    }
    add(window)
  }

  /// Whether paths through the ends of the edge are nearer than all that the window brings.
  @inline(__always)
  func isUseless(_ window: GeodesicWindow) -> Bool {
    let ends = surface.edges[Int(window.edge)]
    let length = surface.lengths[Int(window.edge)]
    let (low, high) = (distances[Int(ends[0])], distances[Int(ends[1])])
    let slack = 1 + Self.margin
    return (low + window.upper) * slack < window.distance(at: window.upper)
      || (high + length - window.lower) * slack < window.distance(at: window.lower)
  }

  /// Forgets the windows of edges that the front has left behind.
  ///
  /// No point of an edge is farther than half of its ends' distances and its length together, so
  /// from there on windows on it are useless.
  private mutating func sweep(below distance: Double) {
    for edge in lists.indices where !lists[edge].isEmpty {
      let ends = surface.edges[edge]
      let bound = distances[Int(ends[0])] + distances[Int(ends[1])] + surface.lengths[edge]
      guard bound * (0.5 + Self.margin) < distance else { continue }
      for stretch in lists[edge] { vacate(stretch.window) }
      lists[edge] = []
    }
    sweepCount = max(1 << 16, 2 * (windows.count - vacant.count))
  }

  mutating func vacate(_ index: Int32) {
    windows[Int(index)].stamp &+= 1
    vacant.append(index)
  }
}
