internal import Artifacts
internal import Geometry
internal import Pipeline

/// `mesh.normalize`: a mesh at a standard place and size.
enum MeshNormalize: StageKind {
  static let name = "mesh.normalize"
  static let version = 2
  static let summary = "A mesh moved to the origin and scaled to unit area or radius."
  static let inputs = [InputPort("mesh", .artifacts(["mesh"]), doc: "The surface.")]
  static let outputs = [
    OutputPort("mesh", "mesh", doc: "The surface, moved and scaled: (x − center) · scale."),
    OutputPort("metrics", "metrics", doc: "`center_x`, `center_y`, `center_z` and `scale`."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "center", .choice(MeshNormalization.Center.allCases.map(\.rawValue)), default: "surface",
      doc: """
        What becomes the origin: the surface's centre of gravity, the mean of its vertices, the middle of the \
        box around it, or nothing new.
        """),
    ParameterDeclaration(
      "size", .choice(MeshNormalization.Size.allCases.map(\.rawValue)), default: "area",
      doc: "What becomes 1: the surface's area, the farthest vertex's distance, or nothing."),
  ]

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let normalization = try MeshNormalization(
      of: mesh, center: .init(rawValue: context.parameters.string("center")) ?? .surface,
      size: .init(rawValue: context.parameters.string("size")) ?? .area)
    try context.write(normalization.applied(to: mesh), to: "mesh")
    try context.write(
      Metrics(scalars: [
        ("scale", normalization.scale), ("center_x", normalization.center.x),
        ("center_y", normalization.center.y), ("center_z", normalization.center.z),
      ]), to: "metrics")
  }
}
