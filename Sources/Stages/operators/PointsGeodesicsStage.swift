internal import Artifacts
internal import Geometry
internal import Pipeline

/// `points.geodesics`: distances over a surface known by points on it.
enum PointsGeodesicsStage: StageKind {
  static let name = "points.geodesics"
  static let version = 1
  static let summary =
    "Geodesic distance over a point cloud by the heat method on its local triangulations (Sharp & Crane 2020)."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The points: its vertices; faces are not used.")
  ]
  static let outputs = DistanceSources.outputs
  static let parameters = [
    DistanceSources.declaration,
    ParameterDeclaration(
      "neighbours", .integer(3...1000), default: 30, unit: "points",
      doc: "The nearest others with which each point is triangulated in its tangent plane."),
    ParameterDeclaration(
      "time", .number(.above(0)), default: 2.0, unit: "mean edge length²",
      doc: "The diffusion time, by the edges of the triangles; larger is smoother."),
    ParameterDeclaration(
      "near_field", .number(.atLeast(0)), default: 8.0, unit: "mean edge length",
      doc: """
        The radius around the sources in which distances are those over the triangles (to half of it) or turn into those \
        of heat.
        """),
    ParameterDeclaration(
      "mollification", .number(.above(0)), default: 1e-5, unit: "mean edge lengths",
      doc: "The room by which the triangle inequality is made to hold."),
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    DistanceSources.check(invocation)
  }

  static func run(_ context: StageContext) throws {
    let points = try context.read(TriangleMesh.self, "mesh").positions
    let options = PointGeodesicsOptions(
      surface: PointCloudLaplacianOptions(
        neighbours: context.parameters.integer("neighbours"),
        mollification: context.parameters.number("mollification")),
      timeFactor: context.parameters.number("time"),
      nearField: context.parameters.number("near_field"))
    do {
      let solver = try HeatGeodesics(points: points, options: options)
      try DistanceSources.write(
        solver.distances(from: context.parameters.integers(DistanceSources.name)), context)
    } catch MeshError.empty {
      throw StageInputError(
        "the points span no triangle: they are fewer than three, or lie on a line or in one place;"
          + " give points of a surface")
    }
  }
}
