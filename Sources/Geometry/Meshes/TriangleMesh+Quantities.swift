/// Lengths, areas, normals and counts of a mesh.
extension TriangleMesh {
  /// The three edge lengths of each face (m), entry c opposite corner c, in length units.
  public var edgeLengths: [SIMD3<Double>] {
    faces.map { face in
      let (a, b, c) = corners(of: face)
      return SIMD3(Self.length(c - b), Self.length(a - c), Self.length(b - a))
    }
  }

  /// The area of each face (m), in length units squared; 0 for degenerate faces.
  public var faceAreas: [Double] {
    faces.map { Self.length(areaVector(of: $0)) / 2 }
  }

  /// The unit normal of each face (m), by the right-hand rule; zero for faces without area.
  public var faceNormals: [SIMD3<Double>] {
    faces.map { face in
      let vector = areaVector(of: face)
      let length = Self.length(vector)
      return length > 0 ? vector / length : .zero
    }
  }

  /// A frame in space for each face (m): the x axis from corner 0 to corner 1, the y axis a quarter
  /// turn from it, and the normal; zeros for faces without area.
  public var faceFrames: (xAxes: [SIMD3<Double>], yAxes: [SIMD3<Double>], normals: [SIMD3<Double>])
  {
    let normals = faceNormals
    let xAxes = faces.indices.map { face -> SIMD3<Double> in
      guard normals[face] != .zero else { return .zero }
      let (a, b, _) = corners(of: faces[face])
      return (b - a) / Self.length(b - a)
    }
    return (xAxes, zip(normals, xAxes).map { Self.cross($0, $1) }, normals)
  }

  /// The area of the surface, in length units squared.
  public var totalArea: Double { faceAreas.reduce(0, +) }

  /// The volume that a closed mesh encloses, in length units cubed; positive if oriented outward.
  ///
  /// The sum of signed tetrahedra over the origin; without meaning for an open mesh.
  public var signedVolume: Double {
    faces.indices.reduce(0) { $0 + signedVolume(ofFace: $1, over: .zero) }
  }

  /// The mean length over the edges, each counted once; 0 for a mesh without edges.
  public var meanEdgeLength: Double {
    meanLength(of: MeshEdges(of: self).ends)
  }

  /// The corners of the smallest axis-aligned box around all vertices, or `nil` without vertices.
  public var boundingBox: (lower: SIMD3<Double>, upper: SIMD3<Double>)? {
    guard let first = positions.first else { return nil }
    var (lower, upper) = (first, first)
    for position in positions {
      lower.replace(with: position, where: position .< lower)
      upper.replace(with: position, where: position .> upper)
    }
    return (lower, upper)
  }

  /// The vertices that no face names, ascending.
  public var unreferencedVertices: [Int] {
    let referenced = referencedVertices
    return positions.indices.filter { !referenced[$0] }
  }

  /// The faces that name a vertex twice, ascending.
  public var facesWithRepeatedCorners: [Int] {
    faces.indices.filter { Self.hasRepeatedCorner(faces[$0]) }
  }

  /// Vertices − edges + faces, counting only what proper faces (three distinct corners) touch.
  ///
  /// For a closed connected orientable surface of genus g it is 2 − 2g.
  public var eulerCharacteristic: Int {
    var touched = [Bool](repeating: false, count: vertexCount)
    var properFaces = 0
    for face in faces where !Self.hasRepeatedCorner(face) {
      for corner in 0..<3 { touched[Int(face[corner])] = true }
      properFaces += 1
    }
    return touched.count(where: \.self) - MeshEdges(of: self).count + properFaces
  }

  /// The connected component of each vertex (n), numbered from 0 by their lowest vertex.
  ///
  /// Vertices of a face are connected; an unreferenced vertex is a component of its own.
  public var vertexComponents: [Int32] {
    var sets = DisjointSets(count: vertexCount)
    for face in faces {
      sets.join(face[0], face[1])
      sets.join(face[0], face[2])
    }
    return sets.labels()
  }

  /// Throws unless each edge has at most two faces and these run along it in opposite directions.
  ///
  /// - Throws: ``MeshError/notOrientedManifold(edge:faceCount:)`` with the first such edge.
  public func requireOrientedManifoldEdges() throws(MeshError) {
    let edges = MeshEdges(of: self)
    for edge in edges.ends.indices where edges.faceCount(edge) > 1 && !edges.isRegular(edge) {
      throw .notOrientedManifold(edge: edges.ends[edge], faceCount: edges.faceCount(edge))
    }
  }
}

extension TriangleMesh {
  /// Whether each vertex is named by a face.
  var referencedVertices: [Bool] {
    var referenced = [Bool](repeating: false, count: vertexCount)
    for face in faces {
      for corner in 0..<3 { referenced[Int(face[corner])] = true }
    }
    return referenced
  }

  /// The mean length of some edges, 0 if there are none.
  func meanLength(of edges: [SIMD2<Int32>]) -> Double {
    let sum = edges.reduce(0) { sum, edge in
      sum + Self.length(positions[Int(edge[1])] - positions[Int(edge[0])])
    }
    return edges.isEmpty ? 0 : sum / Double(edges.count)
  }

  /// The volume of the tetrahedron from a point to a face, positive if the face looks away from it.
  func signedVolume(ofFace face: Int, over point: SIMD3<Double>) -> Double {
    let (a, b, c) = corners(of: faces[face])
    return ((a - point) * Self.cross(b - point, c - point)).sum() / 6
  }

  static func hasRepeatedCorner(_ face: SIMD3<Int32>) -> Bool {
    face[0] == face[1] || face[1] == face[2] || face[2] == face[0]
  }

  static func length(_ vector: SIMD3<Double>) -> Double {
    (vector * vector).sum().squareRoot()
  }

  static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
  }

  private func corners(
    of face: SIMD3<Int32>
  ) -> (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>) {
    (positions[Int(face[0])], positions[Int(face[1])], positions[Int(face[2])])
  }

  /// A vector along the face's normal, as long as twice its area.
  private func areaVector(of face: SIMD3<Int32>) -> SIMD3<Double> {
    let (a, b, c) = corners(of: face)
    return Self.cross(b - a, c - a)
  }
}
