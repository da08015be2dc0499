/// A mesh with its flaws mended, and what that took.
///
/// The steps, in this order: merge positions, drop degenerate faces, drop duplicate faces, cut to a manifold
/// (Guéziec, Taubin, Lazarus & Horn 2001, local cutting) and, if wanted, to an orientable one, orient, drop unreferenced vertices. Faces keep their
/// order and, but for turned ones, their corners' order.
public struct MeshRepair: Sendable, Equatable {
  /// What was done, in numbers.
  public struct Changes: Sendable, Equatable {
    /// Vertices that became one with an earlier vertex.
    public var mergedVertices = 0
    /// Degenerate faces that were dropped.
    public var droppedDegenerateFaces = 0
    /// Repeated faces that were dropped.
    public var droppedDuplicateFaces = 0
    /// Vertices that were added by cutting.
    public var splitVertices = 0
    /// Faces that were turned over.
    public var turnedFaces = 0
    /// Surfaces, connected across edges of two faces, that have no orientation and were left as they are.
    public var unorientableSurfaces = 0
    /// Vertices that no face names, or named any more, and were dropped; merged ones not counted.
    public var droppedVertices = 0

    /// Nothing.
    public init() {}
  }

  /// The mended mesh.
  public let mesh: TriangleMesh
  /// For each of its vertices (n), the vertex of the given mesh that it was.
  public let origins: [Int32]
  /// For each of its faces (m), the face of the given mesh that it was.
  public let faceOrigins: [Int32]
  /// What was done.
  public let changes: Changes

  /// Mends a mesh.
  ///
  /// - Throws: ``MeshError/parameterOutOfRange(name:value:range:)`` for a tolerance outside 0 ... 0.1.
  /// - Complexity: O(n + m log d) for n vertices, m faces and largest valence d.
  public init(_ mesh: TriangleMesh, options: MeshRepairOptions = MeshRepairOptions())
    throws(MeshError)
  {
    var work = Work(mesh)
    if let tolerance = options.mergeTolerance { try work.merge(tolerance) }
    switch options.degenerateFaces {
    case .keep: break
    case .repeatedCorners:
      work.changes.droppedDegenerateFaces = try work.drop(work.mesh.facesWithRepeatedCorners)
    case .withoutArea:
      work.changes.droppedDegenerateFaces = try work.drop(
        work.mesh.facesWithRepeatedCorners + work.mesh.facesWithoutArea)
    }
    if options.dropsDuplicateFaces {
      work.changes.droppedDuplicateFaces = try work.drop(work.mesh.duplicateFaces)
    }
    switch options.cutting {
    case .none: break
    case .vertices: try work.cut { _, _ in true }
    case .edges: try work.cut { edges, edge in edges.faceCount(edge) == 2 }
    case .seams:
      try work.cut { edges, edge in edges.faceCount(edge) == 2 }
      try work.cutSeams()
    }
    if options.orientation != .keep { try work.orient(outward: options.orientation == .outward) }
    try work.compact(dropsUnreferenced: options.dropsUnreferencedVertices)
    self.mesh = work.mesh
    origins = work.origins
    faceOrigins = work.faceOrigins
    changes = work.changes
  }
}

extension MeshRepair {
  /// The mesh between two steps.
  private struct Work {
    var mesh: TriangleMesh
    var origins: [Int32]
    var faceOrigins: [Int32]
    var changes = Changes()
    /// Vertices that became another one.
    private var isMerged: [Bool]

    init(_ mesh: TriangleMesh) {
      self.mesh = mesh
      origins = Array(0..<Int32(mesh.vertexCount))
      faceOrigins = Array(0..<Int32(mesh.faceCount))
      isMerged = [Bool](repeating: false, count: mesh.vertexCount)
    }

    mutating func merge(_ tolerance: Double) throws(MeshError) {
      let targets = try mesh.mergedVertices(tolerance: tolerance)
      isMerged = targets.indices.map { targets[$0] != Int32($0) }
      changes.mergedVertices = isMerged.count(where: \.self)
      guard changes.mergedVertices > 0 else { return }
      try replaceFaces {
        SIMD3(targets[Int($0[0])], targets[Int($0[1])], targets[Int($0[2])])
      }
    }

    mutating func drop(_ faces: [Int]) throws(MeshError) -> Int {
      guard !faces.isEmpty else { return 0 }
      var goes = [Bool](repeating: false, count: mesh.faceCount)
      for face in faces { goes[face] = true }
      let kept = mesh.faces.indices.filter { !goes[$0] }
      faceOrigins = kept.map { faceOrigins[$0] }
      mesh = try TriangleMesh(positions: mesh.positions, faces: kept.map { mesh.faces[$0] })
      return faces.count
    }

