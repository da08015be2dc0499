/// A triangle mesh as a file holds it: corners checked to be in range, coordinates finite.
public struct MeshData: Sendable, Equatable {
  /// Vertex positions, one an entry, in the file's unit.
  public var positions: [SIMD3<Double>]
  /// Triangles as indices into `positions`, from 0.
  public var faces: [SIMD3<Int32>]

  /// Makes a mesh from positions and triangles, unchecked.
  public init(positions: [SIMD3<Double>] = [], faces: [SIMD3<Int32>] = []) {
    self.positions = positions
    self.faces = faces
  }

  /// Appends a polygon as a fan around its first corner.
  ///
  /// Exact for convex polygons; others keep their outline but may fold over.
  @inline(__always)
  mutating func appendFan(_ corners: [Int32]) {
    guard corners.count >= 3 else { return }
    for i in 1..<corners.count - 1 {
      faces.append(SIMD3(corners[0], corners[i], corners[i + 1]))
    }
  }
}
