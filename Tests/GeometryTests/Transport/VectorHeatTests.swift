import Foundation
import Geometry
import Numerics
import Testing

@Suite struct VectorHeatTests {
  @Test(arguments: [(3, 0.15), (4, 0.08), (5, 0.05)])
  func onTheSphereVectorsAreCarriedAlongGreatCircles(
    subdivisions: Int, degrees: Double
  ) throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
    let heat = try VectorHeat(mesh)
    let frames = VertexFrames(of: mesh, heat.transport.halfedges)
    var (sum, count) = (0.0, 0.0)
    for (source, angle) in [(0, 0.3), (17, 2.0), (33, -1.1)] {
      let field = try heat.transport([
        TangentVector(vertex: source, components: 2.5 * SIMD2(cos(angle), sin(angle)))
      ])
      let p = mesh.positions[source]
      let vector = cos(angle) * frames.xAxes[source] + sin(angle) * frames.yAxes[source]
      for (vertex, q) in mesh.positions.enumerated() where (p * q).sum() > -0.98 {
        let wanted = Sphere.carried(vector, from: p, to: q)
        let own = field[vertex].x * frames.xAxes[vertex] + field[vertex].y * frames.yAxes[vertex]
        #expect(abs(Sphere.length(own) - 2.5) < 1e-9)
        sum += acos(min(1, (own * wanted).sum() / 2.5)) * 180 / .pi
        count += 1
      }
    }
    #expect(sum / count < degrees)
  }

  @Test(arguments: ConnectionLaplacian.Method.allCases)
  func inThePlaneVectorsStayParallel(method: ConnectionLaplacian.Method) throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 16, columns: 13, size: [2, 3])
    let heat = try VectorHeat(mesh, options: VectorHeatOptions(method: method))
    let frames = VertexFrames(of: mesh, heat.transport.halfedges)
    let source = 8 * 14 + 6
    let field = try heat.transport([TangentVector(vertex: source, components: [1, 0])])
    var checked = 0
    for vertex in 0..<mesh.vertexCount
    where !heat.transport.halfedges.isBoundary(vertex: vertex) {
      // Tangent planes at the boundary are stretched, which is felt one edge away.
      let p = mesh.positions[vertex]
      guard abs(p.x - mesh.positions[source].x) < 0.6, abs(p.y - mesh.positions[source].y) < 0.9
      else { continue }
      let own = field[vertex].x * frames.xAxes[vertex] + field[vertex].y * frames.yAxes[vertex]
      #expect(Sphere.length(own - frames.xAxes[source]) < 0.01)
      checked += 1
    }
    #expect(checked > 40)
  }

  @Test func aTurnAtTheSourceIsTheSameTurnEverywhere() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 2)
    let heat = try VectorHeat(mesh)
    let one = try heat.transport([TangentVector(vertex: 4, components: [1, 0])])
    let other = try heat.transport([TangentVector(vertex: 4, components: [0, 1])])
    for (vertex, (a, b)) in zip(one, other).enumerated()
    where (mesh.positions[vertex] * mesh.positions[4]).sum() > -0.95 {
      #expect(abs(a.x - b.y) < 1e-9 && abs(a.y + b.x) < 1e-9)
    }
  }

  @Test func magnitudesAreThoseOfTheNearestSource() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 4)
    let heat = try VectorHeat(mesh)
    let opposite = try #require(mesh.positions.firstIndex { $0 == -mesh.positions[0] })
    let field = try heat.transport([
      TangentVector(vertex: 0, components: [1, 0]),
      TangentVector(vertex: opposite, components: [0, -5]),
    ])
    let values = try heat.extend([(vertex: 0, value: 1), (vertex: opposite, value: 5)])
    for (vertex, vector) in field.enumerated() {
      let length = (vector * vector).sum().squareRoot()
      #expect(abs(length - values[vertex]) < 1e-9)
      #expect((1 - 1e-9...5 + 1e-9).contains(length))
      let height = (mesh.positions[vertex] * mesh.positions[0]).sum()
      if height > 0.5 { #expect(abs(length - 1) < 0.05) }
      if height < -0.5 { #expect(abs(length - 5) < 0.05) }
    }
    let zero = try heat.transport([TangentVector(vertex: 3, components: .zero)])
    #expect(zero.allSatisfy { $0 == .zero })
  }

  @Test func longTrianglesAreFlippedAway() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 3)
    let mesh = try TriangleMesh(
      positions: sphere.positions.map { SIMD3($0.x, $0.y, 0.12 * $0.z) }, faces: sphere.faces)
    let heat = try VectorHeat(mesh)
    let field = try heat.transport([TangentVector(vertex: 7, components: [1, 0])])
    for vector in field { #expect(abs((vector * vector).sum() - 1) < 1e-9) }
    let plain = try ConnectionLaplacian(of: mesh)
    let intrinsic = try ConnectionLaplacian(of: mesh, method: .intrinsicDelaunay)
    #expect(Bool(plain.stiffness() != intrinsic.stiffness()))
  }

  @Test func whatNoSourceReachesIsNoNumber() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 1)
    let count = Int32(sphere.vertexCount)
    let mesh = try TriangleMesh(
      positions: sphere.positions + sphere.positions.map { $0 + 5 } + [[9, 9, 9]],
      faces: sphere.faces + sphere.faces.map { $0 &+ count })
    let heat = try VectorHeat(mesh)
    let field = try heat.transport([TangentVector(vertex: 2, components: [0, 3])])
    #expect(field.prefix(Int(count)).allSatisfy { $0.x.isFinite && $0.y.isFinite })
    #expect(field.dropFirst(Int(count)).allSatisfy { $0.x.isNaN && $0.y.isNaN })
    let values = try heat.extend([(vertex: 2, value: 3)])
    #expect(values.prefix(Int(count)).allSatisfy { abs($0 - 3) < 1e-12 })
    #expect(values.dropFirst(Int(count)).allSatisfy { $0.isNaN })
  }

  @Test func badSourcesAreNamed() throws {
    let heat = try VectorHeat(Surfaces.tetrahedron())
    #expect(throws: MeshError.noSource) { try heat.transport([]) }
    #expect(throws: MeshError.sourceOutOfRange(source: 4, vertexCount: 4)) {
      try heat.transport([TangentVector(vertex: 4, components: [1, 0])])
    }
    let twice = TangentVector(vertex: 1, components: [1, 0])
    #expect(throws: MeshError.self) { try heat.transport([twice, twice]) }
    #expect(throws: MeshError.self) {
      try heat.transport([TangentVector(vertex: 1, components: [.nan, 0])])
    }
    #expect(throws: MeshError.self) {
      try VectorHeat(Surfaces.tetrahedron(), options: VectorHeatOptions(timeFactor: -1))
    }
  }

  @Test func theBitsDoNotDependOnTheWorkers() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 4)
    defer { Parallel.use(workers: 0) }
    let results = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      return try VectorHeat(mesh).transport([TangentVector(vertex: 5, components: [1, 2])])
    }
    #expect(Bool(results[0] == results[1]))
    #expect(Bool(results[0] == results[2]))
  }
}
