internal import Numerics

/// How a made shape lies in space.
public enum ShapeFrame: String, CaseIterable, Sendable {
  /// Turned at random, all rotations alike.
  case random
  /// Turned at random about the vertical, the z axis.
  case upright
  /// As it was made.
  case fixed

  /// Turns a mesh about the origin.
  ///
  /// - Parameters:
  ///   - index: which of the random turns.
  ///   - seed: of the random turns.
  public func turned(_ mesh: TriangleMesh, index: Int, seed: UInt64) throws(MeshError)
    -> TriangleMesh
  {
    var stream = RandomStream(seed: seed, "shape frame", "\(index)")
    let rotation: Quaternion
    switch self {
    case .fixed: return mesh
    case .upright: rotation = Quaternion(axis: [0, 0, 1], angle: 2 * Double.pi * stream.uniform())
    case .random: rotation = Quaternion(from: &stream)
    }
    return try TriangleMesh(
      positions: mesh.positions.map { rotation.rotated($0) }, faces: mesh.faces)
  }
}
