internal import Numerics

/// Random points on a surface, equally likely everywhere.
///
/// A face is drawn by its area, a point in it by two square-root-warped coordinates (Osada, Funkhouser, Chazelle
/// & Dobkin 2002, equation 1). Sample i depends on the mesh, the seed and i alone: more samples begin with fewer.
public struct SurfaceSamples: Sendable, Equatable {
  /// The points (k), in the mesh's length unit.
  public let positions: [SIMD3<Double>]
  /// The face on which each point lies (k).
  public let faces: [Int32]
  /// The weights of the face's three corners in each point (k), not negative, of sum 1.
  public let barycentric: [SIMD3<Double>]

  /// Draws points.
  ///
  /// - Parameters:
  ///   - mesh: a surface with an area; faces without area get no point.
  ///   - count: how many, 0 ... 2³⁰.
  ///   - seed: of the random numbers.
  /// - Throws: ``MeshError/empty`` without area, ``MeshError/faceSizeOutOfRange(face:)`` when areas leave the range
  ///   of a Double, ``MeshError/parameterOutOfRange(name:value:range:)`` for the count.
  /// - Complexity: O(m + k log m) for m faces and k points.
  public init(on mesh: TriangleMesh, count: Int, seed: UInt64) throws(MeshError) {
    guard (0...1 << 30).contains(count) else {
      throw .parameterOutOfRange(
        name: "count", value: "\(count)", range: "an integer from 0 to \(1 << 30)")
    }
    let cumulative = try Self.cumulativeAreas(of: mesh)
    let total = cumulative.last ?? 0
    // Rounding may carry a draw up to the total itself, which belongs to no face.
    let last = cumulative.firstIndex(of: total) ?? 0
    var stream = RandomStream(seed: seed, "surface samples")
    var positions: [SIMD3<Double>] = []
    var faces: [Int32] = []
    var barycentric: [SIMD3<Double>] = []
    positions.reserveCapacity(count)
    faces.reserveCapacity(count)
    barycentric.reserveCapacity(count)
    for _ in 0..<count {
      let face = min(last, Self.firstIndex(above: stream.uniform() * total, in: cumulative))
      let root = stream.uniform().squareRoot()
      let along = stream.uniform()
      let weights = SIMD3(1 - root, root * (1 - along), root * along)
      let corners = mesh.faces[face]
      faces.append(Int32(face))
      barycentric.append(weights)
      positions.append(
        mesh.positions[Int(corners[0])] * weights[0] + mesh.positions[Int(corners[1])] * weights[1]
          + mesh.positions[Int(corners[2])] * weights[2])
    }
    self.positions = positions
    self.faces = faces
    self.barycentric = barycentric
  }

  private static func cumulativeAreas(of mesh: TriangleMesh) throws(MeshError) -> [Double] {
    var sum = 0.0
    var cumulative: [Double] = []
    cumulative.reserveCapacity(mesh.faceCount)
    for (face, area) in mesh.faceAreas.enumerated() {
      sum += area
      guard sum.isFinite else { throw .faceSizeOutOfRange(face: face) }
      cumulative.append(sum)
    }
    guard sum > 0 else { throw .empty }
    return cumulative
  }

  /// The first index whose value is above a bound, by halving; the count if there is none.
  private static func firstIndex(above bound: Double, in values: [Double]) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] > bound { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
