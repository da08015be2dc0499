import Foundation
import Geometry
import Testing

@Suite struct TangentTransportTests {
  /// Two rings of triangles around a tip whose angles sum to `total`, laid out flat by lengths.
  ///
  /// The vertices of the first ring are flat, so that all curvature is at the tip.
  private func cone(_ sectors: Int, total: Double) throws -> (TriangleMesh, [SIMD3<Double>]) {
    func place(_ ring: Int, _ sector: Double) -> SIMD2<Double> {
      let angle = total * sector / Double(sectors)
      return SIMD2(Double(ring) * cos(angle), Double(ring) * sin(angle))
    }
    var faces: [SIMD3<Int32>] = []
    var lengths: [SIMD3<Double>] = []
    func add(_ corners: [(Int32, SIMD2<Double>)]) {
      faces.append(SIMD3(corners[0].0, corners[1].0, corners[2].0))
      lengths.append(
        SIMD3(
          (0..<3).map { index in
            let way = corners[(index + 1) % 3].1 - corners[(index + 2) % 3].1
            return (way * way).sum().squareRoot()
          }))
    }
    for sector in 0..<sectors {
      let (here, there) = (Double(sector), Double(sector + 1))
      let (a, b) = (Int32(1 + sector), Int32(1 + (sector + 1) % sectors))
      let outer = Int32(sectors)
      add([(0, .zero), (a, place(1, here)), (b, place(1, there))])
      add([(a, place(1, here)), (a + outer, place(2, here)), (b, place(1, there))])
      add([(b, place(1, there)), (a + outer, place(2, here)), (b + outer, place(2, there))])
    }
    let mesh = try TriangleMesh(
      positions: [SIMD3<Double>](repeating: .zero, count: 1 + 2 * sectors), faces: faces)
    return (mesh, lengths)
  }

