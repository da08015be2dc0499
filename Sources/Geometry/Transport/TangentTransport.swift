internal import Foundation

/// Polar coordinates in the tangent plane of each vertex, and how vectors are carried along edges.
///
/// Knöppel, Crane, Pinkall & Schröder, "Globally Optimal Direction Fields" (2013); Sharp, Soliman &
/// Crane, "The Vector Heat Method" (2019), section 5: the angles around a vertex are scaled to sum
/// to 2π (π at the boundary), direction 0 is that of ``Halfedges/vertexHalfedge``, and a vector that
/// is carried along an edge keeps its angle to it. Everything follows from edge lengths: the surface
/// needs no place in space.
///
///     let transport = try TangentTransport(of: mesh)
///     let angle = angleAtTail + transport.rotations[halfedge]
public struct TangentTransport: Sendable, Equatable {
  /// The connectivity of the mesh.
  public let halfedges: Halfedges
  /// The angle at each corner (3 m), in radians.
  public let cornerAngles: [Double]
  /// The sum of the angles around each vertex (n), in radians; 0 without a face.
  public let angleSums: [Double]
  /// The polar angle of each halfedge at its tail (3 m), in radians from 0 up to 2π.
  public let angles: [Double]
  /// What a vector turns by when it is carried along each halfedge (3 m), in radians from −π to π.
  ///
  /// A vector with polar angle α at the tail has α + rotation at the head.
  public let rotations: [Double]

  /// Lays out tangent planes by the edge lengths in space.
  ///
  /// - Throws: ``MeshError`` that names an edge or a vertex at which the mesh is not manifold.
  /// - Complexity: O(n + m).
  public init(of mesh: TriangleMesh) throws(MeshError) {
    try self.init(of: mesh, edgeLengths: mesh.edgeLengths)
  }

  /// Lays out tangent planes by given edge lengths.
  ///
  /// - Parameters:
  ///   - mesh: gives the faces (m); positions are not looked at.
  ///   - edgeLengths: three a face (m), entry c opposite corner c, in length units.
  /// - Throws: ``MeshError`` for a mesh that is not manifold, or lengths that are not numbers.
  public init(of mesh: TriangleMesh, edgeLengths: [SIMD3<Double>]) throws(MeshError) {
    guard edgeLengths.count == mesh.faceCount else {
      throw .edgeLengthCount(lengths: edgeLengths.count, faces: mesh.faceCount)
    }
    if let bad = edgeLengths.firstIndex(where: { !($0.min() >= 0 && $0.sum().isFinite) }) {
      throw .triangleInequality(face: bad)
    }
    let halfedges = try Halfedges(of: mesh)
    let cornerAngles = CornerAngles.measure(mesh.faces, lengths: edgeLengths)
    var sums = [Double](repeating: 0, count: mesh.vertexCount)
    var angles = [Double](repeating: 0, count: halfedges.count)
    for vertex in 0..<mesh.vertexCount {
      let fan = halfedges.fan(around: vertex)
      for halfedge in fan {
        angles[halfedge] = sums[vertex]
        sums[vertex] += cornerAngles[Halfedges.next(halfedge)]
      }
      guard sums[vertex] > 0 else { continue }
      let scale = (halfedges.isBoundary(vertex: vertex) ? 1 : 2) * Double.pi / sums[vertex]
      for halfedge in fan { angles[halfedge] *= scale }
    }
    self.halfedges = halfedges
    self.cornerAngles = cornerAngles
    angleSums = sums
    self.angles = angles
    rotations = Self.rotations(halfedges, angles)
  }

  private static func rotations(_ halfedges: Halfedges, _ angles: [Double]) -> [Double] {
    var rotations = [Double](repeating: 0, count: halfedges.count)
    for start in halfedges.edgeHalfedge {
      let halfedge = Int(start)
      let twin = Int(halfedges.twin[halfedge])
      // On the boundary the edge is the last of the fan at its head, at π.
      let back = twin >= 0 ? angles[twin] : Double.pi
      let rotation = remainder(back + .pi - angles[halfedge], 2 * .pi)
      rotations[halfedge] = rotation
      if twin >= 0 { rotations[twin] = -rotation }
    }
    return rotations
  }

  /// What angles at a vertex are multiplied by to become polar angles; 0 without a face.
  func scale(at vertex: Int) -> Double {
    guard angleSums[vertex] > 0 else { return 0 }
    return (halfedges.isBoundary(vertex: vertex) ? 1 : 2) * Double.pi / angleSums[vertex]
  }

  /// By how much a vector turns that is carried around the border of each face (m), in radians.
  ///
  /// It is the curvature that the face has once the angles around its corners are scaled; over a
  /// region these add up to what a vector turns by around the region's border.
  public var faceCurvatures: [Double] {
    (0..<halfedges.faces.count).map { face in
      guard halfedges.edge[3 * face] >= 0 else { return 0 }
      let turn = (3 * face..<3 * face + 3).reduce(0.0) { $0 + rotations[$1] }
      return remainder(turn, 2 * .pi)
    }
  }

}
