internal import Foundation

/// A front of windows that runs over a surface from one vertex and knows where its paths have left it.
///
/// Windows are passed on in order of distance and never trimmed against each other: Chen & Han,
/// "Shortest Paths on a Polyhedron" (1990), with the queue of Xin & Wang, "Improving Chen and Han's
/// Algorithm on the Discrete Geodesic Problem" (2009). A part of a window to which the way along the
/// edge from one of its ends is shorter is cut off. Beyond a vertex where paths bend they go on into
/// its shadow alone: where they have at least the angle π on both sides.
///
/// One front serves many vertices: between them it forgets only what it has touched.
struct PolarFront {
  let surface: UnfoldedFaces
  private(set) var radius = Double.infinity
  private(set) var source = -1
  /// The distance of every vertex as far as it is known.
  private(set) var distances: [Double]
  /// The direction in which the path to each vertex leaves the source, a polar angle there.
  private(set) var directions: [Double]
  /// What a vector turns by that is carried along the path.
  private(set) var turns: [Double]
  /// The angle at each vertex under which the path arrives, looking back, not scaled.
  private var arrivals: [Double]
  private(set) var touched: [Int32] = []
  private var windows: [PolarWindow] = []
  private var vacant: [Int32] = []
  /// Windows by number; vertices as −1 − vertex.
  private var queue = DistanceQueue()

  /// How near a ray must pass a vertex to reach it, relative to the edge.
  private static let reach = 1e-9
  /// Parts shorter than this, relative to the edge, are rounding.
  private static let sliver = 1e-13

  init(_ surface: UnfoldedFaces) {
    self.surface = surface
    distances = [Double](repeating: .infinity, count: surface.vertexCount)
    directions = [Double](repeating: 0, count: surface.vertexCount)
    turns = directions
    arrivals = directions
  }

  /// Runs from a vertex until nothing is left within a radius.
  mutating func run(from source: Int, radius: Double) {
    for vertex in touched { distances[Int(vertex)] = .infinity }
    touched.removeAll(keepingCapacity: true)
    windows.removeAll(keepingCapacity: true)
    vacant.removeAll(keepingCapacity: true)
    queue.removeAll()
    self.source = source
    self.radius = radius
    lower(source, to: 0, direction: 0, turn: 0, arrival: 0)
    while let entry = queue.pop() {
      guard entry.distance <= radius else { break }
      if entry.item < 0 {
        let vertex = Int(-1 - entry.item)
        if entry.distance == distances[vertex] { leave(vertex) }
      } else {
        vacant.append(entry.item)
        pass(windows[Int(entry.item)])
      }
    }
  }

  @inline(__always)
  private mutating func lower(
    _ vertex: Int, to distance: Double, direction: Double, turn: Double, arrival: Double
  ) {
    if distances[vertex] == .infinity { touched.append(Int32(vertex)) }
    distances[vertex] = distance
    directions[vertex] = direction
    turns[vertex] = turn
    arrivals[vertex] = arrival
    queue.push(Int32(-1 - vertex), at: distance)
  }
}

/// Leaving vertices.
extension PolarFront {
  /// Goes on from a vertex: along its edges, and into those of its faces where paths may begin.
  private mutating func leave(_ vertex: Int) {
    let fan = surface.fan(around: vertex)
    guard let last = fan.last else { return }
    for halfedge in fan {
      let halfedge = Int(halfedge)
      let twin = Int(surface.halfedges.twin[halfedge])
      let head = surface.halfedges.head(halfedge)
      let back =
        twin >= 0 ? surface.fanAngles[twin] : surface.transport.angleSums[head]
      follow(
        vertex, to: head, length: surface.lengths[halfedge], at: surface.fanAngles[halfedge],
        turn: surface.transport.rotations[halfedge], arrival: back)
    }
    let closing = Halfedges.previous(Int(last))
    if surface.halfedges.twin[closing] < 0 {
      follow(
        vertex, to: surface.halfedges.tail(closing), length: surface.lengths[closing],
        at: surface.transport.angleSums[vertex], turn: -surface.transport.rotations[closing],
        arrival: surface.fanAngles[closing])
    }
    if vertex == source || surface.isSharp[vertex] {
      for halfedge in fan { open(Int(halfedge), at: vertex, from: 0, to: .infinity) }
    } else if surface.bends[vertex] {
      enterShadow(of: vertex, fan)
    }
  }