  /// What a vector turns by along a closed path of vertices.
  private func turn(_ transport: TangentTransport, along path: [Int]) throws -> Double {
    let halfedges = transport.halfedges
    var sum = 0.0
    for (tail, head) in zip(path, path.dropFirst() + path.prefix(1)) {
      let halfedge = try #require(
        halfedges.fan(around: tail).first { halfedges.head($0) == head })
      sum += transport.rotations[halfedge]
    }
    return remainder(sum, 2 * .pi)
  }

  @Test func aroundTheTipOfAConeAVectorTurnsByTheAngleDefect() throws {
    for total in [1.9, 4.0, 6.0, 2 * Double.pi, 6.6, 9.0] {
      let (mesh, lengths) = try cone(7, total: total)
      let transport = try TangentTransport(of: mesh, edgeLengths: lengths)
      #expect(abs(transport.angleSums[0] - total) < 1e-13)
      for vertex in 1...7 { #expect(abs(transport.angleSums[vertex] - 2 * .pi) < 1e-13) }
      let turned = try turn(transport, along: Array(1...7))
      #expect(abs(remainder(turned - (2 * .pi - total), 2 * .pi)) < 1e-12)
    }
  }

  @Test func onTheFlatTorusStraightLinesStayStraightAndNoLoopTurns() throws {
    let (major, minor) = (13, 9)
    let mesh = try MeshPrimitives.torus(majorSegments: major, minorSegments: minor)
    let diagonal = 2.0.squareRoot()
    let transport = try TangentTransport(
      of: mesh,
      edgeLengths: mesh.faces.map { face in
        // Halves (a, b, c) and (a, c, d) of a square; only the first of them leaves a's circle at b.
        Int(face[0]) % minor == Int(face[1]) % minor
          ? SIMD3(1, diagonal, 1) : SIMD3(1, 1, diagonal)
      })
    for sum in transport.angleSums { #expect(abs(sum - 2 * .pi) < 1e-13) }
    let halfedges = transport.halfedges
    func vertex(_ place: (Int, Int)) -> Int { place.0 % major * minor + place.1 % minor }
    // Loops that no disk fills: around the one way, the other, and both.
    for step in [(1, 0), (0, 1), (1, 1)] {
      let loop = (0..<major * minor).map { vertex((2 + $0 * step.0, 3 + $0 * step.1)) }
      let turned = try turn(transport, along: loop)
      #expect(abs(turned) < 1e-10)
      let ways = try zip(loop, loop.dropFirst()).map { tail, head in
        try #require(halfedges.fan(around: tail).first { halfedges.head($0) == head })
      }
      for (way, next) in zip(ways, ways.dropFirst()) {
        let straight = transport.angles[way] + transport.rotations[way] - transport.angles[next]
        #expect(abs(remainder(straight, 2 * .pi)) < 1e-12)
      }
    }
  }

  @Test func aroundALoopOnTheSphereItTurnsByTheAreaInside() throws {
    // Rings of latitude between two caps; the loop is a ring.
    let (rings, sectors) = (60, 120)
    var positions: [SIMD3<Double>] = [[0, 0, 1]]
    for ring in 1..<rings {
      let polar = Double.pi * Double(ring) / Double(rings)
      for sector in 0..<sectors {
        let around = 2 * Double.pi * Double(sector) / Double(sectors)
        positions.append(SIMD3(sin(polar) * cos(around), sin(polar) * sin(around), cos(polar)))
      }
    }
    positions.append([0, 0, -1])
    func vertex(_ ring: Int, _ sector: Int) -> Int32 {
      Int32(1 + (ring - 1) * sectors + sector % sectors)
    }
    var faces: [SIMD3<Int32>] = []
    for sector in 0..<sectors {
      faces.append([0, vertex(1, sector), vertex(1, sector + 1)])
      faces.append([
        vertex(rings - 1, sector + 1), vertex(rings - 1, sector), Int32(positions.count - 1),
      ])
      for ring in 1..<rings - 1 {
        let (a, b) = (vertex(ring, sector), vertex(ring + 1, sector))
        let (c, d) = (vertex(ring + 1, sector + 1), vertex(ring, sector + 1))
        faces += [[a, b, c], [a, c, d]]
      }
    }
    let mesh = try TriangleMesh(positions: positions, faces: faces)
    let transport = try TangentTransport(of: mesh)
    for ring in [7, 15, 30, 41] {
      let loop = (0..<sectors).map { Int(vertex(ring, $0)) }
      let area = 2 * Double.pi * (1 - cos(Double.pi * Double(ring) / Double(rings)))
      let turned = try turn(transport, along: loop)
      #expect(abs(remainder(turned - area, 2 * .pi)) < 0.01)
    }
    let curvature = transport.faceCurvatures.reduce(0, +)
    #expect(abs(curvature - 4 * .pi) < 1e-10)
  }

  @Test func rotationsBackUndoThoseForth() throws {
    for mesh in try [
      MeshPrimitives.torus(majorSegments: 9, minorSegments: 7),
      MeshPrimitives.gridPatch(rows: 4, columns: 3), Surfaces.cube(),
    ] {
      let transport = try TangentTransport(of: mesh)
      for (halfedge, twin) in transport.halfedges.twin.enumerated() where twin >= 0 {
        #expect(transport.rotations[halfedge] == -transport.rotations[Int(twin)])
        #expect((0..<2 * .pi).contains(transport.angles[halfedge]))
      }
    }
  }

  @Test func inThePlaneParallelVectorsStayParallel() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 6, columns: 5, size: [3, 7])
    let transport = try TangentTransport(of: mesh)
    let frames = VertexFrames(of: mesh, transport.halfedges)
    let halfedges = transport.halfedges
    func angle(_ vertex: Int) -> Double {
      // Of the x axis, in the frame of an inner vertex.
      atan2(frames.yAxes[vertex].x, frames.xAxes[vertex].x)
    }
    for halfedge in 0..<halfedges.count {
      let (tail, head) = (halfedges.tail(halfedge), halfedges.head(halfedge))
      guard !halfedges.isBoundary(vertex: tail), !halfedges.isBoundary(vertex: head) else {
        continue
      }
      let carried = angle(tail) + transport.rotations[halfedge]
      #expect(abs(remainder(carried - angle(head), 2 * .pi)) < 1e-12)
    }
  }

  @Test func framesAreOrthonormalAndNormalsExactOnTheSphere() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 3, radius: 2.5)
    let frames = VertexFrames(of: mesh, try Halfedges(of: mesh))
    for vertex in 0..<mesh.vertexCount {
      let (n, x, y) = (frames.normals[vertex], frames.xAxes[vertex], frames.yAxes[vertex])
      #expect((n - mesh.positions[vertex] / 2.5).max() < 1e-13)
      #expect(abs((n * x).sum()) < 1e-14 && abs((x * y).sum()) < 1e-14)
      #expect(abs((x * x).sum() - 1) < 1e-14 && abs((y * y).sum() - 1) < 1e-14)
    }
  }

  @Test func whatCannotBeLaidOutIsNamed() throws {
    let mesh = try Surfaces.tetrahedron()
    #expect(throws: MeshError.edgeLengthCount(lengths: 0, faces: 4)) {
      try TangentTransport(of: mesh, edgeLengths: [])
    }
    let bad = [SIMD3<Double>](repeating: [1, .nan, 1], count: 4)
    #expect(throws: MeshError.triangleInequality(face: 0)) {
      try TangentTransport(of: mesh, edgeLengths: bad)
    }
  }
}
