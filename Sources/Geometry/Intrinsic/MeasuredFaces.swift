internal import Numerics

/// The proper faces of a mesh with mollified edge lengths, ready to be glued.
struct MeasuredFaces {
  let vertexCount: Int
  /// Faces with three distinct corners.
  let faces: [SIMD3<Int32>]
  /// The number each had in the mesh; `nil` if none was left out.
  private let numbers: [Int32]?
  /// Edge lengths of each, entry c opposite corner c.
  let lengths: [SIMD3<Double>]
  let edges: MeshEdges
  /// By how much each length has grown.
  let mollification: Double

  init(
    _ mesh: TriangleMesh, edgeLengths: [SIMD3<Double>]?, mollification factor: Double
  ) throws(MeshError) {
    guard factor.isFinite, factor > 0 else {
      throw .parameterOutOfRange(
        name: "mollification", value: "\(factor)", range: "a positive finite number")
    }
    if let edgeLengths, edgeLengths.count != mesh.faceCount {
      throw .edgeLengthCount(lengths: edgeLengths.count, faces: mesh.faceCount)
    }
    vertexCount = mesh.vertexCount
    let isProper = !mesh.faces.contains(where: TriangleMesh.hasRepeatedCorner)
    let numbers =
      isProper
      ? nil
      : mesh.faces.indices.filter { !TriangleMesh.hasRepeatedCorner(mesh.faces[$0]) }
        .map { Int32($0) }
    let faces = numbers.map { $0.map { mesh.faces[Int($0)] } } ?? mesh.faces
    guard !faces.isEmpty else { throw .empty }
    var lengths =
      edgeLengths.map { given in numbers.map { $0.map { given[Int($0)] } } ?? given }
      ?? Self.lengthsInSpace(mesh, faces)
    if let bad = lengths.firstIndex(where: { !($0.min() >= 0 && $0.sum().isFinite) }) {
      let number = numbers.map { Int($0[bad]) } ?? bad
      throw edgeLengths == nil
        ? .faceSizeOutOfRange(face: number) : .triangleInequality(face: number)
    }
    edges = MeshEdges(vertexCount: mesh.vertexCount, faces: faces)
    let mean = Self.meanLength(lengths, edges)
    guard mean > 0 else { throw .empty }
    mollification = Mollification.apply(to: &lengths, room: factor * mean)
    if let bad = lengths.firstIndex(where: { !FaceGeometry.Measured.lengths.contains($0.max()) }) {
      throw .faceSizeOutOfRange(face: numbers.map { Int($0[bad]) } ?? bad)
    }
    self.faces = faces
    self.numbers = numbers
    self.lengths = lengths
  }

  /// The mesh's number of the face that has the corners of one in a cover.
  func number(ofCorners corners: [Int32], of covering: Int) -> Int {
    let wanted = Set(corners[3 * covering..<3 * covering + 3])
    let index = faces.firstIndex { Set([$0[0], $0[1], $0[2]]) == wanted } ?? 0
    return numbers.map { Int($0[index]) } ?? index
  }

  private static func lengthsInSpace(
    _ mesh: TriangleMesh, _ faces: [SIMD3<Int32>]
  ) -> [SIMD3<Double>] {
    [SIMD3<Double>](parallel: faces.count) { index in
      let face = faces[index]
      let (a, b) = (mesh.positions[Int(face[0])], mesh.positions[Int(face[1])])
      let c = mesh.positions[Int(face[2])]
      return SIMD3(
        TriangleMesh.length(c - b), TriangleMesh.length(a - c), TriangleMesh.length(b - a))
    }
  }

  /// The mean over the edges, each counted once.
  private static func meanLength(_ lengths: [SIMD3<Double>], _ edges: MeshEdges) -> Double {
    var sum = 0.0
    for edge in 0..<edges.count {
      let side = Int(edges.sides[Int(edges.starts[edge])])
      sum += lengths[side / 3][side % 3]
    }
    return sum / Double(edges.count)
  }
}
