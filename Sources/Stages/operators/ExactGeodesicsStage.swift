internal import Artifacts
internal import Geometry
internal import Pipeline

/// `geodesics.exact`: distances on a surface, exact for its faces.
enum ExactGeodesicsStage: StageKind {
  static let name = "geodesics.exact"
  static let version = 1
  static let summary =
    "Length of shortest paths over the faces from source vertices (Mitchell, Mount & Papadimitriou 1987)."
  static let inputs = DistanceSources.inputs
  static let outputs = DistanceSources.outputs
  static let parameters = [
    DistanceSources.declaration,
    ParameterDeclaration(
      "radius", .number(.above(0)), default: .null, unit: "length",
      doc: "How far to search, with infinite distances beyond; everywhere when not given."),
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    DistanceSources.check(invocation)
  }

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let radius = context.parameters.optionalNumber("radius") ?? .infinity
    let solver = try ExactGeodesics(mesh, options: ExactGeodesicsOptions(radius: radius))
    try DistanceSources.write(
      solver.distances(from: context.parameters.integers(DistanceSources.name)), context)
  }
}