    /// Gives every fan of faces at a vertex but the first a vertex of its own.
    ///
    /// Where a fan stops at each edge of more than two faces, its edges there have one face each, or two if
    /// both ends of the same fan meet: no edge is left with more.
    mutating func cut(
      crossing crosses: (_ edges: MeshEdges, _ edge: Int) -> Bool
    ) throws(MeshError) {
      let edges = MeshEdges(of: mesh)
      let fans = edges.fans { crosses(edges, $0) }
      var positions = mesh.positions
      var faces = mesh.faces
      var hasFan = [Bool](repeating: false, count: positions.count)
      var vertexOfFan = [Int32](repeating: -1, count: fans.count)
      for corner in fans.indices
      where !TriangleMesh.hasRepeatedCorner(mesh.faces[corner / 3]) {
        let fan = Int(fans[corner])
        if vertexOfFan[fan] < 0 {
          let vertex = mesh.faces[corner / 3][corner % 3]
          if hasFan[Int(vertex)] {
            vertexOfFan[fan] = Int32(positions.count)
            positions.append(mesh.positions[Int(vertex)])
            origins.append(origins[Int(vertex)])
            isMerged.append(false)
          } else {
            hasFan[Int(vertex)] = true
            vertexOfFan[fan] = vertex
          }
        }
        faces[corner / 3][corner % 3] = vertexOfFan[fan]
      }
      changes.splitVertices += positions.count - mesh.vertexCount
      if positions.count > mesh.vertexCount {
        mesh = try TriangleMesh(positions: positions, faces: faces)
      }
    }

    /// Cuts surfaces without an orientation where faces disagree that have been turned over from one face on.
    ///
    /// Around each inner vertex such edges are even in number, so that no cut ends inside a surface.
    mutating func cutSeams() throws(MeshError) {
      let orientation = FaceOrientation(MeshEdges(of: mesh))
      guard orientation.isOrientable.contains(false) else { return }
      try cut { edges, edge in
        let sides = edges.sides(on: edge)
        guard sides.count == 2 else { return false }
        let (first, second) = (
          Int(sides[sides.startIndex]) / 3, Int(sides[sides.startIndex + 1]) / 3
        )
        let haveTurnedAlike = orientation.isTurned[first] == orientation.isTurned[second]
        return edges.isRegular(edge) == haveTurnedAlike
      }
    }

    mutating func orient(outward: Bool) throws(MeshError) {
      let edges = MeshEdges(of: mesh)
      let orientation = FaceOrientation(edges)
      let turns = Self.turns(mesh, edges, orientation, outward: outward)
      changes.unorientableSurfaces = orientation.isOrientable.count { !$0 }
      changes.turnedFaces = turns.count(where: \.self)
      guard changes.turnedFaces > 0 else { return }
      var faces = mesh.faces
      for face in faces.indices where turns[face] {
        faces[face] = SIMD3(faces[face][0], faces[face][2], faces[face][1])
      }
      mesh = try TriangleMesh(positions: mesh.positions, faces: faces)
    }

    /// The faces to turn: of each surface the fewer, unless a closed one is wanted outward.
    private static func turns(
      _ mesh: TriangleMesh, _ edges: MeshEdges, _ orientation: FaceOrientation,
      outward: Bool
    ) -> [Bool] {
      let count = orientation.isOrientable.count
      var turned = [Int](repeating: 0, count: count)
      var sizes = [Int](repeating: 0, count: count)
      var volumes = [Double](repeating: 0, count: count)
      var isClosed = [Bool](repeating: true, count: count)
      // Volumes are taken about a corner of the box, so that a surface far from the origin keeps its digits.
      let origin = mesh.boundingBox?.lower ?? .zero
      for (face, surface) in orientation.surfaces.enumerated() where surface >= 0 {
        let surface = Int(surface)
        sizes[surface] += 1
        if orientation.isTurned[face] { turned[surface] += 1 }
        let volume = mesh.signedVolume(ofFace: face, over: origin)
        volumes[surface] += orientation.isTurned[face] ? -volume : volume
      }
      for edge in edges.ends.indices where edges.faceCount(edge) != 2 {
        for side in edges.sides(on: edge) {
          isClosed[Int(orientation.surfaces[Int(side) / 3])] = false
        }
      }
      let turnsOthers = (0..<count).map { surface in
        outward && isClosed[surface] && volumes[surface] != 0
          ? volumes[surface] < 0 : 2 * turned[surface] > sizes[surface]
      }
      return orientation.surfaces.enumerated().map { face, surface in
        guard surface >= 0, orientation.isOrientable[Int(surface)] else { return false }
        return orientation.isTurned[face] != turnsOthers[Int(surface)]
      }
    }

    /// Takes out merged vertices and, if wanted, those that no face names.
    mutating func compact(dropsUnreferenced: Bool) throws(MeshError) {
      let referenced = mesh.referencedVertices
      let kept = mesh.positions.indices.filter {
        !isMerged[$0] && (referenced[$0] || !dropsUnreferenced)
      }
      guard kept.count < mesh.vertexCount else { return }
      changes.droppedVertices = mesh.vertexCount - kept.count - isMerged.count(where: \.self)
      var numbers = [Int32](repeating: -1, count: mesh.vertexCount)
      for (number, vertex) in kept.enumerated() { numbers[vertex] = Int32(number) }
      origins = kept.map { origins[$0] }
      mesh = try TriangleMesh(
        positions: kept.map { mesh.positions[$0] },
        faces: mesh.faces.map {
          SIMD3(numbers[Int($0[0])], numbers[Int($0[1])], numbers[Int($0[2])])
        })
    }

    private mutating func replaceFaces(
      _ change: (SIMD3<Int32>) -> SIMD3<Int32>
    ) throws(MeshError) {
      mesh = try TriangleMesh(positions: mesh.positions, faces: mesh.faces.map(change))
    }
  }
}
