internal import Numerics

/// The intrinsic mollification of a triangulation.
///
/// Sharp & Crane, "A Laplacian for Nonmanifold Triangle Meshes" (2020), equations 9 and 10: all
/// edges grow by the least ε ≥ 0 with which the triangle inequality holds in every face with room
/// δ. Vertices move apart equally everywhere, so no face is distorted more than another.
enum Mollification {
  /// Adds ε to all lengths, where some face needs it.
  ///
  /// - Parameters:
  ///   - lengths: the edge lengths of each proper face (m).
  ///   - room: δ, in length units.
  /// - Returns: ε, in length units.
  static func apply(to lengths: inout [SIMD3<Double>], room: Double) -> Double {
    let shards = (lengths.count + FaceGeometry.shard - 1) / FaceGeometry.shard
    let needed = [Double](parallel: shards, grain: 1) { shard in
      let start = shard * FaceGeometry.shard
      var most = 0.0
      for face in start..<min(start + FaceGeometry.shard, lengths.count) {
        let l = lengths[face]
        let (high, low) = (l.max(), l.min())
        let middle = max(min(l[0], l[1]), min(max(l[0], l[1]), l[2]))
        most = max(most, room - (low - (high - middle)))
      }
      return most
    }
    let epsilon = needed.reduce(0, max)
    if epsilon > 0 {
      let given = lengths
      lengths = [SIMD3<Double>](parallel: given.count) { given[$0] + epsilon }
    }
    return epsilon
  }
}
