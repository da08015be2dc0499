internal import Foundation

/// The tufted cover: a closed oriented surface without boundary over any set of triangles.
///
/// Sharp & Crane, "A Laplacian for Nonmanifold Triangle Meshes" (2020), section 4.1: each face
/// becomes two sheets of opposite orientation, and around each edge the front of a face is glued to
/// the back of the next, in the order in which they lie around it in space. All edges are then
/// manifold, whatever the faces were.
///
/// Where faces already make a closed oriented surface, the two sheets would only be copies of it:
/// there one is taken, with share 1 in place of ½ + ½.
extension IntrinsicTriangulation {
  /// Covers the proper faces of a mesh.
  ///
  /// - Parameters:
  ///   - mesh: any triangle mesh with a proper face; faces may be doubled, degenerate,
  ///     non-manifold, or all separate.
  ///   - mollification: the room by which the triangle inequality is made to hold, in mean edge
  ///     lengths, positive. Default: 1e-5.
  /// - Throws: ``MeshError`` for a mesh without proper faces or faces of a size out of range.
  /// - Complexity: O(n + m).
  public static func tuftedCover(
    of mesh: TriangleMesh, mollification: Double = 1e-5
  ) throws(MeshError) -> IntrinsicTriangulation {
    let faces = try MeasuredFaces(mesh, edgeLengths: nil, mollification: mollification)
    return try TuftedCover(faces, positions: mesh.positions).glued()
  }
}

/// Sheets over faces and how they are glued.
private struct TuftedCover {
  let base: MeasuredFaces
  let positions: [SIMD3<Double>]
  /// The sheet on the back of each face, −1 where the front stands for both.
  let backs: [Int32]
  let sheetCount: Int

  init(_ base: MeasuredFaces, positions: [SIMD3<Double>]) throws(MeshError) {
    self.base = base
    self.positions = positions
    let needsBack = Self.facesThatNeedBacks(base)
    var backs = [Int32](repeating: -1, count: base.faces.count)
    var count = base.faces.count
    for face in backs.indices where needsBack[face] {
      backs[face] = Int32(truncatingIfNeeded: count)
      count += 1
    }
    guard 3 * count < Int(Int32.max) else {
      throw .tooLarge(vertexCount: base.vertexCount, faceCount: count)
    }
    self.backs = backs
    sheetCount = count
  }

  func glued() throws(MeshError) -> IntrinsicTriangulation {
    let fronts = base.faces.count
    var vertices = [Int32](repeating: 0, count: 3 * sheetCount)
    var lengths = [Double](repeating: 0, count: 3 * sheetCount)
    var shares = [Double](repeating: 1, count: sheetCount)
    for face in 0..<fronts {
      let (corners, length) = (base.faces[face], base.lengths[face])
      for corner in 0..<3 {
        vertices[3 * face + corner] = corners[corner]
        lengths[3 * face + corner] = length[corner]
      }
      guard backs[face] >= 0 else { continue }
      let back = Int(backs[face])
      for corner in 0..<3 {
        vertices[3 * back + (3 - corner) % 3] = corners[corner]
        lengths[3 * back + (3 - corner) % 3] = length[corner]
      }
      shares[face] = 0.5
      shares[back] = 0.5
    }
    return try IntrinsicTriangulation(
      base, cornerVertices: vertices, lengths: lengths, glued: gluing(), shares: shares)
  }

  private func gluing() -> [Int32] {
    var glued = [Int32](repeating: -1, count: 3 * sheetCount)
    // A sheet that runs along an edge from its lower end faces counterclockwise around it.
    func glue(_ side: Int32, _ next: Int32) {
      let (ahead, behind) = (sheet(side, isForward: true), sheet(next, isForward: false))
      guard ahead >= 0, behind >= 0 else { return }
      glued[Int(ahead)] = behind
      glued[Int(behind)] = ahead
    }
    for edge in 0..<base.edges.count {
      var sides = base.edges.sides(on: edge)
      guard sides.count > 2 else {
        let (first, last) = (sides[sides.startIndex], sides[sides.endIndex - 1])
        glue(first, last)
        if sides.count == 2 { glue(last, first) }
        continue
      }
      sides = sortedAround(edge, sides)
      for (index, side) in sides.enumerated() {
        glue(side, sides[index + 1 == sides.count ? 0 : index + 1])
      }
    }
    return glued
  }

  /// The side, in the sheet that runs along the edge in a direction; −1 if there is no such sheet.
  @inline(__always)
  private func sheet(_ side: Int32, isForward: Bool) -> Int32 {
    if base.edges.isForward(side) == isForward { return side }
    let back = backs[Int(side) / 3]
    return back < 0 ? -1 : 3 * back + (3 - side % 3) % 3
  }

  /// Faces counterclockwise around an edge, seen against its direction; ties stay in their order.
  private func sortedAround(_ edge: Int, _ sides: ArraySlice<Int32>) -> ArraySlice<Int32> {
    let ends = base.edges.ends[edge]
    let origin = positions[Int(ends[0])]
    let axis = positions[Int(ends[1])] - origin
    let square = (axis * axis).sum()
    func spoke(_ side: Int32) -> SIMD3<Double> {
      let arm = positions[Int(base.faces[Int(side) / 3][Int(side) % 3])] - origin
      return square > 0 ? arm - axis * ((arm * axis).sum() / square) : arm
    }
    let reference = spoke(sides[sides.startIndex])
    let normal = TriangleMesh.cross(axis, reference)
    let length = square.squareRoot()
    let angles = sides.enumerated().map { index, side in
      let arm = spoke(side)
      let angle =
        index == 0 ? 0 : atan2((arm * normal).sum(), (arm * reference).sum() * length)
      return (angle: angle < 0 ? angle + 2 * .pi : angle, side: side)
    }
    return angles.sorted { ($0.angle, $0.side) < ($1.angle, $1.side) }.map(\.side)[...]
  }

  /// Faces whose component is not a closed oriented surface.
  private static func facesThatNeedBacks(_ base: MeasuredFaces) -> [Bool] {
    let edges = base.edges
    let odd = edges.ends.indices.filter { !edges.isRegular($0) }
    guard !odd.isEmpty else { return [Bool](repeating: false, count: base.faces.count) }
    var components = DisjointSets(count: base.faces.count)
    for edge in edges.ends.indices {
      let sides = edges.sides(on: edge)
      for side in sides.dropFirst() { components.join(sides[sides.startIndex] / 3, side / 3) }
    }
    var needed = [Bool](repeating: false, count: base.faces.count)
    for edge in odd {
      needed[Int(components.representative(edges.sides[Int(edges.starts[edge])] / 3))] = true
    }
    return needed.indices.map { needed[Int(components.representative(Int32($0)))] }
  }
}
