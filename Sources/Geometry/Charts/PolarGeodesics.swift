internal import Foundation

/// Geodesic polar coordinates around vertices, exact for the faces: how far each vertex is, in which
/// direction its shortest path leaves, and what a vector turns by along it.
///
/// Faces are unfolded along straight paths (see ``ExactGeodesics``, whose distances these are), so
/// that distance and direction follow from one straight line in the plane. Directions are polar
/// angles of ``TangentTransport``: scaled to 2π around a vertex (π at the boundary), 0 along
/// ``Halfedges/vertexHalfedge``.
///
///     let polar = try PolarGeodesics(mesh)
///     for place in try polar.coordinates(around: 0, radius: 0.1) { print(place.vertex, place.angle) }
public struct PolarGeodesics: Sendable {
  let surface: UnfoldedFaces

  /// Lays out the faces of a mesh.
  ///
  /// - Parameter mesh: oriented and manifold, with a face of positive extent.
  /// - Throws: ``MeshError``: not manifold, no proper face, or faces whose size is out of range.
  /// - Complexity: O(n + m).
  public init(_ mesh: TriangleMesh) throws(MeshError) {
    surface = try UnfoldedFaces(of: mesh)
  }

  /// The tangent planes that angles are counted in.
  public var transport: TangentTransport { surface.transport }
  /// The number of vertices, n.
  public var vertexCount: Int { surface.vertexCount }
  /// The mean length of edges, in length units.
  public var meanEdgeLength: Double { surface.meanLength }

  /// The coordinates of all vertices within a distance of one.
  ///
  /// - Parameters:
  ///   - vertex: the centre; it is among the results, at distance 0 with angle and turn 0.
  ///   - radius: in length units, positive. Default: infinite, for all vertices that can be reached.
  /// - Returns: one a vertex, ascending.
  /// - Throws: ``MeshError`` for a vertex off the surface or a bad radius.
  /// - Complexity: about O(k^1.5 log k) for k vertices within the radius, and O(n) once.
  public func coordinates(
    around vertex: Int, radius: Double = .infinity
  ) throws(MeshError) -> [PolarCoordinates] {
    try surface.require(source: vertex)
    guard radius > 0 else {
      throw .parameterOutOfRange(name: "radius", value: "\(radius)", range: "a positive length")
    }
    var front = PolarFront(surface)
    front.run(from: vertex, radius: radius)
    return front.reached
  }
}

/// Where a vertex lies, seen from another over the surface.
public struct PolarCoordinates: Sendable, Equatable {
  /// The vertex.
  public let vertex: Int
  /// The length of the shortest path from the centre, in length units.
  public let distance: Double
  /// The direction in which it leaves the centre, in radians from 0 up to 2π.
  public let angle: Double
  /// What a vector turns by that is carried along it from the centre, in radians from −π to π: with
  /// polar angle α there, it has α + turn at the vertex.
  public let turn: Double
}

extension PolarFront {
  /// What the last run has reached within its radius, by vertex.
  var reached: [PolarCoordinates] {
    let within = touched.filter { distances[Int($0)] <= radius }.sorted()
    let isBoundary = surface.halfedges.isBoundary(vertex: source)
    return within.map { vertex in
      let vertex = Int(vertex)
      var angle = directions[vertex]
      // Rounding alone leads out of the range; at the boundary it may not lead across.
      if isBoundary {
        angle = min(.pi, max(0, angle))
      } else if angle < 0 || angle >= 2 * .pi {
        angle -= 2 * .pi * (angle / (2 * .pi)).rounded(.down)
        if angle >= 2 * .pi { angle = 0 }
      }
      return PolarCoordinates(
        vertex: vertex, distance: distances[vertex], angle: angle,
        turn: remainder(turns[vertex], 2 * .pi))
    }
  }
}
