/// A straightest path over a surface, face by face.
public struct TracedGeodesic: Sendable, Equatable {
  /// Why a path ends.
  public enum Ending: Sendable, Equatable {
    /// It has the length that was asked for.
    case length
    /// It meets the boundary, or starts at it with a direction that leads off the surface.
    case boundary
    /// It meets an edge with more than two faces, or a vertex whose faces are no single fan.
    case nonManifold
    /// It has crossed as many edges as ``GeodesicTracer/mostCrossings`` allows.
    case crossings
  }

  /// The start, the points where the path enters another face or passes a vertex, and the end.
  ///
  /// Between two of them in a row the path is the straight line through one face.
  public let points: [SurfacePoint]
  /// The length of the path, in length units.
  public let length: Double
  /// Why the path ends where it does.
  public let ending: Ending
}
