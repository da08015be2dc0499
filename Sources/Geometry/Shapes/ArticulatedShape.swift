internal import Numerics

/// A body of capsules in a pose, meshed anew for each item, with its parts and its place in the rest pose.
///
/// The rest pose's surface, which is the same for all items of a body, is meshed first; the pose then moves its
/// vertices by dual quaternion skinning (Kavan, Collins, Žára & O'Sullivan 2007). So parts and correspondence are
/// exact: two vertices of any two items stand for points of one surface.
public struct ArticulatedShape: Sendable {
  /// The bodies there are.
  public enum Body: String, CaseIterable, Sendable {
    /// Hips, chest, head, arms and legs: nine parts.
    case biped
    /// Trunk, neck, head, tail and four legs: eight parts.
    case quadruped
    /// Wrist, palm, thumb and four fingers: six parts.
    case hand

    /// The names of its parts; left and right have one name, as no intrinsic quantity tells them apart.
    public var parts: [String] { skeleton.parts }

    /// The bones at rest: capsules whose radius goes from one end's to the other's, and the part of each.
    package var bones:
      [(
        part: Int, start: SIMD3<Double>, end: SIMD3<Double>, startRadius: Double, endRadius: Double
      )]
    {
      skeleton.bones.map { bone in
        let capsule = bone.capsule
        return (bone.part, capsule.start, capsule.end, capsule.startRadius, capsule.endRadius)
      }
    }

    /// The length over which bones run into each other, in length units.
    package var blend: Double { skeleton.blend }

    var skeleton: Skeleton {
      switch self {
      case .biped: .biped
      case .quadruped: .quadruped
      case .hand: .hand
      }
    }
  }

  /// How many vertices an item may have.
  public static let vertexCounts = 800...20_000

  /// The surface in its pose: closed, oriented outward, of genus 0.
  public let mesh: TriangleMesh
  /// Where each vertex (n) lies in the rest pose, on a surface common to all items of the body.
  public let rest: [SIMD3<Double>]
  /// The part of each vertex (n): that of the bone nearest to it in the rest pose.
  public let parts: [Int32]

  /// Makes an item.
  ///
  /// - Parameters:
  ///   - body: which skeleton.
  ///   - vertices: how many, 800 ... 20,000.
  ///   - poseIndex: which random pose; nil for the rest pose.
  ///   - meshIndex: which random triangulation.
  ///   - seed: of poses and triangulations.
  /// - Throws: ``MeshError/parameterOutOfRange(name:value:range:)`` for the number of vertices.
  public init(
    _ body: Body, vertices: Int, pose poseIndex: Int?, mesh meshIndex: Int, seed: UInt64
  ) throws(MeshError) {
    guard Self.vertexCounts.contains(vertices) else {
      throw .parameterOutOfRange(
        name: "vertices", value: "\(vertices)", range: "an integer from 800 to 20,000")
    }
    let skeleton = body.skeleton
    let surface = skeleton.surface
    var stream = RandomStream(seed: seed, "articulated shape", "mesh", "\(meshIndex)")
    let canonical = try SurfaceMesher(surface: surface, count: vertices).mesh(&stream)
    rest = canonical.positions
    parts = canonical.positions.map { skeleton.part(at: $0, of: surface) }
    guard let poseIndex else {
      mesh = canonical
      return
    }
    var turns = RandomStream(seed: seed, "articulated shape", "pose", "\(poseIndex)")
    let motions = skeleton.motions(&turns)
    mesh = try TriangleMesh(
      positions: canonical.positions.map { point in
        RigidMotion.blend(
          motions, weights: surface.weights(at: point, width: skeleton.softness)
        ).applied(to: point)
      }, faces: canonical.faces)
  }
}

extension Skeleton {
  /// The motion of each bone from the rest pose to a random one.
  func motions(_ stream: inout RandomStream) -> [RigidMotion] {
    var motions: [RigidMotion] = []
    for bone in bones {
      let carrier = bone.parent.map { motions[$0] } ?? .identity
      var rotation = Quaternion.identity
      for turn in bone.turns {
        let angle = stream.uniform(in: turn.angles.lowerBound..<turn.angles.upperBound)
        rotation = rotation * Quaternion(axis: turn.axis, angle: angle)
      }
      let own = RigidMotion(rotation: rotation, about: bone.capsule.start)
      // Both signs of a dual quaternion are one motion, but only neighbours of one sign blend.
      motions.append((carrier * own).signed(like: carrier))
    }
    return motions
  }
}
