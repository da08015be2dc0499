internal import Artifacts
internal import Geometry
internal import Pipeline

/// `mesh.tangent`: tangent frames and the gradient in them.
enum MeshTangent: StageKind {
  static let name = "mesh.tangent"
  static let version = 1
  static let summary =
    "Tangent frames of any mesh, and the gradient at its vertices in them (Sharp et al. 2022, DiffusionNet)."
  static let inputs = [InputPort("mesh", .artifacts(["mesh"]), doc: "The surface.")]
  static let outputs = [
    OutputPort(
      "x", "operator",
      doc: "n × n: from a function at the vertices to its gradient along each frame's x axis."),
    OutputPort("y", "operator", doc: "n × n: the same along each frame's y axis."),
    OutputPort(
      "frames", "field",
      doc: """
        9 channels: the x axis, the y axis and the normal of each vertex. On a manifold they are \
        those of mesh.connection.
        """),
  ]
  static let parameters: [ParameterDeclaration] = []

  static func run(_ context: StageContext) throws {
    let gradient = try TangentGradient(of: context.read(TriangleMesh.self, "mesh"))
    try context.write(OperatorArtifact(kind: "gradient_x", matrix: gradient.x), to: "x")
    try context.write(OperatorArtifact(kind: "gradient_y", matrix: gradient.y), to: "y")
    try context.write(FieldArtifact(frames: gradient.frames), to: "frames")
  }
}
