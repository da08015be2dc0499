internal import Artifacts
internal import Geometry
internal import Pipeline

/// `geodesics.edges`: distances along the edges of a surface.
enum EdgeGeodesicsStage: StageKind {
  static let name = "geodesics.edges"
  static let version = 1
  static let summary =
    "Length of shortest paths along the edges from source vertices (Dijkstra 1959): never too short, a baseline."
  static let inputs = DistanceSources.inputs
  static let outputs = DistanceSources.outputs
  static let parameters = [DistanceSources.declaration]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    DistanceSources.check(invocation)
  }

  static func run(_ context: StageContext) throws {
    let solver = try EdgeGeodesics(try context.read(TriangleMesh.self, "mesh"))
    try DistanceSources.write(
      solver.distances(from: context.parameters.integers(DistanceSources.name)), context)
  }
}
