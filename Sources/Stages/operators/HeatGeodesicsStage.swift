internal import Artifacts
internal import Geometry
internal import Pipeline

/// `geodesics.heat`: distances on a surface by the heat method.
enum HeatGeodesicsStage: StageKind {
  static let name = "geodesics.heat"
  static let version = 2
  static let summary =
    "Geodesic distance from source vertices by the heat method (Crane, Weischedel & Wardetzky 2013)."
  static let inputs = [InputPort("mesh", .artifacts(["mesh"]), doc: "The surface.")]
  static let outputs = [
    OutputPort(
      "distance", "field",
      doc: "Distance of every vertex to the nearest source; infinite where none can be reached.")
  ]
  static let parameters = [
    ParameterDeclaration(
      "sources", .list(of: .integer(0...Int(Int32.max))), unit: "vertices",
      doc: "The vertices at distance 0, counted from 0."),
    ParameterDeclaration(
      "time", .number(.above(0)), default: 1.0, unit: "mean edge length²",
      doc: "The diffusion time; larger is smoother and less exact."),
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    guard invocation.parameters.integers("sources").isEmpty else { return [] }
    return [.parameter("sources", message: "needs at least one vertex", remedy: "write [0]")]
  }

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let options = HeatGeodesicsOptions(timeFactor: context.parameters.number("time"))
    let solver = try HeatGeodesics(mesh, options: options)
    let distances = try solver.distances(from: context.parameters.integers("sources"))
    let unreached = distances.count { $0.isInfinite }
    if unreached > 0 {
      context.log("\(unreached) of \(distances.count) vertices cannot be reached from the sources")
    }
    try context.write(FieldArtifact(name: "distance", values: distances), to: "distance")
  }
}
