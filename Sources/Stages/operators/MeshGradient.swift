internal import Artifacts
internal import Geometry
internal import Pipeline

/// `mesh.gradient`: gradient and divergence between vertices and faces.
enum MeshGradient: StageKind {
  static let name = "mesh.gradient"
  static let version = 1
  static let summary =
    "Gradient of functions at vertices, one vector a face, and its adjoint, the divergence (linear elements)."
  static let inputs = [InputPort("mesh", .artifacts(["mesh"]), doc: "The surface.")]
  static let outputs = [
    OutputPort(
      "gradient", "sparse",
      doc: "2m × n: rows 2f and 2f + 1 are the components of the gradient in face f, in its frame."),
    OutputPort(
      "divergence", "sparse",
      doc: """
        n × 2m: what flows out of each vertex of a field of one vector a face; divergence · \
        gradient is minus the cotangent stiffness.
        """),
    OutputPort(
      "frames", "field",
      doc: """
        9 channels a face: the x axis (from corner 0 to corner 1), the y axis and the normal; zeros \
        for faces without area.
        """),
  ]
  static let parameters: [ParameterDeclaration] = []

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let gradient = try FaceGradient(of: mesh)
    try context.write(gradient.gradient, to: "gradient")
    try context.write(gradient.divergence, to: "divergence")
    let frames = mesh.faceFrames
    try context.write(
      FieldArtifact(axes: [frames.xAxes, frames.yAxes, frames.normals]), to: "frames")
  }
}
