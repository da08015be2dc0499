internal import Artifacts
internal import Foundation
internal import Geometry
internal import Pipeline

/// `geodesics.transport`: tangent vectors carried from some vertices to all.
enum GeodesicTransportStage: StageKind {
  static let name = "geodesics.transport"
  static let version = 1
  static let summary =
    "Tangent vectors at source vertices carried in parallel to all vertices by the vector heat method (Sharp et al. 2019)."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The surface: oriented, manifold.")
  ]
  static let outputs = [
    OutputPort(
      "vectors", "field",
      doc: """
        2 channels: components in the frame of each vertex, as `mesh.connection` gives it; not a number where no source \
        reaches.
        """),
    OutputPort("space", "field", doc: "3 channels: the same vectors in space."),
  ]
  static let parameters = [
    ParameterDeclaration(
      DistanceSources.name, .list(of: .integer(0...Int(Int32.max))), unit: "vertices",
      doc: "Where the vectors stand, counted from 0; different vertices."),
    ParameterDeclaration(
      "angles", .list(of: .number(nil)), default: [], unit: "radians",
      doc: "The direction of each vector in the frame of its vertex; 0 for all when empty."),
    ParameterDeclaration(
      "magnitudes", .list(of: .number(.atLeast(0))), default: [],
      doc: "The length of each vector, in any unit; 1 for all when empty."),
    ParameterDeclaration(
      "time", .number(.above(0)), default: 4.0, unit: "mean edge length²",
      doc: """
        How long vectors flow; shorter follows the directions of edges more, longer blurs where paths from two sides \
        meet.
        """),
    MeshConnection.method(default: .intrinsicDelaunay),
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let count = invocation.parameters.integers(DistanceSources.name).count
    let lists = ["angles", "magnitudes"].filter {
      ![0, count].contains(invocation.parameters.list($0).count)
    }
    return DistanceSources.check(invocation)
      + lists.map {
        .parameter(
          .name($0),
          message:
            "has \(invocation.parameters.list($0).count) numbers for \(count) sources",
          remedy: "give one a source")
      }
  }

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let options = VectorHeatOptions(
      method: context.option("method", or: .intrinsicDelaunay),
      timeFactor: context.parameters.number("time"))
    let heat = try ManifoldInput.require { try VectorHeat(mesh, options: options) }
    let sources = context.parameters.integers(DistanceSources.name)
    let given = (
      angles: context.parameters.numbers("angles"),
      magnitudes: context.parameters.numbers("magnitudes")
    )
    let angles = given.angles.isEmpty ? sources.map { _ in 0 } : given.angles
    let magnitudes = given.magnitudes.isEmpty ? sources.map { _ in 1 } : given.magnitudes
    let vectors = try heat.transport(
      sources.indices.map { index in
        TangentVector(
          vertex: sources[index],
          components: magnitudes[index] * SIMD2(cos(angles[index]), sin(angles[index])))
      })
    try context.write(
      FieldArtifact(name: "vector", values: vectors.flatMap { [$0.x, $0.y] }, channels: 2),
      to: "vectors")
    let frames = VertexFrames(of: mesh, heat.transport.halfedges)
    let (x, y) = (frames.xAxes, frames.yAxes)
    let space = vectors.indices.flatMap { vertex in
      let vector = vectors[vertex].x * x[vertex] + vectors[vertex].y * y[vertex]
      return [vector.x, vector.y, vector.z]
    }
    try context.write(FieldArtifact(name: "vector", values: space, channels: 3), to: "space")
  }
}
