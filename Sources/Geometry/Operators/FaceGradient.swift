public import Numerics

/// The gradient of piecewise linear functions on a triangle mesh, and its adjoint, the divergence.
///
/// A function with one value a vertex is linear in each face, so its gradient is one vector a face,
/// given in the face's own frame: the x axis runs from corner 0 to corner 1, the y axis is a quarter
/// turn from it towards corner 2. Everything follows from edge lengths. Botsch, Kobbelt, Pauly,
/// Alliez & Lévy, "Polygon Mesh Processing" (2010), section 3.3.
///
/// With G the gradient and D the divergence, −D G is the stiffness matrix of
/// ``CotangentLaplacian`` of the same faces. Faces with a repeated corner have empty rows; degenerate
/// ones count as the triangle that ``CotangentLaplacian`` takes them for.
///
///     let gradient = try FaceGradient(of: mesh)
///     let slopes = gradient.gradient.multiplied(by: heights)
public struct FaceGradient: Sendable {
  /// G (2 m × n): rows 2 f and 2 f + 1 are the x and y component in face f, per length unit.
  public let gradient: SparseMatrix<Double>
  /// The area of each face (m), in length units squared; 0 for faces with a repeated corner.
  public let faceAreas: [Double]

  /// Measures the faces of a mesh in space.
  ///
  /// - Throws: ``MeshError`` if the mesh has no proper face, or one whose size is out of range.
  /// - Complexity: O(m).
  public init(of mesh: TriangleMesh) throws(MeshError) {
    try self.init(mesh, FaceGeometry(of: mesh))
  }

  /// Measures faces by their edge lengths alone.
  ///
  /// - Parameters:
  ///   - mesh: gives the faces (m); positions are not looked at.
  ///   - edgeLengths: three a face (m), entry c opposite corner c, in length units.
  /// - Throws: ``MeshError`` that names a face whose lengths belong to no triangle.
  public init(of mesh: TriangleMesh, edgeLengths: [SIMD3<Double>]) throws(MeshError) {
    guard edgeLengths.count == mesh.faceCount else {
      throw .edgeLengthCount(lengths: edgeLengths.count, faces: mesh.faceCount)
    }
    try self.init(mesh, FaceGeometry(faces: mesh.faces, edgeLengths: edgeLengths))
  }

  private init(_ mesh: TriangleMesh, _ geometry: FaceGeometry) throws(MeshError) {
    guard geometry.areas.contains(where: { $0 > 0 }) else { throw .empty }
    faceAreas = geometry.areas
    gradient = RowAssembler.assemble(
      rows: 2 * mesh.faceCount, columns: mesh.vertexCount, entriesPerRow: 3
    ) { index, row in
      let face = mesh.faces[index / 2]
      guard !TriangleMesh.hasRepeatedCorner(face) else { return }
      let flat = FlatFace(geometry, face: index / 2)
      for corner in 0..<3 {
        let slope = flat.slope(corner: corner)
        row.append(.init(column: face[corner], rank: 0, value: slope[index % 2]))
      }
    }
  }

  /// D (n × 2 m): what flows out of each vertex of a field of one vector a face, in length units
  /// times the field's.
  ///
  /// The divergence against each vertex's hat function: D = −Gᵀ A, with the areas A.
  public var divergence: SparseMatrix<Double> {
    var weighted = gradient
    weighted.values.withUnsafeMutableBufferPointer { values in
      for row in 0..<gradient.rows {
        for slot in gradient.entries(inRow: row) { values[slot] *= -faceAreas[row / 2] }
      }
    }
    return weighted.transposed()
  }
}

/// A face laid out in its own frame: corners at the origin, (base, 0) and (foot, height).
private struct FlatFace {
  let base: Double
  let foot: Double
  let height: Double
  let doubleArea: Double

  init(_ geometry: FaceGeometry, face: Int) {
    let (atOrigin, atBase) = (
      geometry.halfCotangents[3 * face], geometry.halfCotangents[3 * face + 1]
    )
    doubleArea = 2 * geometry.areas[face]
    base = (2 * doubleArea * (atOrigin + atBase)).squareRoot()
    height = doubleArea / base
    foot = 2 * atOrigin * height
  }

  /// The gradient of a corner's hat function: across the opposite side, a quarter turn to its left.
  func slope(corner: Int) -> SIMD2<Double> {
    switch corner {
    case 0: SIMD2(-height, foot - base) / doubleArea
    case 1: SIMD2(height, -foot) / doubleArea
    default: SIMD2(0, base) / doubleArea
    }
  }
}