  /// Goes along an edge.
  @inline(__always)
  private mutating func follow(
    _ vertex: Int, to other: Int, length: Double, at angle: Double, turn: Double, arrival: Double
  ) {
    let distance = distances[vertex] + length
    guard distance < distances[other] else { return }
    lower(
      other, to: distance,
      direction: vertex == source ? angle * surface.scales[vertex] : directions[vertex],
      turn: turns[vertex] + turn, arrival: arrival)
  }

  /// Goes on behind a vertex, where paths that have come through it are shortest.
  private mutating func enterShadow(of vertex: Int, _ fan: ArraySlice<Int32>) {
    let (back, total) = (arrivals[vertex], surface.transport.angleSums[vertex])
    for halfedge in fan {
      let halfedge = Int(halfedge)
      let start = surface.fanAngles[halfedge]
      let end = start + surface.cornerAngle(atTailOf: halfedge)
      func enter(_ from: Double, _ to: Double) {
        let (low, high) = (max(from, start), min(to, end))
        if low < high { open(halfedge, at: vertex, from: low - start, to: high - start) }
      }
      if surface.halfedges.isBoundary(vertex: vertex) {
        enter(back + .pi, total)
        enter(0, back - .pi)
      } else {
        for turn in [0, -total] { enter(back + .pi + turn, back + total - .pi + turn) }
      }
    }
  }

  /// Casts a window on the edge opposite a vertex in the face of a halfedge that leaves it.
  ///
  /// - Parameters:
  ///   - from: the angle of its first ray from the halfedge.
  ///   - to: the angle of its last.
  private mutating func open(_ halfedge: Int, at vertex: Int, from: Double, to: Double) {
    let opposite = Halfedges.next(halfedge)
    let beyond = Int(surface.halfedges.twin[opposite])
    let (length, apex) = (surface.lengths[opposite], surface.apexes[halfedge])
    let base = surface.lengths[halfedge]
    guard beyond >= 0, length > 0 else { return }
    let axis = SIMD2(base - apex.x, -apex.y) / length
    let place = (-apex).turnedBack(by: axis)
    var window = PolarWindow(
      lower: 0, upper: length, x: place.x, height: max(0, -place.y), axis: axis,
      base: surface.fanAngles[halfedge], offset: distances[vertex], halfedge: Int32(beyond),
      source: Int32(vertex))
    func crossing(_ angle: Double) -> Double? {
      let ray = SIMD2(cos(angle), sin(angle)).turnedBack(by: axis)
      return ray.y > 0 ? window.x + ray.x * window.height / ray.y : nil
    }
    if to < surface.cornerAngle(atTailOf: halfedge), let place = crossing(to) {
      window.lower = min(length, max(0, place))
    }
    if from > 0, let place = crossing(from) { window.upper = min(length, max(0, place)) }
    add(window)
  }
}

/// Passing windows on.
extension PolarFront {
  /// Queues what of a window may be part of a shortest path.
  @inline(__always)
  private mutating func add(_ given: PolarWindow) {
    var window = given
    let halfedge = Int(window.halfedge)
    let length = surface.lengths[halfedge]
    let tail = distances[surface.halfedges.tail(halfedge)]
    let head = distances[surface.halfedges.head(halfedge)]
    window.lower = max(window.lower, window.reach(ofTailAt: tail, x: window.x))
    window.upper = min(
      window.upper, length - window.reach(ofTailAt: head, x: length - window.x))
    guard window.upper - window.lower > Self.sliver * length else { return }
    let nearest = window.nearest
    guard nearest <= radius else { return }
    if let place = vacant.popLast() {
      windows[Int(place)] = window
      queue.push(place, at: nearest)
    } else {
      windows.append(window)
      queue.push(Int32(windows.count - 1), at: nearest)
    }
  }

