internal import Foundation

/// How well formed the triangles of a mesh are, and what moving its vertices did to the lengths of its edges.
public struct MeshDistortion: Sendable, Equatable {
  /// The smallest angle of a face, in radians.
  public let smallestAngle: Double
  /// Lengths of the edges over those before (e), ascending.
  public let stretches: [Double]

  /// Compares a mesh with what it was.
  ///
  /// - Parameters:
  ///   - mesh: with at least one edge, and no face without area.
  ///   - rest: where its vertices (n) were.
  /// - Throws: ``MeshError/empty`` without edges.
  public init(of mesh: TriangleMesh, from rest: [SIMD3<Double>]) throws(MeshError) {
    let before = try TriangleMesh(positions: rest, faces: mesh.faces)
    let ends = MeshEdges(of: mesh).ends
    guard !ends.isEmpty else { throw .empty }
    func length(_ edge: SIMD2<Int32>, of mesh: TriangleMesh) -> Double {
      TriangleMesh.length(mesh.positions[Int(edge[1])] - mesh.positions[Int(edge[0])])
    }
    stretches = ends.map { length($0, of: mesh) / length($0, of: before) }.sorted()
    smallestAngle = mesh.edgeLengths.reduce(Double.pi) { least, lengths in
      // The smallest angle lies opposite the shortest side.
      let (a, b, c) = (lengths.min(), lengths.max(), lengths.sum() - lengths.min() - lengths.max())
      return min(least, acos(min(1, (b * b + c * c - a * a) / (2 * b * c))))
    }
  }

  /// The stretch that a share of the edges stays below.
  public func stretch(of share: Double) -> Double {
    stretches[Int((share * Double(stretches.count - 1)).rounded())]
  }
}
