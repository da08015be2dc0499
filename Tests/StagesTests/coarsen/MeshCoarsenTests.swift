import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MeshCoarsenTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func coarsen(
    _ mesh: TriangleMesh, _ parameters: ParameterValue = [:], seed: UInt64 = 0
  ) throws -> [String: ArtifactReference] {
    try trial.run(
      "mesh.coarsen", parameters, ["mesh": artifact(trial.store(mesh))], seed: seed)
  }

  @Test(arguments: ["decimation", "farthest-points", "poisson-disk"], ["adjacency", "stiffness"])
  func `levels have operators, parts in the next and measures`(
    method: String, kind: String
  ) throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 48, minorSegments: 24)
    let outputs = try coarsen(
      mesh, ["method": .string(method), "operator": .string(kind), "levels": 2])
    let found = try trial.read(HierarchyArtifact.self, outputs["hierarchy"])
    #expect(found.kind == kind)
    let hierarchy = found.hierarchy
    #expect(hierarchy.levelCount == 3 && hierarchy.sizes[0] == mesh.vertexCount)
    for prolongation in hierarchy.prolongations {
      #expect(prolongation.rowSums.allSatisfy { abs($0 - 1) < 1e-14 })
      #expect(prolongation.transposed().rowSums.allSatisfy { $0 > 0 })
    }
    #expect((hierarchy.clusters(of: 0) == nil) == (method == "decimation"))
    let coarsest = try trial.read(TriangleMesh.self, outputs["mesh"])
    #expect(coarsest.vertexCount == hierarchy.sizes[2])
    let origins = try trial.read(NumberArray.self, outputs["vertices"])
    #expect(origins.count == hierarchy.sizes[2])
    let metrics = try trial.read(Metrics.self, outputs["metrics"])
    #expect(metrics["levels"] == 3)
    for level in 1...2 {
      #expect(metrics["vertices_\(level)"] == Double(hierarchy.sizes[level]))
      #expect(try #require(metrics["distance_\(level)"]) > 0)
    }
  }

  @Test(arguments: ["decimation", "farthest-points", "poisson-disk"])
  func `the meshes of all levels are given where they are asked for`(method: String) throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 24, minorSegments: 12)
    let options: ParameterValue = ["method": .string(method), "levels": 2]
    let all = try coarsen(
      mesh, ["method": .string(method), "levels": 2, "meshes": "all"], seed: 3)
    let sizes = try trial.read(HierarchyArtifact.self, all["hierarchy"]).hierarchy.sizes
    for level in 1...2 {
      let found = try trial.read(TriangleMesh.self, all["mesh_\(level)"])
      #expect(found.vertexCount == sizes[level])
    }
    #expect(try #require(all["mesh_2"]).digest == #require(all["mesh"]).digest)
    let last = try coarsen(mesh, options, seed: 3)
    #expect(last["mesh_1"] == nil)
    for port in ["hierarchy", "mesh", "vertices", "metrics"] {
      #expect(try #require(last[port]).digest == #require(all[port]).digest)
    }
    let message = try trial.failure(
      "mesh.coarsen", ["method": .string(method), "levels": 9, "meshes": "all"],
      ["mesh": artifact(trial.store(mesh))])
    #expect(message.contains("not 9; lower `levels` or `minimum_size`"), "\(message)")
  }

  @Test func `options are heard`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 3)
    func hierarchy(_ parameters: ParameterValue, seed: UInt64 = 0) throws -> Hierarchy {
      try trial.read(
        HierarchyArtifact.self, coarsen(mesh, parameters, seed: seed)["hierarchy"]
      ).hierarchy
    }
    #expect(try hierarchy(["levels": 1, "ratio": 0.5]).sizes == [642, 321])
    #expect(try hierarchy(["levels": 9, "minimum_size": 200]).sizes == [642, 161])
    let assembled = try hierarchy(["levels": 1, "operator": "stiffness"])
    let galerkin = try hierarchy(["levels": 1, "operator": "stiffness", "coarse": "galerkin"])
    #expect(Bool(assembled.prolongations == galerkin.prolongations))
    #expect(assembled.operators[1].nonzeroCount < galerkin.operators[1].nonzeroCount)
    let wide: ParameterValue = ["levels": 1, "method": "poisson-disk", "radius": 0.8]
    #expect(try hierarchy(wide).sizes[1] < 40)
    #expect(try Bool(hierarchy(wide, seed: 1) != hierarchy(wide, seed: 2)))
  }

  @Test func `what makes no sense is refused`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 1)
    let input = ["mesh": try artifact(trial.store(mesh))]
    #expect(
      try trial.failure(
        "mesh.coarsen", ["method": "farthest-points", "coarse": "assembled"], input
      ).contains("no meshes to assemble"))
    #expect(
      try trial.failure("mesh.coarsen", ["radius": 0.1], input)
        .contains("only Poisson disks have one"))
    #expect(try trial.failure("mesh.coarsen", ["ratio": 1], input).contains("ratio"))
    let doubled = try TriangleMesh(
      positions: mesh.positions, faces: mesh.faces + [mesh.faces[0]])
    let twice = ["mesh": try artifact(trial.store(doubled))]
    #expect(try trial.failure("mesh.coarsen", [:], twice).contains("`mesh.repair`"))
    _ = try trial.run("mesh.coarsen", ["method": "farthest-points", "minimum_size": 8], twice)
  }
}