  /// Unfolds the face beyond a window and casts it on the two other edges.
  private mutating func pass(_ window: PolarWindow) {
    let halfedge = Int(window.halfedge)
    let (length, apex) = (surface.lengths[halfedge], surface.apexes[halfedge])
    let (next, previous) = (Halfedges.next(halfedge), Halfedges.previous(halfedge))
    let total = window.height + apex.y
    guard total > 0 else { return }
    // Where the straight line from the source to the apex crosses the halfedge.
    var split = window.x + (apex.x - window.x) * (window.height / total)
    let reach = Self.reach * length
    if split >= window.lower - reach, split <= window.upper + reach { hit(window, apex, previous) }
    if abs(split - window.lower) < Self.sliver * length { split = window.lower }
    if abs(split - window.upper) < Self.sliver * length { split = window.upper }
    if window.lower < split {
      let side = surface.lengths[previous]
      cast(
        window, over: previous, axis: side > 0 ? apex / side : SIMD2(0, 1), origin: .zero
      ) { height, slope in
        func place(_ along: Double) -> Double {
          min(side, max(0, along * window.height / (height - along * slope)))
        }
        return (place(window.lower), window.upper < split ? place(window.upper) : side)
      }
    }
    if window.upper > split {
      let side = surface.lengths[next]
      let axis = side > 0 ? SIMD2(length - apex.x, -apex.y) / side : SIMD2(0, -1)
      cast(window, over: next, axis: axis, origin: apex) { height, slope in
        func place(_ along: Double) -> Double {
          let back = length - along
          return side - min(side, max(0, back * window.height / (height + back * slope)))
        }
        return (window.lower > split ? place(window.lower) : 0, place(window.upper))
      }
    }
  }

  /// Lays a window out on a side of its face.
  ///
  /// - Parameter ends: gives the ends of the part that is seen, by the height of the source over the
  ///   side and the second component of its axis.
  @inline(__always)
  private mutating func cast(
    _ window: PolarWindow, over side: Int, axis: SIMD2<Double>, origin: SIMD2<Double>,
    ends: (_ height: Double, _ slope: Double) -> (Double, Double)
  ) {
    let beyond = Int(surface.halfedges.twin[side])
    guard beyond >= 0, surface.lengths[side] > 0 else { return }
    let place = (SIMD2(window.x, -window.height) - origin).turnedBack(by: axis)
    guard place.y < 0 else { return }
    var cast = window
    (cast.lower, cast.upper) = ends(-place.y, axis.y)
    (cast.x, cast.height) = (place.x, -place.y)
    cast.axis = window.axis.turned(by: axis)
    cast.halfedge = Int32(beyond)
    add(cast)
  }

  /// Takes the path to the apex of a window's face if it is shorter than what is known.
  ///
  /// - Parameter leaving: the halfedge from the apex to the tail of the window's.
  @inline(__always)
  private mutating func hit(_ window: PolarWindow, _ apex: SIMD2<Double>, _ leaving: Int) {
    let vertex = surface.halfedges.tail(leaving)
    let path = apex - SIMD2(window.x, -window.height)
    let distance = window.offset + (path * path).sum().squareRoot()
    guard distance < distances[vertex] else { return }
    let away = path.turned(by: window.axis)
    var angle = atan2(away.y, away.x)
    if angle < -0.5 * .pi { angle += 2 * .pi }
    let from = Int(window.source)
    let departure = (window.base + angle) * surface.scales[from]
    let back = (-path).turnedBack(by: -apex)
    let corner = surface.cornerAngle(atTailOf: leaving)
    let arrival = surface.fanAngles[leaving] + min(corner, max(0, atan2(back.y, back.x)))
    lower(
      vertex, to: distance, direction: from == source ? departure : directions[from],
      turn: turns[from] + arrival * surface.scales[vertex] + .pi - departure, arrival: arrival)
  }
}
