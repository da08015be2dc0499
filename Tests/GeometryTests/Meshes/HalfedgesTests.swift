import Geometry
import Testing

@Suite struct HalfedgesTests {
  private func meshes() throws -> [TriangleMesh] {
    try [
      Surfaces.cube(), Surfaces.tetrahedron(), MeshPrimitives.icosphere(subdivisions: 2),
      MeshPrimitives.torus(majorSegments: 7, minorSegments: 5),
      MeshPrimitives.gridPatch(rows: 3, columns: 5),
    ]
  }

  @Test func twinsRunTheOtherWayAlongTheSameEdge() throws {
    for mesh in try meshes() {
      let halfedges = try Halfedges(of: mesh)
      let edges = MeshEdges(of: mesh)
      #expect(halfedges.edges == edges.ends)
      var boundary = 0
      for halfedge in 0..<halfedges.count {
        let ends = SIMD2(Int32(halfedges.tail(halfedge)), Int32(halfedges.head(halfedge)))
        let edge = halfedges.edges[Int(halfedges.edge[halfedge])]
        #expect(edge == SIMD2(ends.min(), ends.max()))
        let next = halfedges.next(halfedge)
        #expect(halfedges.tail(next) == halfedges.head(halfedge))
        #expect(halfedges.previous(next) == halfedge)
        #expect(halfedges.next(halfedges.next(next)) == halfedge)
        #expect(halfedges.face(next) == halfedges.face(halfedge))
        let twin = Int(halfedges.twin[halfedge])
        guard twin >= 0 else {
          boundary += 1
          continue
        }
        #expect(Int(halfedges.twin[twin]) == halfedge)
        #expect(halfedges.tail(twin) == halfedges.head(halfedge))
        #expect(halfedges.edge[twin] == halfedges.edge[halfedge])
      }
      #expect(boundary == edges.boundary.count)
      for (index, halfedge) in halfedges.edgeHalfedge.enumerated() {
        #expect(Int(halfedges.edge[Int(halfedge)]) == index)
        if halfedges.twin[Int(halfedge)] >= 0 {
          #expect(halfedges.tail(Int(halfedge)) < halfedges.head(Int(halfedge)))
        }
      }
    }
  }

  @Test func fansHoldEachLeavingHalfedgeOnceCounterclockwise() throws {
    for mesh in try meshes() {
      let halfedges = try Halfedges(of: mesh)
      let leaving = Dictionary(grouping: 0..<halfedges.count) { halfedges.tail($0) }
      for vertex in 0..<mesh.vertexCount {
        let fan = halfedges.fan(around: vertex)
        #expect(fan.sorted() == leaving[vertex])
        for (halfedge, following) in zip(fan, fan.dropFirst()) {
          #expect(Int(halfedges.twin[following]) == halfedges.previous(halfedge))
        }
        let isOpen = fan.contains { halfedges.twin[$0] < 0 }
        #expect(halfedges.isBoundary(vertex: vertex) == isOpen)
      }
    }
  }

  @Test func facesWithRepeatedCornersAndLoneVerticesAreInNothing() throws {
    let mesh = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [5, 5, 5]],
      faces: [[1, 1, 2], [0, 1, 2], [3, 3, 3]])
    let halfedges = try Halfedges(of: mesh)
    #expect(halfedges.edges.count == 3)
    #expect(halfedges.edge[0..<3].allSatisfy { $0 == -1 })
    #expect(halfedges.fan(around: 3).isEmpty)
    #expect(!halfedges.isBoundary(vertex: 3))
    #expect(halfedges.fan(around: 1) == [3])
  }

  @Test func nonManifoldEdgesAndVerticesAreNamed() throws {
    let points: [SIMD3<Double>] = [
      [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [-1, 0, 0],
    ]
    let fan = try TriangleMesh(positions: points, faces: [[0, 1, 2], [1, 0, 3], [0, 1, 4]])
    #expect(throws: MeshError.notOrientedManifold(edge: [0, 1], faceCount: 3)) {
      try Halfedges(of: fan)
    }
    let turned = try TriangleMesh(positions: points, faces: [[0, 1, 2], [0, 1, 3]])
    #expect(throws: MeshError.notOrientedManifold(edge: [0, 1], faceCount: 2)) {
      try Halfedges(of: turned)
    }
    let hourglass = try TriangleMesh(positions: points, faces: [[2, 0, 1], [5, 0, 3]])
    #expect(throws: MeshError.nonManifoldVertex(vertex: 0)) { try Halfedges(of: hourglass) }
    #expect("\(MeshError.nonManifoldVertex(vertex: 7))".contains("vertex 7"))
  }
}
