internal import Artifacts
internal import Geometry
internal import Pipeline

/// `geodesics.matrix`: the distances of all vertices from each of some vertices.
enum GeodesicMatrixStage: StageKind {
  static let name = "geodesics.matrix"
  static let version = 1
  static let summary = "Distance of every vertex from each source by itself, one channel a source."
  static let inputs = [InputPort("mesh", .artifacts(["mesh"]), doc: "The surface.")]
  static let outputs = [
    OutputPort(
      "distances", "field",
      doc: "Vertices × sources, in the order of the list; infinite where a source does not reach.")
  ]
  static let parameters = [
    DistanceSources.declaration,
    ParameterDeclaration(
      "method", .choice(["exact", "heat", "edges"]), default: "heat",
      doc: "How distances are measured, as by `geodesics.exact`, `.heat` or `.edges` with defaults."
    ),
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    DistanceSources.check(invocation)
  }

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let sources = context.parameters.integers(DistanceSources.name)
    let solver: any GeodesicSolver =
      switch context.parameters.string("method") {
      case "exact": try ExactGeodesics(mesh)
      case "edges": try EdgeGeodesics(mesh)
      default: try HeatGeodesics(mesh)
      }
    try context.write(
      FieldArtifact(
        name: "distances", values: solver.distances(fromEach: sources), channels: sources.count),
      to: "distances")
  }
}
