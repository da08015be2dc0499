internal import Foundation

/// The faces around a vertex in the order in which they lie side by side.
struct VertexFan {
  /// One face of the fan.
  struct Sector {
    /// The face's corner at the vertex.
    let corner: Int32
    /// Whether the sector is entered over the lower end of the edge opposite.
    let startsLow: Bool
    /// The angle before the sector, in radians.
    var start: Double
    /// The angle of the corner.
    let angle: Double
  }

  private(set) var sectors: [Sector] = []
  /// The sum of the angles, in radians.
  private(set) var total = 0.0
  /// Whether the fan goes all around.
  private(set) var isClosed = false
  /// Whether the fan holds all faces of the vertex and ends, if at all, at the boundary.
  private(set) var isSingle = false

  /// Walks from the lowest face in its own sense of rotation, and back from it at a boundary.
  init(of vertex: Int, on surface: SurfaceAdjacency) {
    let corners = surface.vertexCorners
    let range = Int(corners.starts[vertex])..<Int(corners.starts[vertex + 1])
    let first = corners.corners[range.lowerBound]
    let startsLow = surface.corners[Int(first)].low == Self.after(first)
    var endsAtBoundary = true
    var walk = [(corner: first, startsLow: startsLow)]
    isClosed = Self.walk(&walk, most: range.count, surface, &endsAtBoundary)
    if !isClosed {
      var back = [(corner: first, startsLow: !startsLow)]
      _ = Self.walk(&back, most: range.count, surface, &endsAtBoundary)
      walk = back.dropFirst().reversed().map { ($0.corner, !$0.startsLow) } + walk
    }
    isSingle = endsAtBoundary && walk.count == range.count
    for (corner, startsLow) in walk {
      let geometry = surface.corners[Int(corner)]
      let length = surface.lengths[Int(geometry.edge)]
      let apex = geometry.apex
      let angle = abs(
        atan2(apex.y * length, apex.x * (apex.x - length) + apex.y * apex.y))
      sectors.append(Sector(corner: corner, startsLow: startsLow, start: total, angle: angle))
      total += angle
    }
  }

  /// The next corner of a face.
  private static func after(_ corner: Int32) -> Int32 {
    corner % 3 == 2 ? corner - 2 : corner + 1
  }

  /// Adds the faces that follow; returns whether they come back to the first.
  private static func walk(
    _ walk: inout [(corner: Int32, startsLow: Bool)], most: Int, _ surface: SurfaceAdjacency,
    _ endsAtBoundary: inout Bool
  ) -> Bool {
    while let (corner, startsLow) = walk.last {
      let geometry = surface.corners[Int(corner)]
      // The edge to the end over which the face is left lies opposite the end where it is entered.
      let entered = startsLow ? geometry.low : geometry.high
      let left = surface.corners[Int(startsLow ? geometry.high : geometry.low)].vertex
      let beyond = surface.opposites(of: Int(surface.corners[Int(entered)].edge))
      guard beyond.count == 2 else {
        if beyond.count > 2 { endsAtBoundary = false }
        return false
      }
      let opposite = beyond.first { $0 != entered } ?? entered
      let face = opposite - opposite % 3
      let next = (face..<face + 3).first { surface.corners[Int($0)].vertex == geometry.vertex }
      guard let next, next != walk[0].corner else { return next != nil }
      guard walk.count < most else { return false }
      let low = surface.corners[Int(surface.corners[Int(next)].low)].vertex
      walk.append((next, low == left))
    }
    return false
  }
}
