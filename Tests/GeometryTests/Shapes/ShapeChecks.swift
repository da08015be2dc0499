import Foundation
import Geometry
import Testing

/// What made surfaces are held to.
enum ShapeChecks {
  /// Checks that a surface is closed, manifold, oriented outward and connected, with so many handles.
  static func requireSound(
    _ mesh: TriangleMesh, vertices: Int, genus: Int, _ name: String
  ) {
    let health = MeshHealth(of: mesh)
    #expect(mesh.vertexCount == vertices, "\(name)")
    #expect(health.isClosed && health.isManifold && health.componentCount == 1, "\(name)")
    #expect(health.genus == genus, "\(name)")
    #expect(health.misorientedEdges.isEmpty && health.facesWithoutArea.isEmpty, "\(name)")
    #expect(health.unreferencedVertices.isEmpty && health.repeatedPositions.isEmpty, "\(name)")
    #expect(mesh.signedVolume > 0, "\(name)")
  }

  /// The angles of all faces in degrees, ascending.
  static func angles(_ mesh: TriangleMesh) -> [Double] {
    mesh.edgeLengths.flatMap { lengths in
      (0..<3).map { corner in
        let (a, b, c) = (lengths[corner], lengths[(corner + 1) % 3], lengths[(corner + 2) % 3])
        return acos((b * b + c * c - a * a) / (2 * b * c)) * 180 / Double.pi
      }
    }.sorted()
  }

  /// The share of edges whose opposite angles sum to at most π, counted edge by edge.
  static func delaunayShare(_ mesh: TriangleMesh) -> Double {
    var sums: [SIMD2<Int32>: Double] = [:]
    for (face, lengths) in zip(mesh.faces, mesh.edgeLengths) {
      for corner in 0..<3 {
        let (a, b, c) = (lengths[corner], lengths[(corner + 1) % 3], lengths[(corner + 2) % 3])
        let (from, to) = (face[(corner + 1) % 3], face[(corner + 2) % 3])
        sums[SIMD2(min(from, to), max(from, to)), default: 0] +=
          acos((b * b + c * c - a * a) / (2 * b * c))
      }
    }
    return Double(sums.values.count { $0 <= Double.pi + 1e-6 }) / Double(sums.count)
  }

  static func length(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum().squareRoot() }

  /// For each edge its length in one mesh over that with other places of the vertices.
  static func stretches(_ mesh: TriangleMesh, from rest: [SIMD3<Double>]) -> [Double] {
    mesh.faces.flatMap { face in
      (0..<3).map { corner in
        let (a, b) = (Int(face[corner]), Int(face[(corner + 1) % 3]))
        return length(mesh.positions[a] - mesh.positions[b]) / length(rest[a] - rest[b])
      }
    }.sorted()
  }
}
