internal import Foundation

/// Writes down the bones of a body, pairs with their mirror images.
struct SkeletonBuilder {
  private(set) var bones: [Skeleton.Bone] = []
  private var parts: [String] = []

  /// Adds a bone; gives its place.
  @discardableResult
  mutating func add(
    _ part: String, on parent: Int?, _ capsule: Capsule, _ turns: [Skeleton.Turn] = []
  ) -> Int {
    if !parts.contains(part) { parts.append(part) }
    bones.append(
      Skeleton.Bone(
        part: parts.firstIndex(of: part) ?? 0, parent: parent, capsule: capsule, turns: turns))
    return bones.count - 1
  }

  /// Adds a bone and its mirror image in x; gives both places.
  @discardableResult
  mutating func addPair(
    _ part: String, on parents: (Int, Int), _ capsule: Capsule, _ turns: [Skeleton.Turn] = []
  ) -> (Int, Int) {
    let mirror = SIMD3<Double>(-1, 1, 1)
    let mirrored = Capsule(
      capsule.start * mirror, capsule.end * mirror, radius: capsule.startRadius,
      to: capsule.endRadius)
    // The mirror image of a turn goes about the mirrored axis the other way round.
    let back = turns.map { Skeleton.Turn(axis: $0.axis * -mirror, angles: $0.angles) }
    return (
      add(part, on: parents.0, capsule, turns), add(part, on: parents.1, mirrored, back)
    )
  }

  func skeleton(blend: Double, softness: Double) -> Skeleton {
    Skeleton(parts: parts, bones: bones, blend: blend, softness: softness)
  }
}

extension Skeleton.Turn {
  /// A turn by angles in radians about an axis of any length.
  init(about axis: SIMD3<Double>, _ angles: ClosedRange<Double>) {
    self.init(axis: axis / TriangleMesh.length(axis), angles: angles)
  }
}
