/// Faces and vertices that carry nothing, or nothing new.
extension TriangleMesh {
  /// The proper faces whose corners lie on a line or in a point, to rounding; ascending.
  ///
  /// That is, twice the area is no more than 8 ε times the square of the longest edge.
  public var facesWithoutArea: [Int] {
    faces.indices.filter { face in
      let corners = faces[face]
      guard !Self.hasRepeatedCorner(corners) else { return false }
      let a = positions[Int(corners[0])]
      let (ab, ac) = (positions[Int(corners[1])] - a, positions[Int(corners[2])] - a)
      let extent = max(Self.largest(ab), Self.largest(ac))
      // Differences of finite coordinates can overflow; such a face is long, whatever its area.
      guard extent > 0, extent.isFinite else { return extent == 0 }
      let (u, v) = (ab / extent, ac / extent)
      let longest = max((u * u).sum(), (v * v).sum(), ((u - v) * (u - v)).sum())
      return Self.length(Self.cross(u, v)) <= 8 * Double.ulpOfOne * longest
    }
  }

  /// The proper faces that have the same three vertices as an earlier one, in any order; ascending.
  public var duplicateFaces: [Int] {
    let byLowest = Buckets(count: faceCount, keyCount: vertexCount) { face in
      Self.hasRepeatedCorner(faces[face]) ? -1 : faces[face].min()
    }
    var duplicates: [Int] = []
    var keys: [(others: UInt64, face: Int32)] = []
    for vertex in 0..<vertexCount {
      keys.removeAll(keepingCapacity: true)
      for face in byLowest[vertex] {
        let corners = faces[Int(face)]
        let highest = corners.max()
        let middle = corners.wrappedSum() &- Int32(vertex) &- highest
        keys.append((UInt64(middle) << 32 | UInt64(highest), face))
      }
      keys.sort { ($0.others, $0.face) < ($1.others, $1.face) }
      for index in keys.indices.dropFirst() where keys[index].others == keys[index - 1].others {
        duplicates.append(Int(keys[index].face))
      }
    }
    return duplicates.sorted()
  }

  /// The mesh without its ``duplicateFaces``.
  var withoutDuplicateFaces: TriangleMesh {
    get throws(MeshError) {
      let duplicates = Set(duplicateFaces)
      return try TriangleMesh(
        positions: positions,
        faces: faces.indices.filter { !duplicates.contains($0) }.map { faces[$0] })
    }
  }

  /// The vertices that lie exactly where an earlier one lies, ascending.
  public var repeatedPositions: [Int] {
    var first = Set<SIMD3<Double>>(minimumCapacity: vertexCount)
    return positions.indices.filter { !first.insert(positions[$0]).inserted }
  }

  private static func largest(_ vector: SIMD3<Double>) -> Double {
    max(abs(vector.x), abs(vector.y), abs(vector.z))
  }
}
