internal import Numerics

/// Queries.
extension TriangleTree {
  /// The point of the surface closest to a place; of several in different faces, one found first.
  ///
  /// - Parameter place: finite.
  /// - Complexity: O(log m) in the mean for places near the surface.
  public func closestPoint(to place: SIMD3<Double>) -> ClosestPoint {
    var best = ClosestCorner(face: Int(order[0]))
    descend(
      to: place, 0..<order.count, node: 0, distance: boxes[0].squaredDistance(to: place), &best)
    return best.closestPoint(of: mesh, to: place)
  }

  /// The closest points to some places (k), in their order; computed in parallel.
  public func closestPoints(to places: [SIMD3<Double>]) -> [ClosestPoint] {
    [ClosestPoint](parallel: places.count, grain: 256) { closestPoint(to: places[$0]) }
  }

  private func descend(
    to place: SIMD3<Double>, _ range: Range<Int>, node: Int, distance: Double,
    _ best: inout ClosestCorner
  ) {
    guard distance <= best.square else { return }
    guard node < firstLeaf else {
      for slot in range { best.consider(Int(order[slot]), of: mesh, to: place) }
      return
    }
    let (lower, upper) = Self.halves(range)
    let lowerDistance = boxes[2 * node + 1].squaredDistance(to: place)
    let upperDistance = boxes[2 * node + 2].squaredDistance(to: place)
    if lowerDistance <= upperDistance {
      descend(to: place, lower, node: 2 * node + 1, distance: lowerDistance, &best)
      descend(to: place, upper, node: 2 * node + 2, distance: upperDistance, &best)
    } else {
      descend(to: place, upper, node: 2 * node + 2, distance: upperDistance, &best)
      descend(to: place, lower, node: 2 * node + 1, distance: lowerDistance, &best)
    }
  }
}

/// The closest point so far.
struct ClosestCorner {
  private(set) var face: Int
  private(set) var weights = SIMD3<Double>(1, 0, 0)
  /// The square of its distance.
  private(set) var square = Double.infinity

  init(face: Int) { self.face = face }

  /// Takes a face's closest point if it is closer, or as close in a face of lower number.
  mutating func consider(_ other: Int, of mesh: TriangleMesh, to place: SIMD3<Double>) {
    let corners = mesh.faces[other]
    let found = Self.closest(
      to: place, mesh.positions[Int(corners[0])], mesh.positions[Int(corners[1])],
      mesh.positions[Int(corners[2])])
    guard found.square < square || (found.square == square && other < face) else { return }
    (face, weights, square) = (other, found.weights, found.square)
  }

  func closestPoint(
    of mesh: TriangleMesh, to place: SIMD3<Double>
  ) -> TriangleTree.ClosestPoint {
    let corners = mesh.faces[face]
    let position =
      mesh.positions[Int(corners[0])] * weights[0] + mesh.positions[Int(corners[1])] * weights[1]
      + mesh.positions[Int(corners[2])] * weights[2]
    return TriangleTree.ClosestPoint(
      point: SurfacePoint(face: face, weights: weights), position: position,
      squaredDistance: square)
  }

  /// The closest point of a triangle: where the place projects to, or else on a side that it lies beyond.
  ///
  /// - Returns: the weights of the corners, not negative, of sum 1 to rounding, and the squared distance.
  static func closest(
    to place: SIMD3<Double>, _ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>
  ) -> (weights: SIMD3<Double>, square: Double) {
    let (ab, ac, way) = (b - a, c - a, place - a)
    let (gab, gac, gbc) = ((ab * ab).sum(), (ac * ac).sum(), (ab * ac).sum())
    let (db, dc) = ((ab * way).sum(), (ac * way).sum())
    let determinant = gab * gac - gbc * gbc
    let hasArea = determinant > 1e-14 * gab * gac
    let (u, v) = (
      (gac * db - gbc * dc) / determinant, (gab * dc - gbc * db) / determinant
    )
    let weights = SIMD3(1 - u - v, u, v)
    if hasArea, weights.min() >= 0 {
      let gap = way - (u * ab + v * ac)
      return (weights, (gap * gap).sum())
    }
    var best = (weights: SIMD3<Double>(1, 0, 0), square: Double.infinity)
    // The closest point is on a side whose opposite corner has a negative weight.
    if !hasArea || weights[2] < 0 {
      let (t, square) = segment(way, ab)
      if square < best.square { best = (SIMD3(1 - t, t, 0), square) }
    }
    if !hasArea || weights[1] < 0 {
      let (t, square) = segment(way, ac)
      if square < best.square { best = (SIMD3(1 - t, 0, t), square) }
    }
    if !hasArea || weights[0] < 0 {
      let (t, square) = segment(place - b, c - b)
      if square < best.square { best = (SIMD3(0, 1 - t, t), square) }
    }
    return best
  }

  /// Where on a segment from the origin a place projects to, from 0 to 1, and the squared distance.
  private static func segment(
    _ way: SIMD3<Double>, _ along: SIMD3<Double>
  ) -> (Double, Double) {
    let square = (along * along).sum()
    let t = square > 0 ? min(max((way * along).sum() / square, 0), 1) : 0
    let gap = way - t * along
    return (t, (gap * gap).sum())
  }
}
