import Geometry
import Numerics

/// What must hold of regions.
enum RegionChecks {
  /// The edges of a mesh, a one both ways.
  static func edges(of mesh: TriangleMesh) throws -> SparseMatrix<Double> {
    let edges = mesh.faces.flatMap { face in
      (0..<3).map { Graph.Edge(face[$0], face[($0 + 1) % 3]) }
    }
    return try Graph(nodeCount: mesh.vertexCount, edges: edges).adjacency
  }

  /// Whether some region is not connected.
  static func fault(_ clustering: Clustering, _ edges: SparseMatrix<Double>) -> String? {
    let clusters = clustering.clusters
    var inside: [Graph.Edge] = []
    for node in 0..<edges.rows {
      for slot in edges.entries(inRow: node)
      where clusters[Int(edges.columnIndices[slot])] == clusters[node] {
        inside.append(Graph.Edge(Int32(node), edges.columnIndices[slot]))
      }
    }
    guard let graph = try? Graph(nodeCount: edges.rows, edges: inside) else { return "no graph" }
    let parts = Int(graph.components.max() ?? -1) + 1
    return parts == clustering.count ? nil : "\(clustering.count) regions in \(parts) parts"
  }
}
