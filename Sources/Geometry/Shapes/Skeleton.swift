/// A body of bones at joints: capsules in a rest pose, and how far each bone turns.
struct Skeleton: Sendable {
  /// A turn that a joint allows.
  struct Turn: Sendable {
    /// The unit axis, in the rest pose.
    let axis: SIMD3<Double>
    /// The range of the angle, in radians.
    let angles: ClosedRange<Double>
  }

  /// A bone, which turns about the start of its capsule.
  struct Bone: Sendable {
    /// The part that it belongs to, an index into the names of the parts.
    let part: Int
    /// The bone that carries it, which stands before it; nil for the root.
    let parent: Int?
    let capsule: Capsule
    /// The last of them turns first.
    let turns: [Turn]
  }

  /// Names of the parts.
  ///
  /// Left and right are one part: no intrinsic quantity tells them apart.
  let parts: [String]
  let bones: [Bone]
  /// The length over which bones run into each other, in length units.
  let blend: Double
  /// The length over which the skin follows one bone rather than its neighbour, in length units.
  let softness: Double

  /// The surface in the rest pose.
  var surface: CapsuleUnion { CapsuleUnion(bones.map(\.capsule), blend: blend) }

  /// The part of the bone nearest to a point of the rest pose.
  func part(at point: SIMD3<Double>, of surface: CapsuleUnion) -> Int32 {
    Int32(bones[surface.nearest(to: point)].part)
  }
}
