internal import Foundation
internal import Numerics

/// What the operators need of each face: its half cotangents and its area.
///
/// A face with a repeated corner has no interior: its entries are 0 and operators leave it out.
/// A face that is degenerate otherwise (corners on a line, within `mollification` of its longest
/// edge) gets the cotangents and area of the triangle whose edges are all longer by the least ε
/// that makes the triangle inequality hold with room: the intrinsic mollification of Sharp & Crane,
/// "A Laplacian for Nonmanifold Triangle Meshes" (2020), section 4.5, applied a face at a time. So
/// each face's element matrix is finite and positive semidefinite with constants as its kernel, and
/// faces that are not degenerate are not touched.
struct FaceGeometry: Sendable {
  /// Half the cotangent of the angle at corner c of face f, at 3 f + c.
  let halfCotangents: [Double]
  /// Area a face, in length units squared; positive for every face with three distinct corners.
  let areas: [Double]

  /// The room by which the triangle inequality must hold, relative to a face's longest edge.
  static let mollification = 1e-6
  /// Faces computed as one shard.
  static let shard = 8192

  /// Measures the faces of a mesh in space.
  init(of mesh: TriangleMesh) throws(MeshError) {
    try self.init(faces: mesh.faces) { face in
      let corners = mesh.faces[face]
      let (a, b) = (mesh.positions[Int(corners[0])], mesh.positions[Int(corners[1])])
      let c = mesh.positions[Int(corners[2])]
      return .measured(inSpace: a, b, c)
    }
  }

  /// Measures faces by their edge lengths alone, entry c of each opposite corner c.
  init(faces: [SIMD3<Int32>], edgeLengths: [SIMD3<Double>]) throws(MeshError) {
    try self.init(faces: faces) { .measured(byLengths: edgeLengths[$0]) }
  }

  private init(faces: [SIMD3<Int32>], measure: (Int) -> Measured) throws(MeshError) {
    let count = faces.count
    let shards = (count + Self.shard - 1) / Self.shard
    // Zero a shard while all is well; else a state that sends the sequential pass to look.
    var states = [UInt8](repeating: 0, count: shards)
    var areas: [Double] = []
    halfCotangents = [Double](unsafeUninitializedCapacity: 3 * count) { cotangents, written in
      LargeMemory.advise(cotangents)
      areas = [Double](unsafeUninitializedCapacity: count) { areas, written in
        LargeMemory.advise(areas)
        states.withUnsafeMutableBufferPointer { states in
          Parallel.forEach(rangesOf: count, grain: Self.shard) { range in
            for face in range {
              let isProper = !TriangleMesh.hasRepeatedCorner(faces[face])
              let measured = isProper ? measure(face) : Measured(halfCotangents: .zero, area: 0)
              for corner in 0..<3 {
                cotangents.initializeElement(
                  at: 3 * face + corner, to: measured.halfCotangents[corner])
              }
              areas.initializeElement(at: face, to: measured.area)
              if isProper, !(measured.area > 0) { states[face / Self.shard] = 1 }
            }
          }
        }
        written = count
      }
      written = 3 * count
    }
    if states.contains(1) { try Self.settlePoints(faces, &areas) }
    self.areas = areas
  }

  /// Gives faces that are mere points an area far below the others', and refuses wrong ones.
  private static func settlePoints(
    _ faces: [SIMD3<Int32>], _ areas: inout [Double]
  ) throws(MeshError) {
    var sum = 0.0
    var proper = 0
    for (index, face) in faces.enumerated() where !TriangleMesh.hasRepeatedCorner(face) {
      if areas[index] == Measured.sizeOutOfRange { throw .faceSizeOutOfRange(face: index) }
      if areas[index] == Measured.notATriangle { throw .triangleInequality(face: index) }
      if areas[index] > 0 {
        sum += areas[index]
        proper += 1
      }
    }
    guard proper > 0 else { throw .empty }
    let area = sum / Double(proper) * mollification * mollification
    for index in areas.indices where areas[index] == Measured.point { areas[index] = area }
  }
}

extension FaceGeometry {
  /// One face, measured; a negative area says why it could not be.
  struct Measured {
    var halfCotangents: SIMD3<Double>
    var area: Double

    static let sizeOutOfRange = -1.0
    static let notATriangle = -2.0
    static let point = -3.0

    /// Squares of squares of lengths must stay inside a Double's range.
    static let lengths = 1e-70...1e70

    @inline(__always)
    static func measured(
      inSpace a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>
    ) -> Measured {
      let (opposite0, opposite1, opposite2) = (c - b, a - c, b - a)
      let squares = SIMD3(
        (opposite0 * opposite0).sum(), (opposite1 * opposite1).sum(),
        (opposite2 * opposite2).sum())
      let longest = squares.max()
      let normal = TriangleMesh.cross(opposite1, opposite2)
      let doubleArea = (normal * normal).sum().squareRoot()
      // Above this height no side comes within the mollification of the other two.
      if doubleArea > 1e-3 * longest, longest > 1e-140, longest < 1e140 {
        let scale = -0.5 / doubleArea
        return Measured(
          halfCotangents: SIMD3(
            (opposite1 * opposite2).sum() * scale, (opposite2 * opposite0).sum() * scale,
            (opposite0 * opposite1).sum() * scale),
          area: 0.5 * doubleArea)
      }
      if longest > 0, !(1e-140...1e140).contains(longest) {
        return Measured(halfCotangents: .zero, area: sizeOutOfRange)
      }
      return measured(
        byLengths: SIMD3(
          squares[0].squareRoot(), squares[1].squareRoot(), squares[2].squareRoot()))
    }

    /// Kahan's formula for the area, which keeps its digits for needles, after mollification.
    static func measured(byLengths given: SIMD3<Double>) -> Measured {
      let longest = given.max()
      guard given.min() >= 0, longest.isFinite else {
        return Measured(halfCotangents: .zero, area: notATriangle)
      }
      if longest == 0 {
        return Measured(halfCotangents: SIMD3(repeating: 0.5 / 3.0.squareRoot()), area: point)
      }
      guard lengths.contains(longest) else {
        return Measured(halfCotangents: .zero, area: sizeOutOfRange)
      }
      let room = given.sum() - 2 * longest
      guard room > -mollification * longest else {
        return Measured(halfCotangents: .zero, area: notATriangle)
      }
      let l = given + max(0, mollification * longest - room)
      let (high, low) = (l.max(), l.min())
      let middle = l.sum() - high - low
      let product =
        (high + (middle + low)) * (low - (high - middle)) * (low + (high - middle))
        * (high + (middle - low))
      let area = 0.25 * max(product, 0).squareRoot()
      guard area > 0 else { return Measured(halfCotangents: .zero, area: notATriangle) }
      let squares = l * l
      let scale = 0.125 / area
      return Measured(
        halfCotangents: SIMD3(
          (squares[1] + squares[2] - squares[0]) * scale,
          (squares[2] + squares[0] - squares[1]) * scale,
          (squares[0] + squares[1] - squares[2]) * scale), area: area)
    }
  }
}
