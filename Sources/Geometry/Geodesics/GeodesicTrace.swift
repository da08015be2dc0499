internal import Foundation

extension GeodesicTracer {
  /// A path under way.
  struct Trace {
    let tracer: GeodesicTracer
    var remaining: Double
    var ending: TracedGeodesic.Ending?
    private var points: [SurfacePoint] = []
    private var length = 0.0
    private var state = State.done

    /// Where the path is between two steps.
    private enum State {
      /// At x on an edge, with a heading along it and, not negative, away from the face of a corner
      /// opposite it.
      case edge(Int32, x: Double, heading: SIMD2<Double>)
      /// At the vertex of a corner, coming in through its face at an angle from the lower end of the
      /// edge opposite.
      case vertex(Int32, angleFromLow: Double)
      case done
    }

    init(tracer: GeodesicTracer, remaining: Double) {
      self.tracer = tracer
      self.remaining = remaining
    }

    private var surface: SurfaceAdjacency { tracer.surface }

    var result: TracedGeodesic {
      TracedGeodesic(points: points, length: length, ending: ending ?? .length)
    }

    mutating func record(_ point: SurfacePoint) { points.append(point) }

    /// Records the vertex of a corner.
    mutating func record(_ corner: Int32) {
      var weights = SIMD3<Double>(0, 0, 0)
      weights[Int(corner) % 3] = 1
      record(SurfacePoint(face: Int(corner) / 3, weights: weights))
    }

    /// Goes on until the path ends.
    mutating func run() {
      var crossings = 0
      while ending == nil {
        crossings += 1
        if crossings > tracer.mostCrossings {
          ending = .crossings
          return
        }
        switch state {
        case .edge(let corner, let x, let heading): step(over: corner, x: x, heading: heading)
        case .vertex(let corner, let angle): pass(corner, angleFromLow: angle)
        case .done: ending = .length
        }
      }
    }

    /// Enters the face beyond an edge.
    private mutating func step(over corner: Int32, x: Double, heading: SIMD2<Double>) {
      let edge = Int(surface.corners[Int(corner)].edge)
      let beyond = surface.opposites(of: edge)
      guard beyond.count == 2, let next = beyond.first(where: { $0 != corner }) else {
        ending = beyond.count < 2 ? .boundary : .nonManifold
        return
      }
      cross(next, from: SIMD2(x, 0), heading: heading, isFromBase: true)
    }

    /// Goes on through a vertex with the same angle on both sides.
    private mutating func pass(_ corner: Int32, angleFromLow: Double) {
      let fan = VertexFan(of: Int(surface.corners[Int(corner)].vertex), on: surface)
      guard fan.isSingle, let sector = fan.sectors.first(where: { $0.corner == corner }) else {
        ending = .nonManifold
        return
      }
      guard fan.isClosed else {
        ending = .boundary
        return
      }
      let back = sector.startsLow ? angleFromLow : sector.angle - angleFromLow
      let angle = sector.start + min(sector.angle, max(0, back)) + 0.5 * fan.total
      leave(fan, at: angle >= fan.total ? angle - fan.total : angle)
    }

    /// Leaves a vertex at an angle of its fan.
    mutating func leave(_ fan: VertexFan, at angle: Double) {
      guard remaining > 0 else { return finish() }
      guard angle <= fan.total * (1 + GeodesicTracer.reach) else {
        ending = .boundary
        return
      }
      let sector = fan.sectors.last { $0.start <= angle } ?? fan.sectors[0]
      let corner = surface.corners[Int(sector.corner)]
      let base = surface.lengths[Int(corner.edge)]
      let turn = min(sector.angle, max(0, angle - sector.start))
      // Seen from the apex, the base runs counterclockwise from its lower end.
      let towards = sector.startsLow ? -corner.apex : SIMD2(base, 0) - corner.apex
      let size = (towards * towards).sum().squareRoot()
      let signed = sector.startsLow ? turn : -turn
      let unit = size > 0 ? towards / size : SIMD2(0, -1)
      let heading = SIMD2(
        unit.x * cos(signed) - unit.y * sin(signed), unit.x * sin(signed) + unit.y * cos(signed))
      let height = corner.apex.y
      if height <= GeodesicTracer.reach * base || -heading.y * base <= 0 {
        // Without height there is no inside: along the nearer edge to its end.
        let isFirst = turn <= 0.5 * sector.angle
        return follow(sector.corner, toLow: isFirst == sector.startsLow)
      }
      let distance = height / -heading.y
      let x = corner.apex.x + heading.x * distance
      move(
        in: sector.corner, from: corner.apex, heading: heading, distance: distance, base: x,
        onto: corner.edge, oppositeTo: sector.corner, outwards: SIMD2(heading.x, -heading.y))
    }

    /// Follows the edge from a corner to the lower or higher end of the edge opposite.
    private mutating func follow(_ index: Int32, toLow: Bool) {
      let corner = surface.corners[Int(index)]
      let base = toLow ? 0 : surface.lengths[Int(corner.edge)]
      let offset = SIMD2(base, 0) - corner.apex
      let distance = (offset * offset).sum().squareRoot()
      let heading = distance > 0 ? offset / distance : SIMD2(1, 0)
      move(
        in: index, from: corner.apex, heading: heading, distance: distance, base: base,
        onto: corner.edge, oppositeTo: index, outwards: SIMD2(heading.x, -heading.y))
    }

