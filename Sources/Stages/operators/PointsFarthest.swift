internal import Artifacts
internal import Geometry
internal import Pipeline

/// `points.farthest`: points spread evenly over a set.
enum PointsFarthest: StageKind {
  static let name = "points.farthest"
  static let version = 1
  static let summary =
    "Points of a set, each the farthest from those chosen before it (Gonzalez 1985)."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The points: its vertices; faces are not used.")
  ]
  static let outputs = [
    OutputPort("points", "mesh", doc: "A mesh of the chosen points in their order, without faces."),
    OutputPort("vertices", "array", doc: "For each chosen point, the vertex that it was."),
    OutputPort(
      "metrics", "metrics",
      doc: "`covering_radius`: the largest distance of a point to the nearest chosen one."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "count", .integer(1...Int(Int32.max)), default: 1024, unit: "points", doc: "How many."),
    ParameterDeclaration(
      "start", .integer(0...Int(Int32.max)), default: 0, unit: "vertex",
      doc: "The first one, counted from 0."),
  ]

  static func run(_ context: StageContext) throws {
    let positions = try context.read(TriangleMesh.self, "mesh").positions
    let chosen = try FarthestPoints(
      of: positions, count: context.parameters.integer("count"),
      from: context.parameters.integer("start"))
    try context.write(
      TriangleMesh(positions: chosen.indices.map { positions[Int($0)] }, faces: []), to: "points")
    try context.write(NumberArray(chosen.indices), to: "vertices")
    try context.write(
      Metrics(scalars: [("covering_radius", chosen.coveringRadius)]), to: "metrics")
  }
}
