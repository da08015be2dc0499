internal import Artifacts
internal import Geometry
internal import Pipeline

/// `mesh.decimate`: a mesh with fewer vertices, and the maps between both.
enum MeshDecimate: StageKind {
  static let name = "mesh.decimate"
  static let version = 1
  static let summary =
    "A mesh with fewer vertices by edge collapses in the order of quadric error (Garland & Heckbert 1997)."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The surface: oriented, manifold.")
  ]
  static let outputs = [
    OutputPort("mesh", "mesh", doc: "What is left: the same kind of surface."),
    OutputPort(
      "prolongation", "sparse",
      doc: "Fine × coarse: the weights of the closest coarse face's corners; rows sum to 1."),
    OutputPort(
      "restriction", "sparse",
      doc: "Coarse × fine: the weights of the closest fine face's corners; rows sum to 1."),
    OutputPort("vertices", "array", doc: "For each vertex left, one of those it stands for."),
    OutputPort(
      "metrics", "metrics",
      doc: "Counts, why it stopped, the largest quadric error and the distance of both surfaces."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "ratio", .number(.closed(0...1)), default: 0.25,
      doc: "The part of the vertices to leave, of those that have faces."),
    ParameterDeclaration(
      "vertices", .integer(1...Int(Int32.max)), default: .null, unit: "vertices",
      doc: "How many vertices to leave, instead of a part."),
    ParameterDeclaration(
      "greatest_error", .number(.atLeast(0)), default: .null, unit: "length",
      doc: """
        No vertex is put farther, in the root mean square, from the planes of the faces it stands \
        for. With `ratio: 0` this alone ends it.
        """),
    ParameterDeclaration(
      "placement", .choice(MeshDecimationOptions.Placement.allCases.map(\.rawValue)),
      default: .string(MeshDecimationOptions().placement.rawValue),
      doc: """
        Where an edge's vertex is put: where the error is least, or at the better end, so that the \
        vertices left are some of those there were.
        """),
    ParameterDeclaration(
      "boundary_weight", .number(.closed(0...1e9)),
      default: .number(MeshDecimationOptions().boundaryWeight),
      doc: "How much boundaries are kept in place, to faces of the same size; 0 lets them shrink."),
  ]

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let step = try ManifoldInput.require {
      try MeshDecimation(of: mesh, options: options(context.parameters))
    }
    let deviation = try step.deviation()
    try context.write(step.mesh, to: "mesh")
    try context.write(step.prolongation().matrix, to: "prolongation")
    try context.write(step.restriction().matrix, to: "restriction")
    try context.write(NumberArray(step.origins), to: "vertices")
    try context.write(
      Metrics(
        scalars: [
          ("vertices", Double(step.mesh.vertexCount)),
          ("faces", Double(step.mesh.faceCount)),
          ("vertices_before", Double(mesh.vertexCount)),
          ("faces_before", Double(mesh.faceCount)),
          ("largest_error", step.largestError),
          ("fine_to_coarse", deviation.forward.largest),
          ("coarse_to_fine", deviation.backward.largest),
          ("fine_to_coarse_rms", deviation.forward.rootMeanSquare),
          ("coarse_to_fine_rms", deviation.backward.rootMeanSquare),
        ], notes: [note(step.stop)]), to: "metrics")
  }

  private static func options(_ parameters: Parameters) -> MeshDecimationOptions {
    var options = MeshDecimationOptions()
    options.target =
      parameters.optionalInteger("vertices").map { .vertices($0) }
      ?? .ratio(parameters.number("ratio"))
    options.greatestError = parameters.optionalNumber("greatest_error") ?? .infinity
    options.placement = .init(rawValue: parameters.string("placement")) ?? options.placement
    options.boundaryWeight = parameters.number("boundary_weight")
    return options
  }

  private static func note(_ stop: MeshDecimation.Stop) -> String {
    switch stop {
    case .vertices: "stopped at the vertices asked for"
    case .error: "stopped at the greatest error: every further collapse has a larger one"
    case .surface:
      "stopped for the surface: every further collapse would change its kind, or turn or squash a face"
    }
  }
}
