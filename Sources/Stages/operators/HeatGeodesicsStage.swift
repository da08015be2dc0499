internal import Artifacts
internal import Geometry
internal import Pipeline

/// `geodesics.heat`: distances on a surface by the heat method.
enum HeatGeodesicsStage: StageKind {
  static let name = "geodesics.heat"
  static let version = 2
  static let summary =
    "Geodesic distance from source vertices by the heat method (Crane, Weischedel & Wardetzky 2013)."
  static let inputs = DistanceSources.inputs
  static let outputs = DistanceSources.outputs
  static let parameters = [
    DistanceSources.declaration,
    ParameterDeclaration(
      "time", .number(.above(0)), default: 1.0, unit: "mean edge length²",
      doc: "The diffusion time; larger is smoother and less exact."),
    ParameterDeclaration(
      "near_field", .number(.atLeast(0)), default: 8.0, unit: "mean edge length",
      doc: """
        The radius around the sources in which distances are exact (to half of it) or turn into those of heat; 0 leaves \
        heat's errors there.
        """),
    ParameterDeclaration(
      "method", .choice(HeatGeodesicsOptions.Method.allCases.map(\.rawValue)), default: "cotangent",
      doc: """
        Cotangent: over the faces. Intrinsic-delaunay: over edges flipped until Delaunay, more exact where faces are thin. \
        Robust: over the cover of any mesh, non-manifold or non-orientable ones among them.
        """),
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    DistanceSources.check(invocation)
  }

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let options = HeatGeodesicsOptions(
      method: context.option("method", or: .cotangent),
      timeFactor: context.parameters.number("time"),
      nearField: context.parameters.number("near_field"))
    let solver = try ManifoldInput.require { try HeatGeodesics(mesh, options: options) }
    try DistanceSources.write(
      solver.distances(from: context.parameters.integers(DistanceSources.name)), context)
  }
}
