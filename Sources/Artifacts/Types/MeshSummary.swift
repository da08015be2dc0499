import Geometry

/// Counts that say what kind of surface a mesh is.
struct MeshSummary {
  private let vertices: Int
  private let faces: Int
  private var boundaryEdges = 0
  private var nonManifoldEdges = 0
  private var edges = 0
  private var referenced = 0
  private var components = 0

  /// - Complexity: O(n + m log m).
  init(_ mesh: TriangleMesh) {
    vertices = mesh.positions.count
    faces = mesh.faces.count
    var keys: [UInt64] = []
    keys.reserveCapacity(3 * faces)
    var parents = Array(0..<Int32(vertices))
    var seen = [Bool](repeating: false, count: vertices)
    func root(_ vertex: Int32) -> Int32 {
      var vertex = vertex
      while parents[Int(vertex)] != vertex {
        parents[Int(vertex)] = parents[Int(parents[Int(vertex)])]
        vertex = parents[Int(vertex)]
      }
      return vertex
    }
    for face in mesh.faces {
      for corner in 0..<3 {
        let a = face[corner]
        let b = face[(corner + 1) % 3]
        keys.append(UInt64(min(a, b)) << 32 | UInt64(max(a, b)))
        parents[Int(root(a))] = root(b)
        seen[Int(a)] = true
      }
    }
    for vertex in 0..<vertices where seen[vertex] {
      referenced += 1
      if parents[vertex] == vertex { components += 1 }
    }
    keys.sort()
    var start = 0
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end] == keys[start] { end += 1 }
      edges += 1
      if end - start == 1 { boundaryEdges += 1 }
      if end - start > 2 { nonManifoldEdges += 1 }
      start = end
    }
  }

  var text: String {
    var parts = [
      Exports.count(vertices, "vertex", plural: "vertices"), Exports.count(faces, "face"),
    ]
    if referenced < vertices {
      parts.append(
        Exports.count(vertices - referenced, "unreferenced vertex", plural: "unreferenced vertices")
      )
    }
    if components > 1 { parts.append(Exports.count(components, "component")) }
    if nonManifoldEdges > 0 { parts.append(Exports.count(nonManifoldEdges, "non-manifold edge")) }
    if boundaryEdges > 0 { parts.append(Exports.count(boundaryEdges, "boundary edge")) }
    if boundaryEdges == 0, nonManifoldEdges == 0, faces > 0 {
      parts.append("closed")
      let characteristic = referenced - edges + faces
      if components == 1, characteristic <= 2, characteristic % 2 == 0 {
        parts.append("genus \(1 - characteristic / 2)")
      } else {
        parts.append("Euler characteristic \(characteristic)")
      }
    }
    return parts.joined(separator: ", ")
  }
}
