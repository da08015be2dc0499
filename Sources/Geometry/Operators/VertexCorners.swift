internal import Numerics

/// The corners of proper faces around each vertex, as one flat list in order of their faces.
struct VertexCorners: Sendable {
  /// Corners of vertex v stand at starts[v] ..< starts[v + 1].
  let starts: [Int32]
  /// Corner c of face f is 3 f + c.
  let corners: [Int32]

  /// Collects corners by a counting sort; faces with repeated corners are left out.
  ///
  /// - Complexity: O(n + m).
  init(vertexCount: Int, faces: [SIMD3<Int32>]) {
    var starts = [Int32](repeating: 0, count: vertexCount + 1)
    for face in faces where !TriangleMesh.hasRepeatedCorner(face) {
      for corner in 0..<3 { starts[Int(face[corner]) + 1] += 1 }
    }
    for vertex in 0..<vertexCount { starts[vertex + 1] += starts[vertex] }
    var next = starts
    var corners = [Int32](zeros: Int(starts[vertexCount]))
    for (index, face) in faces.enumerated() where !TriangleMesh.hasRepeatedCorner(face) {
      for corner in 0..<3 {
        let vertex = Int(face[corner])
        corners[Int(next[vertex])] = Int32(3 * index + corner)
        next[vertex] += 1
      }
    }
    self.starts = starts
    self.corners = corners
  }

  /// Collects the corners of an intrinsic triangulation, whose faces may meet a vertex twice.
  ///
  /// - Complexity: O(n + m).
  init(vertexCount: Int, cornerVertices: [Int32]) {
    var starts = [Int32](repeating: 0, count: vertexCount + 1)
    for vertex in cornerVertices { starts[Int(vertex) + 1] += 1 }
    for vertex in 0..<vertexCount { starts[vertex + 1] += starts[vertex] }
    var next = starts
    var corners = [Int32](zeros: cornerVertices.count)
    for (corner, vertex) in cornerVertices.enumerated() {
      corners[Int(next[Int(vertex)])] = Int32(corner)
      next[Int(vertex)] += 1
    }
    self.starts = starts
    self.corners = corners
  }

  /// Whether a vertex has a proper face.
  func isSupported(_ vertex: Int) -> Bool { starts[vertex] < starts[vertex + 1] }

  /// For each vertex, the sum of one value a corner (3 m), in the order of the faces.
  func sums(of values: [Double]) -> [Double] { sums { values[$0] } }

  /// For each vertex, the sum of what each of its corners gives, in the order of the faces.
  @inline(__always)
  func sums(of value: (_ corner: Int) -> Double) -> [Double] {
    [Double](parallel: starts.count - 1) { vertex in
      var sum = 0.0
      for slot in Int(starts[vertex])..<Int(starts[vertex + 1]) {
        sum += value(Int(corners[slot]))
      }
      return sum
    }
  }
}