    /// Crosses a face from a point in it, or on the edge opposite the corner.
    mutating func cross(
      _ index: Int32, from place: SIMD2<Double>, heading: SIMD2<Double>, isFromBase: Bool
    ) {
      let corner = surface.corners[Int(index)]
      let base = surface.lengths[Int(corner.edge)]
      let apex = corner.apex
      let (toLow, toHigh) = (-place, SIMD2(base, 0) - place)
      let toApex = apex - place
      let isLeft = Self.cross(toApex, heading) > 0
      let isInside =
        isFromBase
        || (isLeft ? Self.cross(heading, toLow) >= 0 : Self.cross(toHigh, heading) >= 0)
      if !isInside {
        let distance = max(0, -place.y / min(heading.y, -Double.leastNormalMagnitude))
        return move(
          in: index, from: place, heading: heading, distance: distance,
          base: place.x + heading.x * distance, onto: corner.edge, oppositeTo: index,
          outwards: SIMD2(heading.x, -heading.y))
      }
      // The side from its end on the base up to the apex.
      let opposite = isLeft ? corner.high : corner.low
      let edge = surface.corners[Int(opposite)].edge
      let side = surface.lengths[Int(edge)]
      let foot = isLeft ? SIMD2(0, 0) : SIMD2(base, 0)
      let along = side > 0 ? (apex - foot) / side : SIMD2(0, 1)
      let outside = isLeft ? SIMD2(-along.y, along.x) : SIMD2(along.y, -along.x)
      let steepness = Self.cross(heading, along)
      let offset = foot - place
      var (distance, x) = (0.0, 0.0)
      if steepness != 0 {
        distance = max(0, Self.cross(offset, along) / steepness)
        x = Self.cross(offset, heading) / steepness
      }
      var outwards = SIMD2((heading * along).sum(), max(0, (heading * outside).sum()))
      if surface.edges[Int(edge)][0] == corner.vertex {
        x = side - x
        outwards.x = -outwards.x
      }
      move(
        in: index, from: place, heading: heading, distance: distance, base: x, onto: edge,
        oppositeTo: opposite, outwards: outwards)
    }

    /// Goes a distance through a face, to a point of an edge or an end of it, or to the path's end.
    private mutating func move(
      in index: Int32, from place: SIMD2<Double>, heading: SIMD2<Double>, distance: Double,
      base x: Double, onto edge: Int32, oppositeTo opposite: Int32, outwards: SIMD2<Double>
    ) {
      guard remaining > distance else {
        if remaining > 0 { record(index, place + heading * remaining) }
        length += remaining
        remaining = 0
        return finish()
      }
      remaining -= distance
      length += distance
      let size = surface.lengths[Int(edge)]
      let corner = surface.corners[Int(opposite)]
      if x <= GeodesicTracer.reach * size || x >= size * (1 - GeodesicTracer.reach) {
        let end = x < 0.5 * size ? corner.low : corner.high
        record(end)
        state = .vertex(end, angleFromLow: incoming(end, opposite, outwards))
      } else {
        var weights = SIMD3<Double>(0, 0, 0)
        weights[Int(corner.high) % 3] = x / size
        weights[Int(corner.low) % 3] = 1 - x / size
        record(SurfacePoint(face: Int(opposite) / 3, weights: weights))
        state = .edge(opposite, x: x, heading: outwards)
      }
    }

    /// The angle of the way back from an end of an edge, from the lower end of the edge opposite it.
    private func incoming(_ end: Int32, _ opposite: Int32, _ outwards: SIMD2<Double>) -> Double {
      let corner = surface.corners[Int(opposite)]
      let isLow = end == corner.low
      // The way back as seen from the edge, whose other end lies ahead of its lower one.
      let back = SIMD2(isLow ? -outwards.x : outwards.x, outwards.y)
      let fromEdge = abs(atan2(back.y, back.x))
      let other = isLow ? corner.high : corner.low
      let seen = surface.corners[Int(end)]
      if seen.low == other { return fromEdge }
      let apex = seen.apex
      let base = surface.lengths[Int(seen.edge)]
      return abs(atan2(apex.y * base, apex.x * (apex.x - base) + apex.y * apex.y)) - fromEdge
    }

    private mutating func finish() {
      state = .done
      ending = .length
    }

    /// Records a point inside a face, given in the plane over the edge opposite a corner.
    private mutating func record(_ index: Int32, _ place: SIMD2<Double>) {
      let corner = surface.corners[Int(index)]
      let base = surface.lengths[Int(corner.edge)]
      let height = corner.apex.y
      let up = height > 0 ? min(1, max(0, place.y / height)) : 0
      let along = base > 0 ? (place.x - up * corner.apex.x) / base : 0
      var weights = SIMD3<Double>(0, 0, 0)
      weights[Int(index) % 3] = up
      weights[Int(corner.high) % 3] = min(1 - up, max(0, along))
      weights[Int(corner.low) % 3] = 1 - up - weights[Int(corner.high) % 3]
      record(SurfacePoint(face: Int(index) / 3, weights: weights))
    }

    private static func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
      a.x * b.y - a.y * b.x
    }
  }
}
