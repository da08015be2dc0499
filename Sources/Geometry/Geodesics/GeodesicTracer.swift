internal import Foundation

/// Follows geodesics from a point in a direction, straight over unfolded faces.
///
/// Across an edge the path goes on straight in the plane of both faces. Through a vertex inside the
/// surface it leaves with the same angle on both sides: Polthier & Schmies, "Straightest Geodesics on
/// Polyhedral Surfaces" (1998). As long as it is no longer than the distance of its ends, it is a
/// shortest path.
///
///     let tracer = try GeodesicTracer(mesh)
///     let path = try tracer.trace(fromVertex: 0, direction: .pi / 3, length: 0.5)
public struct GeodesicTracer: Sendable {
  /// The largest number of edges and vertices that a path may cross.
  public let mostCrossings: Int

  let mesh: TriangleMesh
  let surface: SurfaceAdjacency

  /// How near a vertex, relative to the edge, a path passes through it.
  static let reach = 1e-11

  /// Collects the structure of a mesh.
  ///
  /// - Parameters:
  ///   - mesh: any mesh with a face of positive extent; faces with repeated corners do not count.
  ///   - mostCrossings: where paths end in any case; positive. Default: a million.
  /// - Throws: ``MeshError`` for a mesh without such a face, one of extreme size, or a bad limit.
  /// - Complexity: O(n + m log d) for largest valence d.
  public init(_ mesh: TriangleMesh, mostCrossings: Int = 1_000_000) throws(MeshError) {
    guard mostCrossings > 0 else {
      throw .parameterOutOfRange(
        name: "mostCrossings", value: "\(mostCrossings)", range: "a positive number")
    }
    self.mesh = mesh
    self.mostCrossings = mostCrossings
    surface = try SurfaceAdjacency(of: mesh)
  }

  /// Follows a geodesic from a vertex.
  ///
  /// The direction is an angle in radians from the edge that leads to the next corner of the
  /// vertex's lowest face, in that face's sense of rotation. Inside the surface angles are scaled so
  /// that a full turn is 2π. At the boundary they are not scaled, and start at the first edge in that
  /// sense; directions past the last lead off the surface.
  ///
  /// - Parameters:
  ///   - vertex: a vertex of the surface.
  ///   - direction: in radians, finite.
  ///   - length: in length units, finite, not negative.
  /// - Returns: the path up to its length or to where it cannot go on.
  /// - Throws: ``MeshError`` for a vertex off the surface, or a bad direction or length.
  /// - Complexity: O(1) an edge that is crossed.
  public func trace(
    fromVertex vertex: Int, direction: Double, length: Double
  ) throws(MeshError) -> TracedGeodesic {
    try surface.require(sources: [vertex])
    try Self.require(direction, length)
    var trace = Trace(tracer: self, remaining: length)
    let fan = VertexFan(of: vertex, on: surface)
    trace.record(fan.sectors[0].corner)
    if fan.isSingle {
      let turn = (direction / (2 * Double.pi)).rounded(.down)
      let angle = direction - turn * 2 * Double.pi
      trace.leave(fan, at: fan.isClosed ? angle / (2 * Double.pi) * fan.total : angle)
      trace.run()
    } else {
      trace.ending = length > 0 ? .nonManifold : .length
    }
    return trace.result
  }

  /// Follows a geodesic from a point in a face.
  ///
  /// The direction is an angle in radians from the face's edge between corners 0 and 1, in the sense
  /// of rotation of its corners.
  ///
  /// - Parameters:
  ///   - point: a point of a face with positive area.
  ///   - direction: in radians, finite.
  ///   - length: in length units, finite, not negative.
  /// - Returns: the path up to its length or to where it cannot go on.
  /// - Throws: ``MeshError`` for a point off the surface or in a face without area, or a bad
  ///   direction or length.
  /// - Complexity: O(1) an edge that is crossed.
  public func trace(
    from point: SurfacePoint, direction: Double, length: Double
  ) throws(MeshError) -> TracedGeodesic {
    let weights = try mesh.checkedWeights(of: point)
    try Self.require(direction, length)
    let index = Int32(3 * point.face + 2)
    let corner = surface.corners[Int(index)]
    let base = surface.lengths[Int(corner.edge)]
    guard base > 0, corner.apex.y > 0 else {
      throw .parameterOutOfRange(
        name: "face", value: "\(point.face)", range: "a face with positive area")
    }
    let place =
      SIMD2(weights[Int(corner.high) % 3] * base, 0) + weights[2] * corner.apex
    let isForward = Int(corner.low) % 3 == 0
    let heading = SIMD2(isForward ? cos(direction) : -cos(direction), sin(direction))
    var trace = Trace(tracer: self, remaining: length)
    trace.record(SurfacePoint(face: point.face, weights: weights))
    trace.cross(index, from: place, heading: heading, isFromBase: false)
    trace.run()
    return trace.result
  }

  private static func require(_ direction: Double, _ length: Double) throws(MeshError) {
    guard direction.isFinite else {
      throw .parameterOutOfRange(
        name: "direction", value: "\(direction)", range: "a finite angle in radians")
    }
    guard length.isFinite, length >= 0 else {
      throw .parameterOutOfRange(
        name: "length", value: "\(length)", range: "a finite length that is not negative")
    }
  }
}
