/// Normals at vertices.
extension TriangleMesh {
  /// The unit normal at each vertex (n), by the right-hand rule; zero where no face has an area.
  ///
  /// Faces count with the weights of Max, "Weights for Computing Vertex Normals from Facet Normals"
  /// (1999): the sine of the angle over the product of the two edges, which makes the normals exact
  /// where all vertices lie on a sphere.
  public var vertexNormals: [SIMD3<Double>] {
    var sums = [SIMD3<Double>](repeating: .zero, count: vertexCount)
    for face in faces where !Self.hasRepeatedCorner(face) {
      for corner in 0..<3 {
        let origin = positions[Int(face[corner])]
        let first = positions[Int(face[(corner + 1) % 3])] - origin
        let second = positions[Int(face[(corner + 2) % 3])] - origin
        let weight = (first * first).sum() * (second * second).sum()
        guard weight > 0, (1 / weight).isFinite else { continue }
        sums[Int(face[corner])] += Self.cross(first, second) / weight
      }
    }
    return sums.map { sum in
      let length = Self.length(sum)
      return length > 0 && length.isFinite ? sum / length : .zero
    }
  }
}
