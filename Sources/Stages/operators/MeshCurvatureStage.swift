internal import Artifacts
internal import Geometry
internal import Pipeline

/// `mesh.curvature`: Gaussian, mean and principal curvatures of a surface.
enum MeshCurvatureStage: StageKind {
  static let name = "mesh.curvature"
  static let version = 1
  static let summary =
    "Curvatures at the vertices of a manifold mesh (Meyer et al. 2003, Rusinkiewicz 2004)."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The surface: oriented, manifold.")
  ]
  static let outputs = [
    OutputPort(
      "defect", "field",
      doc: "Angle defect in radians; over a closed surface they sum to 2π times 2 − 2 genus."),
    OutputPort("gaussian", "field", doc: "Angle defect over the mixed area, 1 / length²."),
    OutputPort(
      "mean", "field",
      doc: "By the cotangent formula, 1 / length; a sphere seen from outside has 1/r."),
    OutputPort(
      "principal", "field", doc: "2 channels: the largest and the least curvature, 1 / length."),
    OutputPort(
      "directions", "field",
      doc: "6 channels: unit tangent directions of the largest and the least curvature."),
  ]
  static let parameters: [ParameterDeclaration] = []

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let curvature = try ManifoldInput.require { try MeshCurvature(of: mesh) }
    func write(_ name: String, _ values: [Double], channels: Int, to port: String) throws {
      try context.write(
        FieldArtifact(name: name, values: values, channels: channels), to: port)
    }
    try write("angle_defect", curvature.angleDefects, channels: 1, to: "defect")
    try write("gaussian_curvature", curvature.gaussian, channels: 1, to: "gaussian")
    try write("mean_curvature", curvature.mean, channels: 1, to: "mean")
    try write(
      "principal_curvature", curvature.principal.flatMap { [$0[0], $0[1]] }, channels: 2,
      to: "principal")
    var directions: [Double] = []
    for (largest, least) in zip(curvature.largestDirections, curvature.leastDirections) {
      directions += [largest.x, largest.y, largest.z, least.x, least.y, least.z]
    }
    try write("principal_direction", directions, channels: 6, to: "directions")
  }
}
