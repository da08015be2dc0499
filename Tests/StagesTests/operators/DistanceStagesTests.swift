import Artifacts
import Foundation
import Geometry
import Pipeline
import Store
import TestSupport
import Testing

/// What holds for every kind that measures distances from source vertices.
@Suite struct DistanceStagesTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func distances(
    _ kind: String, _ mesh: TriangleMesh, _ parameters: ParameterValue
  ) throws -> FieldArtifact {
    let outputs = try trial.run(kind, parameters, ["mesh": artifact(trial.store(mesh))])
    return try trial.read(FieldArtifact.self, outputs["distance"])
  }

  @Test func `exact distances in the plane are straight lines, those along edges are not shorter`()
    throws
  {
    let mesh = try MeshPrimitives.gridPatch(rows: 9, columns: 7)
    let exact = try distances("geodesics.exact", mesh, ["sources": [12]])
    let edges = try distances("geodesics.edges", mesh, ["sources": [12]])
    #expect((exact.name, exact.channels, exact.count) == ("distance", 1, mesh.vertexCount))
    for (vertex, position) in mesh.positions.enumerated() {
      let offset = position - mesh.positions[12]
      #expect(abs(exact.values[vertex] - (offset * offset).sum().squareRoot()) < 1e-12)
      #expect(edges.values[vertex] >= exact.values[vertex] - 1e-12)
    }
    #expect(edges.values != exact.values)
    let near = try distances("geodesics.exact", mesh, ["sources": [12], "radius": 0.4]).values
    for (a, b) in zip(near, exact.values) { #expect(a == (b <= 0.4 ? b : .infinity)) }
  }

  @Test func `heat is exact near its sources unless that is turned off`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 3)
    let exact = try distances("geodesics.exact", mesh, ["sources": [0]]).values
    let heat = try distances("geodesics.heat", mesh, ["sources": [0]]).values
    let alone = try distances("geodesics.heat", mesh, ["sources": [0], "near_field": 0]).values
    let ring = exact.indices.filter { exact[$0] > 0 && exact[$0] < 0.3 }
    #expect(ring.count > 5)
    for vertex in ring {
      #expect(abs(heat[vertex] - exact[vertex]) < 1e-12)
      #expect(abs(alone[vertex] - exact[vertex]) > 0.01 * exact[vertex])
    }
  }

  @Test(arguments: ["exact", "heat", "edges"])
  func `a matrix has a column for each source as if it were alone`(method: String) throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 2)
    let input = try ["mesh": artifact(trial.store(mesh))]
    let matrix = try trial.read(
      FieldArtifact.self,
      trial.run(
        "geodesics.matrix", ["sources": [7, 0, 161], "method": .string(method)], input, threads: 2)[
          "distances"])
    #expect((matrix.name, matrix.channels, matrix.count) == ("distances", 3, mesh.vertexCount))
    for (column, source) in [7, 0, 161].enumerated() {
      let alone = try distances(
        "geodesics." + method, mesh, ["sources": .list([.integer(source)])])
      #expect(alone.values == (0..<mesh.vertexCount).map { matrix.values[3 * $0 + column] })
    }
  }

  @Test(arguments: ["geodesics.exact", "geodesics.edges", "geodesics.heat", "geodesics.matrix"])
  func `sources that make no distance are refused`(kind: String) throws {
    let mesh = try trial.store(MeshPrimitives.icosphere(subdivisions: 0))
    for (parameters, wanted) in [
      ([:], "parameter 'sources' is missing"),
      (["sources": []], "needs at least one vertex; write [0]"),
      (["sources": [0, 12]], "Source vertex 12 is outside the mesh's vertices 0 to 11"),
    ] as [(ParameterValue, String)] {
      let message = try trial.failure(kind, parameters, ["mesh": artifact(mesh)])
      #expect(message.contains(wanted), "\(message)")
    }
  }
}

/// Real meshes, among them those that no textbook promises anything about.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["MERIDIAN_TEST_DATA"] != nil,
    "set MERIDIAN_TEST_DATA to the data folder"))
struct RealDistancesTests {
  @Test(arguments: ["dirty", "boundary", "genus"])
  func `every mesh has distances or says why not`(folder: String) throws {
    let root = try #require(ProcessInfo.processInfo.environment["MERIDIAN_TEST_DATA"])
    let path = "\(root)/meshes/\(folder)"
    var measured = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    where MeshFile.format(ofName: name) != nil {
      guard let data = try? MeshFile.read(FileBytes.read(path: "\(path)/\(name)", name: name))
      else { continue }
      let mesh = try TriangleMesh(positions: data.positions, faces: data.faces)
      let unreferenced = Set(mesh.unreferencedVertices)
      guard let source = (0..<mesh.vertexCount).first(where: { !unreferenced.contains($0) }) else {
        #expect(throws: MeshError.empty) { try ExactGeodesics(mesh) }
        continue
      }
      let exact = try ExactGeodesics(mesh).distances(from: [source])
      let edges = try EdgeGeodesics(mesh).distances(from: [source])
      let heat = try HeatGeodesics(mesh).distances(from: [source])
      let solver = try HeatGeodesics(mesh, options: HeatGeodesicsOptions(method: .robust))
      let robust = try solver.distances(from: [source])
      #expect(robust[source] == 0)
      for vertex in exact.indices {
        #expect(exact[vertex] >= 0 && exact[vertex] <= edges[vertex] * (1 + 1e-12), "\(name)")
        #expect(exact[vertex].isFinite == edges[vertex].isFinite, "\(name)")
        #expect(heat[vertex] >= 0 && heat[vertex].isFinite == exact[vertex].isFinite, "\(name)")
        #expect(
          robust[vertex] >= 0 && robust[vertex].isFinite == exact[vertex].isFinite, "\(name)")
      }
      if let far = exact.indices.filter({ exact[$0].isFinite }).max(by: { exact[$0] < exact[$1] }) {
        let back = try ExactGeodesics(mesh).distances(from: [far])[source]
        #expect(abs(back - exact[far]) <= 1e-9 * exact[far], "\(name)")
        let robustBack = try solver.distances(from: [far])[source]
        #expect(abs(robustBack - robust[far]) <= 0.06 * robust[far], "\(name)")
      }
      measured += 1
    }
    #expect(measured >= 4)
  }
}
