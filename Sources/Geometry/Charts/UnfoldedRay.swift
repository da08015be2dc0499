internal import Foundation

/// A point of a surface as a mean of the three corners of a face.
struct WeightedCorners {
  var vertices: SIMD3<Int32>
  var weights: SIMD3<Double>
}

extension UnfoldedFaces {
  /// Where faces are crossed at most on one way.
  private static let mostCrossings = 100_000

  /// Points at some distances along the straight way that leaves a vertex in a direction.
  ///
  /// Where the way meets the boundary, or leads off the surface at once, it ends: points beyond are
  /// that end. Through a vertex it goes on with the angle π on its left.
  ///
  /// - Parameters:
  ///   - vertex: one with a face.
  ///   - direction: a polar angle at the vertex, in radians from 0 up to 2π.
  ///   - distances: in length units, ascending.
  ///   - visit: called with the number of each distance and its point, in order.
  func walk(
    from vertex: Int, direction: Double, distances: [Double],
    visit: (Int, WeightedCorners) -> Void
  ) {
    let fan = fan(around: vertex)
    let angle = direction / scales[vertex]
    // Rounding at the end of the fan belongs to its last face.
    let start = fan.last { fanAngles[Int($0)] <= angle } ?? fan[fan.startIndex]
    let halfedge = Int(start)
    let turn = angle - fanAngles[halfedge]
    let corner = cornerAngle(atTailOf: halfedge)
    guard turn <= corner * (1 + 1e-12) || !halfedges.isBoundary(vertex: vertex) else {
      let here = WeightedCorners(
        vertices: SIMD3(repeating: Int32(vertex)), weights: SIMD3(1, 0, 0))
      for index in distances.indices { visit(index, here) }
      return
    }
    var way = Way(
      halfedge: halfedge, place: .zero,
      ray: SIMD2(cos(min(turn, corner)), sin(min(turn, corner))))
    way.walk(over: self, distances, mostCrossings: Self.mostCrossings, visit)
  }
}

/// A straight way in the frame of a halfedge, whose face it crosses next.
private struct Way {
  var halfedge: Int
  var place: SIMD2<Double>
  var ray: SIMD2<Double>
  var length = 0.0

  mutating func walk(
    over faces: UnfoldedFaces, _ distances: [Double], mostCrossings: Int,
    _ visit: (Int, WeightedCorners) -> Void
  ) {
    var (waiting, crossings) = (0, 0)
    while waiting < distances.count {
      let (side, step) = exit(faces)
      while waiting < distances.count, distances[waiting] <= length + step {
        visit(waiting, point(after: distances[waiting] - length, faces))
        waiting += 1
      }
      let beyond = Int(faces.halfedges.twin[side])
      crossings += 1
      if beyond < 0 || crossings > mostCrossings {
        let end = point(after: step, faces)
        for index in waiting..<max(waiting, distances.count) { visit(index, end) }
        return
      }
      cross(side, to: beyond, step, faces)
    }
  }

  /// The side over which the way leaves the face, and how far away that is.
  private func exit(_ faces: UnfoldedFaces) -> (side: Int, step: Double) {
    let (base, apex) = (faces.lengths[halfedge], faces.apexes[halfedge])
    let arm = apex - place
    let isLeft = arm.x * ray.y - arm.y * ray.x >= 0
    let side = isLeft ? Halfedges.previous(halfedge) : Halfedges.next(halfedge)
    // From the vertex itself the way ends on the side opposite, whatever rounding says.
    let leaves = place == .zero && length == 0 ? Halfedges.next(halfedge) : side
    let (from, to) =
      leaves == Halfedges.previous(halfedge)
      ? (SIMD2<Double>.zero, apex) : (SIMD2(base, 0), apex)
    let along = to - from
    let speed = along.x * ray.y - along.y * ray.x
    let gap = along.x * (from.y - place.y) - along.y * (from.x - place.x)
    let step = speed != 0 ? gap / speed : 0
    return (leaves, step.isFinite ? max(0, step) : 0)
  }

  /// Goes on in the frame of the halfedge beyond a side.
  private mutating func cross(
    _ side: Int, to beyond: Int, _ step: Double, _ faces: UnfoldedFaces
  ) {
    let (base, apex) = (faces.lengths[halfedge], faces.apexes[halfedge])
    let isLeft = side == Halfedges.previous(halfedge)
    let origin = isLeft ? SIMD2<Double>.zero : apex
    let along = isLeft ? apex : SIMD2(base, 0) - apex
    let size = faces.lengths[side]
    let axis = size > 0 ? along / size : SIMD2(1, 0)
    let next = (place + step * ray - origin).turnedBack(by: axis)
    place = SIMD2(min(size, max(0, next.x)), 0)
    ray = ray.turnedBack(by: axis)
    ray.y = max(0, ray.y)
    length += step
    halfedge = beyond
  }

  private func point(after step: Double, _ faces: UnfoldedFaces) -> WeightedCorners {
    let (base, apex) = (faces.lengths[halfedge], faces.apexes[halfedge])
    let point = place + step * ray
    let top = apex.y > 0 ? min(1, max(0, point.y / apex.y)) : 0
    let head = base > 0 ? min(1 - top, max(0, (point.x - top * apex.x) / base)) : 0
    let ends = faces.halfedges
    return WeightedCorners(
      vertices: SIMD3(
        Int32(ends.tail(halfedge)), Int32(ends.head(halfedge)), Int32(ends.apex(halfedge))),
      weights: SIMD3(1 - top - head, head, top))
  }
}
