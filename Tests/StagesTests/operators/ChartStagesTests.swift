import Artifacts
import Foundation
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

/// Kinds that carry vectors over surfaces and lay surfaces out in tangent planes.
@Suite struct ChartStagesTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func field(
    _ kind: String, _ mesh: TriangleMesh, _ parameters: ParameterValue, _ output: String
  ) throws -> FieldArtifact {
    let outputs = try trial.run(kind, parameters, ["mesh": artifact(trial.store(mesh))])
    return try trial.read(FieldArtifact.self, outputs[output])
  }

  @Test func `carried vectors keep their lengths, in frames as in space`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 3)
    let parameters: ParameterValue = [
      "sources": [4], "angles": [0.5], "magnitudes": [2.0],
    ]
    let vectors = try field("geodesics.transport", mesh, parameters, "vectors")
    let space = try field("geodesics.transport", mesh, parameters, "space")
    #expect((vectors.channels, vectors.count) == (2, mesh.vertexCount))
    #expect((space.channels, space.count) == (3, mesh.vertexCount))
    #expect(abs(vectors.values[8] - 2 * cos(0.5)) < 1e-9)
    #expect(abs(vectors.values[9] - 2 * sin(0.5)) < 1e-9)
    for vertex in 0..<mesh.vertexCount {
      let flat = vectors.values[2 * vertex..<2 * vertex + 2].reduce(0) { $0 + $1 * $1 }
      let solid = space.values[3 * vertex..<3 * vertex + 3].reduce(0) { $0 + $1 * $1 }
      #expect(abs(flat - 4) < 1e-9 && abs(solid - 4) < 1e-9)
    }
    let plain = try field("geodesics.transport", mesh, ["sources": [4]], "vectors")
    #expect(abs(plain.values[8] - 1) < 1e-9)
    #expect(plain.values != vectors.values)
  }

  @Test func `lists that do not fit the sources are refused`() throws {
    let mesh = try trial.store(MeshPrimitives.icosphere(subdivisions: 0))
    for (parameters, wanted) in [
      (["sources": [1, 2], "angles": [0.5]], "has 1 numbers for 2 sources"),
      (["sources": [1, 1]], "a list with vertex 1 twice"),
      (["sources": []], "needs at least one vertex"),
    ] as [(ParameterValue, String)] {
      let message = try trial.failure(
        "geodesics.transport", parameters, ["mesh": artifact(mesh)])
      #expect(message.contains(wanted), "\(message)")
    }
  }

  @Test func `the map of a flat square is the square, by heat and exactly`() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 20, columns: 20)
    let source = 10 * 21 + 10
    let frames = VertexFrames(of: mesh, try Halfedges(of: mesh))
    for (measure, bound) in [("heat", 0.04), ("exact", 1e-12)] {
      for turn in [0, 0.8] {
        let map = try field(
          "geodesics.logmap", mesh,
          [
            "source": .integer(source), "direction": .string(measure),
            "distance": .string(measure), "turn": .number(turn),
          ], "coordinates")
        var worst = 0.0
        for (vertex, position) in mesh.positions.enumerated() {
          let way = position - mesh.positions[source]
          let (x, y) = (
            (way * frames.xAxes[source]).sum(), (way * frames.yAxes[source]).sum()
          )
          worst = max(
            worst, abs(map.values[2 * vertex] - (cos(turn) * x + sin(turn) * y)),
            abs(map.values[2 * vertex + 1] - (cos(turn) * y - sin(turn) * x)))
        }
        #expect(worst < bound, "\(measure)")
      }
    }
  }

  @Test func `patches share one pattern and their grid sums to one`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 2, radius: 3)
    let input = try ["mesh": artifact(trial.store(mesh))]
    let outputs = try trial.run(
      "mesh.patches", ["radius": 2.0, "rings": 2, "angles": 6], input)
    let distance = try trial.read(OperatorArtifact.self, outputs["distance"])
    let angle = try trial.read(OperatorArtifact.self, outputs["angle"])
    let transport = try trial.read(OperatorArtifact.self, outputs["transport"])
    #expect(
      [distance.kind, angle.kind, transport.kind] == [
        "patch_distance", "patch_angle", "patch_transport",
      ])
    #expect(distance.matrix.columnIndices == angle.matrix.columnIndices)
    #expect(distance.matrix.columnIndices == transport.matrix.columnIndices)
    let largest = distance.matrix.values.max() ?? 0
    #expect(largest <= 2 * mesh.meanEdgeLength && largest > 1.5 * mesh.meanEdgeLength)
    let grid = try trial.read(SparseMatrix<Double>.self, outputs["interpolation"])
    #expect((grid.rows, grid.columns) == (12 * mesh.vertexCount, mesh.vertexCount))
    for sum in grid.multiplied(by: mesh.positions.map { _ in 1 }) { #expect(abs(sum - 1) < 1e-14) }

    func patterns(_ unit: String, _ radius: Double) throws -> SparseMatrix<Double> {
      try trial.read(
        OperatorArtifact.self,
        trial.run("mesh.patches", ["radius": .number(radius), "unit": .string(unit)], input)[
          "distance"]
      ).matrix
    }
    let edges = 2 * mesh.meanEdgeLength
    #expect(try patterns("length", edges) == distance.matrix)
    #expect(
      try patterns("area", edges / mesh.totalArea.squareRoot() * (1 + 1e-12)) == distance.matrix)
  }

  @Test func `over points of a sphere distances are close to great circles`() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 4)
    let points = try TriangleMesh(positions: sphere.positions, faces: [])
    let distance = try field("points.geodesics", points, ["sources": [5]], "distance")
    #expect(distance.values[5] == 0)
    let error = zip(sphere.positions, distance.values).reduce(0) {
      let cosine = ($1.0 * sphere.positions[5]).sum()
      return $0 + abs(acos(max(-1, min(1, cosine))) - $1.1)
    }
    #expect(error / Double(sphere.vertexCount) < 0.02)
    let line = try TriangleMesh(positions: [[0, 0, 0], [1, 0, 0], [2, 0, 0]], faces: [])
    let message = try trial.failure(
      "points.geodesics", ["sources": [0]], ["mesh": artifact(trial.store(line))])
    #expect(message.contains("the points span no triangle"), "\(message)")
  }

  @Test func `methods of heat and of the connection are read`() throws {
    let grid = try MeshPrimitives.gridPatch(rows: 12, columns: 12)
    let needles = try TriangleMesh(
      positions: grid.positions.map { SIMD3($0.x + 4 * $0.y, $0.y, 0) }, faces: grid.faces)
    let distances = try ["cotangent", "intrinsic-delaunay", "robust"].map { method in
      try field(
        "geodesics.heat", needles,
        ["sources": [84], "method": .string(method), "near_field": 0], "distance"
      ).values
    }
    #expect(distances[0] != distances[1])
    #expect(distances.joined().allSatisfy { $0 >= 0 && $0.isFinite })
    let input = try ["mesh": artifact(trial.store(needles))]
    let stiffness = try ["cotangent", "intrinsic-delaunay"].map { method in
      try trial.read(
        OperatorArtifact.self,
        trial.run("mesh.connection", ["method": .string(method)], input)["stiffness"]
      ).matrix
    }
    #expect(stiffness[0] != stiffness[1])
  }

  @Test func `the robust method measures where three faces meet`() throws {
    let fan = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0.5, 1, 0], [0.5, -1, 0.2], [0.5, 0, 1]],
      faces: [[0, 1, 2], [0, 1, 3], [0, 1, 4]])
    let distance = try field(
      "geodesics.heat", fan, ["sources": [2], "method": "robust"], "distance")
    #expect(distance.values[2] == 0 && distance.values.allSatisfy { $0 >= 0 && $0.isFinite })
  }
}
