import Artifacts
import Foundation
import Geometry
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MeshInspectTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func inspect(
    _ mesh: [StageTrial.Input], _ parameters: ParameterValue = [:]
  ) throws -> Metrics {
    try trial.read(
      Metrics.self, trial.run("mesh.inspect", parameters, ["mesh": mesh])["metrics"])
  }

  @Test(
    .enabled(if: RealMesh.folder != nil, "set MERIDIAN_TEST_DATA to the data folder"),
    arguments: RealMesh.all)
  func `a real mesh has the counts that its list gives`(mesh: RealMesh) throws {
    let path = try #require(RealMesh.folder) + "/" + mesh.path
    let loaded = try trial.run("load.mesh", [:], ["mesh": [.file(path)]])["mesh"]
    let metrics = try inspect(artifact(loaded))
    for (name, count) in mesh.counts {
      #expect(metrics[name] == Double(count), "\(mesh.path): \(name)")
    }
    let flaws = [
      "boundary_edges", "non_manifold_edges", "non_manifold_vertices", "misoriented_edges",
      "faces_with_repeated_corners", "duplicate_faces", "unreferenced_vertices",
      "repeated_positions",
    ]
    for flaw in flaws where !mesh.counts.contains(where: { $0.0 == flaw }) {
      #expect(metrics[flaw] == 0, "\(mesh.path): \(flaw)")
    }
  }

  @Test func `flaws are named, the first of them`() throws {
    let mesh = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [5, 5, 5], [5, 5, 5]], faces: [[0, 1, 2]])
    let stored = try artifact(trial.store(mesh))
    let metrics = try inspect(stored)
    #expect(
      metrics.notes == [
        "boundary_edges: edge 0–1, edge 0–2, edge 1–2", "unreferenced_vertices: vertex 3, vertex 4",
        "repeated_positions: vertex 4",
      ])
    #expect(metrics.artifactDetails == metrics.notes)
    #expect(metrics["genus"] == 0)
    let one = try inspect(stored, ["named": 1])
    #expect(one.notes.first == "boundary_edges: edge 0–1 and 2 more")
    #expect(try inspect(stored, ["named": 0]).notes.isEmpty)
    #expect(
      String(decoding: metrics.json.fileBytes, as: UTF8.self).contains(
        "repeated_positions: vertex 4"))
  }

  @Test func `a surface that is no manifold has no genus`() throws {
    let sheets = try TriangleMesh(
      positions: [[0, 0, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0], [-1, 0, 0]],
      faces: [[0, 1, 2], [0, 1, 3], [0, 1, 4]])
    let metrics = try inspect(artifact(trial.store(sheets)))
    #expect(metrics["genus"] == nil)
    #expect(metrics["manifold"] == 0 && metrics["non_manifold_edges"] == 1)
  }
}

/// A mesh of the data folder with the counts of its README; triangles of fans where that counts polygons.
struct RealMesh: Sendable, CustomTestStringConvertible {
  let path: String
  let counts: [(String, Int)]

  static let folder = ProcessInfo.processInfo.environment["MERIDIAN_TEST_DATA"]

  var testDescription: String { path }

  private init(
    _ path: String, _ vertices: Int, _ faces: Int, _ edges: Int, _ characteristic: Int,
    _ others: (String, Int)...
  ) {
    self.path = "meshes/" + path
    counts =
      [
        ("vertices", vertices), ("faces", faces), ("edges", edges),
        ("euler_characteristic", characteristic),
      ] + others
  }

  static let all = [
    RealMesh("clean/spot.obj", 2930, 5856, 8784, 2, ("components", 1), ("genus", 0), ("closed", 1)),
    RealMesh("clean/bunny_3k.off", 3485, 6966, 10449, 2, ("genus", 0), ("closed", 1)),
    RealMesh("clean/fox.ply", 313, 622, 933, 2, ("genus", 0), ("closed", 1)),
    RealMesh("clean/human_man.obj", 6890, 13776, 20664, 2, ("genus", 0), ("manifold", 1)),
    RealMesh("genus/3holes.off", 3596, 7200, 10800, -4, ("genus", 3), ("closed", 1)),
    RealMesh("genus/bob_small.ply", 250, 500, 750, 0, ("genus", 1), ("closed", 1)),
    RealMesh("genus/rocker-arm.obj", 10044, 20088, 30132, 0, ("genus", 1)),
    RealMesh("genus/torus.obj", 2304, 4608, 6912, 0, ("genus", 1), ("orientable", 1)),
    RealMesh(
      "boundary/camelhead.off", 11381, 22704, 34084, 1, ("boundary_edges", 56),
      ("boundary_loops", 1), ("genus", 0), ("closed", 0)),
    RealMesh("boundary/cat_head.obj", 131, 248, 378, 1, ("boundary_edges", 12)),
    RealMesh(
      "boundary/lilium.obj", 3389, 6590, 9978, 1, ("boundary_edges", 186), ("boundary_loops", 1)),
    RealMesh(
      "boundary/stanford_bunny_69k.obj", 35947, 69451, 104288, -3, ("components", 1),
      ("boundary_edges", 223), ("unreferenced_vertices", 1113), ("boundary_loops", 5),
      ("genus", 0)),
    RealMesh("boundary/woody.obj", 694, 1267, 1960, 1, ("boundary_edges", 119)),
    RealMesh("large/skull_100k.obj", 49999, 100002, 150003, -2, ("genus", 2), ("closed", 1)),
    RealMesh(
      "dirty/bunny_tri.ply", 8171, 16301, 24363, 84, ("components", 1), ("boundary_edges", 123),
      ("non_manifold_edges", 150), ("duplicate_faces", 87), ("unreferenced_vertices", 25)),
    RealMesh(
      "dirty/degenerated.obj", 7, 24, 18, 13, ("non_manifold_edges", 6), ("duplicate_faces", 12),
      ("components", 1), ("closed", 1)),
    RealMesh("dirty/fan3.obj", 5, 3, 7, 1, ("boundary_edges", 6), ("non_manifold_edges", 1)),
    RealMesh("dirty/hourglass_ico.obj", 23, 40, 60, 3, ("non_manifold_vertices", 1)),
    RealMesh(
      "dirty/moebius.obj", 280, 448, 728, 0, ("boundary_edges", 112), ("misoriented_edges", 4),
      ("orientable", 0), ("boundary_loops", 1)),
    RealMesh("dirty/negative_indices.obj", 8, 12, 18, 2, ("genus", 0)),
    RealMesh(
      "dirty/sliver_tet.ply", 5009, 4, 6, 2, ("repeated_positions", 26),
      ("unreferenced_vertices", 5005), ("genus", 0), ("components", 1)),
    RealMesh(
      "dirty/soup.stl", 300, 100, 300, 100, ("components", 100), ("boundary_edges", 300),
      ("boundary_loops", 100)),
    RealMesh(
      "dirty/teapot.obj", 3644, 6320, 9998, -34, ("components", 4), ("boundary_edges", 1036),
      ("non_manifold_vertices", 38), ("repeated_positions", 403)),
    RealMesh(
      "dirty/triple_vierbein.obj", 75, 108, 182, 1, ("boundary_edges", 60),
      ("non_manifold_edges", 20), ("misoriented_edges", 3)),
    RealMesh(
      "dirty/truck.obj", 2956, 4770, 7822, -96, ("components", 50), ("boundary_edges", 1388),
      ("non_manifold_edges", 54), ("non_manifold_vertices", 55), ("misoriented_edges", 64)),
  ]
}
