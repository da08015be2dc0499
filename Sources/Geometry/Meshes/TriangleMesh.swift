/// A triangle mesh: vertex positions in space and triangles as index triples.
///
/// Corners are in range and coordinates finite; nothing else is promised. Faces may be degenerate
/// (collinear or repeated corners), doubled, inconsistently oriented or non-manifold, and vertices
/// may belong to no face: each operator documents what it makes of them.
///
///     let mesh = try TriangleMesh(
///       positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0]], faces: [[0, 1, 2]])
///     mesh.totalArea  // 0.5
public struct TriangleMesh: Sendable, Equatable {
  /// Vertex positions, one an entry, in the mesh's own length unit.
  public let positions: [SIMD3<Double>]
  /// Triangles as vertex indices from 0, counterclockwise seen from outside when oriented.
  public let faces: [SIMD3<Int32>]

  /// Makes a mesh and checks it.
  ///
  /// - Parameters:
  ///   - positions: vertex positions (n), all finite.
  ///   - faces: triangles (m), each corner in 0 ..< n. n + 6 m must fit 32 bits, so that every
  ///     sparse operator on the mesh has 32-bit offsets.
  /// - Throws: ``MeshError`` that names the first wrong vertex or face.
  /// - Complexity: O(n + m).
  public init(positions: [SIMD3<Double>], faces: [SIMD3<Int32>]) throws(MeshError) {
    guard positions.count < Int(Int32.max), faces.count <= Int(Int32.max),
      positions.count + 6 * faces.count < Int(Int32.max)
    else { throw .tooLarge(vertexCount: positions.count, faceCount: faces.count) }
    for (vertex, position) in positions.enumerated()
    where !(position.x.isFinite && position.y.isFinite && position.z.isFinite) {
      throw .coordinateNotFinite(vertex: vertex)
    }
    let count = UInt32(positions.count)
    for (face, corners) in faces.enumerated() {
      for corner in 0..<3 where UInt32(bitPattern: corners[corner]) >= count {
        throw .cornerOutOfRange(
          face: face, corner: corner, index: Int(corners[corner]), vertexCount: positions.count)
      }
    }
    self.positions = positions
    self.faces = faces
  }

  /// The number of vertices, referenced or not.
  public var vertexCount: Int { positions.count }
  /// The number of faces, degenerate ones included.
  public var faceCount: Int { faces.count }
}
