internal import Numerics

/// Triangles known by their edge lengths and glued along their sides: a surface without a place in
/// space.
///
/// Side 3 f + c of face f lies opposite corner c and runs from corner c + 1 to corner c + 2. Faces
/// may meet a vertex more than once, and two faces along more than one edge: edge flips lead there.
/// A face of a *cover* stands for a share of the surface, since several sheets lie over it.
///
///     var surface = try IntrinsicTriangulation(of: mesh)
///     try surface.flipToDelaunay()
///     let stiffness = surface.stiffness()
public struct IntrinsicTriangulation: Sendable {
  /// The number of vertices, n, those without a face included.
  public let vertexCount: Int
  /// The vertex at each corner (3 m).
  public internal(set) var cornerVertices: [Int32]
  /// The side to which each side is glued (3 m), −1 on the boundary.
  public internal(set) var glued: [Int32]
  /// The length of each side (3 m), in length units.
  public internal(set) var lengths: [Double]
  /// Half the cotangent of the angle at each corner (3 m).
  public internal(set) var halfCotangents: [Double]
  /// The area of each face (m), in length units squared.
  public internal(set) var areas: [Double]
  /// What part of the surface each face stands for (m): 1, or ½ where two sheets cover it.
  public let shares: [Double]
  /// By how much mollification has lengthened every edge, in length units.
  public let mollification: Double
  /// The number of edge flips so far.
  public internal(set) var flipCount = 0
  /// The directions of sides, where somebody asked to have them kept.
  var signposts: Signposts?

  /// Takes the faces of a mesh with oriented manifold edges, with their lengths in space.
  ///
  /// Faces with a repeated corner are left out, and the others numbered on.
  ///
  /// - Parameters:
  ///   - mesh: edges have at most two faces that run along them in opposite directions; vertices
  ///     may be non-manifold.
  ///   - edgeLengths: three a face (m), entry c opposite corner c, in length units. Default: those
  ///     in space.
  ///   - mollification: the room by which the triangle inequality is made to hold, in mean edge
  ///     lengths, positive. Default: 1e-5.
  /// - Throws: ``MeshError`` for non-manifold edges, wrong lengths or a mesh without proper faces.
  public init(
    of mesh: TriangleMesh, edgeLengths: [SIMD3<Double>]? = nil, mollification: Double = 1e-5
  ) throws(MeshError) {
    let faces = try MeasuredFaces(mesh, edgeLengths: edgeLengths, mollification: mollification)
    let glued = try faces.edges.twins()
    try self.init(
      faces, cornerVertices: faces.faces.flatMap { [$0[0], $0[1], $0[2]] },
      lengths: faces.lengths.flatMap { [$0[0], $0[1], $0[2]] }, glued: glued,
      shares: [Double](repeating: 1, count: faces.faces.count))
  }

  /// Takes glued faces and measures them.
  init(
    _ faces: MeasuredFaces, cornerVertices: [Int32], lengths: [Double], glued: [Int32],
    shares: [Double]
  ) throws(MeshError) {
    vertexCount = faces.vertexCount
    mollification = faces.mollification
    self.cornerVertices = cornerVertices
    self.glued = glued
    self.lengths = lengths
    self.shares = shares
    let faceCount = shares.count
    var halfCotangents = [Double](repeating: 0, count: 3 * faceCount)
    areas = halfCotangents.withUnsafeMutableBufferPointer { half in
      let half = half
      return [Double](parallel: faceCount) { face in
        let triangle = IntrinsicTriangle(
          SIMD3(lengths[3 * face], lengths[3 * face + 1], lengths[3 * face + 2]))
        for corner in 0..<3 { half[3 * face + corner] = triangle.halfCotangents[corner] }
        return triangle.isProper ? triangle.area : 0
      }
    }
    self.halfCotangents = halfCotangents
    if let flat = areas.firstIndex(of: 0) {
      throw .faceSizeOutOfRange(face: faces.number(ofCorners: cornerVertices, of: flat))
    }
  }

  /// The number of faces, m; those of all sheets of a cover.
  public var faceCount: Int { shares.count }

  /// The mean length over the edges, each counted once, in length units.
  var meanEdgeLength: Double {
    var (sum, count) = (0.0, 0.0)
    for (side, other) in glued.enumerated() where other < 0 || side < other {
      sum += lengths[side]
      count += 1
    }
    return count > 0 ? sum / count : 0
  }

  /// The vertex from which a side runs.
  public func tail(_ side: Int) -> Int { Int(cornerVertices[Halfedges.next(side)]) }
  /// The vertex to which a side runs.
  public func head(_ side: Int) -> Int { Int(cornerVertices[Halfedges.previous(side)]) }

  /// Whether flips have come to an end.
  public internal(set) var isDelaunay = false
}
