internal import Artifacts
internal import Geometry
internal import Pipeline

/// `mesh.sample`: random points on a surface.
enum MeshSample: StageKind {
  static let name = "mesh.sample"
  static let version = 1
  static let summary = "Random points on a surface, equally likely everywhere (Osada et al. 2002)."
  static let inputs = [InputPort("mesh", .artifacts(["mesh"]), doc: "The surface.")]
  static let outputs = [
    OutputPort("points", "mesh", doc: "A mesh of the points, without faces."),
    OutputPort("faces", "array", doc: "The face on which each point lies."),
    OutputPort(
      "barycentric", "array", doc: "Points × 3: the weights of that face's corners, of sum 1."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "count", .integer(1...1 << 30), default: 1024, unit: "points",
      doc: "How many; more of one seed begin with the fewer.")
  ]
  static let isSeeded = true

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let samples = try SurfaceSamples(
      on: mesh, count: context.parameters.integer("count"), seed: context.seed)
    try context.write(TriangleMesh(positions: samples.positions, faces: []), to: "points")
    try context.write(NumberArray(samples.faces), to: "faces")
    let weights = samples.barycentric.flatMap { [$0.x, $0.y, $0.z] }
    try context.write(
      NumberArray(weights, shape: [samples.barycentric.count, 3]), to: "barycentric")
  }
}
