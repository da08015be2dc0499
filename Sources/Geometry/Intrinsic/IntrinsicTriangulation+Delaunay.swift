internal import Numerics

/// Edge flips.
extension IntrinsicTriangulation {
  /// How far the cotangents opposite an edge must sum below zero, in their size, to have it flipped.
  private static let tolerance = 1e-12
  /// Flips an edge allowed on the average; a few are usual.
  private static let mostFlipsPerEdge = 100

  /// Flips edges until the angles opposite each sum to at most π: intrinsically Delaunay.
  ///
  /// The surface stays what it is, so distances and areas do; all cotangent weights of edges with
  /// two faces become nonnegative, and functions linear on the faces closer to smooth ones. Bobenko
  /// & Springborn, "A Discrete Laplace–Beltrami Operator for Simplicial Surfaces" (2007). The order
  /// of flips is fixed, and so are the bits.
  ///
  /// - Throws: ``MeshError/flipsWithoutEnd(flips:)`` where lengths differ beyond a Double's digits.
  /// - Complexity: O(m) and what is flipped; in practice flips are fewer than edges.
  public mutating func flipToDelaunay() throws(MeshError) {
    var waiting = violators()
    let limit = flipCount + Self.mostFlipsPerEdge * glued.count
    while let side = waiting.popLast() {
      guard isViolated(Int(side)), flip(Int(side)) else { continue }
      flipCount += 1
      guard flipCount < limit else { throw .flipsWithoutEnd(flips: flipCount) }
      let other = Int(glued[Int(side)])
      for around in [
        Halfedges.next(Int(side)), Halfedges.previous(Int(side)), Halfedges.next(other),
        Halfedges.previous(other),
      ] where isViolated(around) { waiting.append(Int32(around)) }
    }
    isDelaunay = true
  }

  /// The sides, one an edge, of edges that are not Delaunay, the last in order first.
  private func violators() -> [Int32] {
    let shard = 16_384
    let shards = (glued.count + shard - 1) / shard
    let parts = [[Int32]](parallel: shards, grain: 1) { index in
      let range = index * shard..<min((index + 1) * shard, glued.count)
      return range.filter { glued[$0] > $0 && isViolated($0) }.map { Int32($0) }
    }
    return parts.joined().reversed()
  }

  @inline(__always)
  private func isViolated(_ side: Int) -> Bool {
    let other = Int(glued[side])
    guard other >= 0 else { return false }
    let (a, b) = (halfCotangents[side], halfCotangents[other])
    return a + b < -Self.tolerance * (1 + abs(a) + abs(b))
  }

  /// Replaces the edge of a side by the other diagonal of its two faces.
  ///
  /// - Returns: whether it did: not if rounding leaves the new faces without an interior or the new
  ///   edge no better than the old one.
  private mutating func flip(_ side: Int) -> Bool {
    let other = Int(glued[side])
    let (next, previous) = (Halfedges.next(side), Halfedges.previous(side))
    let (otherNext, otherPrevious) = (Halfedges.next(other), Halfedges.previous(other))
    guard side / 3 != other / 3 else { return false }
    // The edge runs from a to b; p and q are opposite. Lengths: ap, pb on this side, aq, qb beyond.
    let (pb, ap) = (lengths[next], lengths[previous])
    let (aq, qb) = (lengths[otherNext], lengths[otherPrevious])
    let edge = lengths[side]
    let heights = 2 * (areas[side / 3] + areas[other / 3]) / edge
    let alongP = (edge * edge + (ap - pb) * (ap + pb)) / (2 * edge)
    let alongQ = (edge * edge + (aq - qb) * (aq + qb)) / (2 * edge)
    let diagonal = ((alongP - alongQ) * (alongP - alongQ) + heights * heights).squareRoot()
    // Corner order of the new faces: a, q, p and b, p, q.
    let first = IntrinsicTriangle(SIMD3(diagonal, ap, aq))
    let second = IntrinsicTriangle(SIMD3(diagonal, qb, pb))
    guard first.isProper, second.isProper,
      first.halfCotangents[0] + second.halfCotangents[0]
        > halfCotangents[side] + halfCotangents[other]
    else { return false }

    let (a, b) = (cornerVertices[next], cornerVertices[previous])
    let (p, q) = (cornerVertices[side], cornerVertices[other])
    let outer = (
      Self.slot(of: glued[previous], side, other), Self.slot(of: glued[otherNext], side, other),
      Self.slot(of: glued[otherPrevious], side, other), Self.slot(of: glued[next], side, other)
    )
    set(side, next, previous, vertices: (a, q, p), [diagonal, ap, aq], first)
    set(other, otherNext, otherPrevious, vertices: (b, p, q), [diagonal, qb, pb], second)
    glue(next, outer.0)
    glue(previous, outer.1)
    glue(otherNext, outer.2)
    glue(otherPrevious, outer.3)
    turnSignposts(side, other)
    return true
  }

  /// Where a side around the two faces of an edge is found after its flip; others stay.
  private static func slot(of side: Int32, _ edge: Int, _ other: Int) -> Int32 {
    switch Int(side) {
    case Halfedges.previous(edge): Int32(Halfedges.next(edge))
    case Halfedges.next(other): Int32(Halfedges.previous(edge))
    case Halfedges.previous(other): Int32(Halfedges.next(other))
    case Halfedges.next(edge): Int32(Halfedges.previous(other))
    default: side
    }
  }

  private mutating func set(
    _ side: Int, _ next: Int, _ previous: Int, vertices: (Int32, Int32, Int32),
    _ newLengths: SIMD3<Double>, _ triangle: IntrinsicTriangle
  ) {
    (cornerVertices[side], cornerVertices[next], cornerVertices[previous]) = vertices
    (lengths[side], lengths[next], lengths[previous]) = (
      newLengths[0], newLengths[1], newLengths[2]
    )
    (halfCotangents[side], halfCotangents[next], halfCotangents[previous]) = (
      triangle.halfCotangents[0], triangle.halfCotangents[1], triangle.halfCotangents[2]
    )
    areas[side / 3] = triangle.area
  }

  private mutating func glue(_ side: Int, _ other: Int32) {
    glued[side] = other
    if other >= 0 { glued[Int(other)] = Int32(side) }
  }
}
