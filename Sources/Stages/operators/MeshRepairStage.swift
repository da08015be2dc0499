internal import Artifacts
internal import Geometry
internal import Pipeline

/// `mesh.repair`: a mesh with its flaws mended.
enum MeshRepairStage: StageKind {
  static let name = "mesh.repair"
  static let version = 1
  static let summary =
    "A mesh with repeated positions merged, bad faces dropped, cut to a manifold and oriented."
  static let inputs = [InputPort("mesh", .artifacts(["mesh"]), doc: "The surface.")]
  static let outputs = [
    OutputPort("mesh", "mesh", doc: "The mended surface."),
    OutputPort("vertices", "array", doc: "For each of its vertices, the vertex that it was."),
    OutputPort("faces", "array", doc: "For each of its faces, the face that it was."),
    OutputPort("metrics", "metrics", doc: "How many elements each step changed."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "merge", .boolean, default: true, doc: "Whether vertices at one place become one."),
    ParameterDeclaration(
      "tolerance", .number(.closed(0...0.1)), default: 0.0,
      unit: "longest side of the box around the mesh",
      doc: "How far apart vertices at one place may be."),
    ParameterDeclaration(
      "degenerate", .choice(MeshRepairOptions.DegenerateFaces.allCases.map(\.rawValue)),
      default: .string(MeshRepairOptions().degenerateFaces.rawValue),
      doc: """
        Which faces go: none, those that name a vertex twice, or also those whose corners lie on a line, \
        which may leave thin holes.
        """),
    ParameterDeclaration(
      "duplicates", .boolean, default: true,
      doc: "Whether a face goes that has the vertices of an earlier one."),
    ParameterDeclaration(
      "cut", .choice(MeshRepairOptions.Cutting.allCases.map(\.rawValue)),
      default: .string(MeshRepairOptions().cutting.rawValue),
      doc: """
        Where the surface is cut until it is a manifold: nowhere, at vertices where sheets touch, there \
        and along edges of more than two faces, or also along a seam where there is no orientation.
        """),
    ParameterDeclaration(
      "orient", .choice(MeshRepairOptions.Orientation.allCases.map(\.rawValue)),
      default: .string(MeshRepairOptions().orientation.rawValue),
      doc: """
        Faces stay as they are, agree with their neighbours, or agree and look outward where a surface is \
        closed. A surface without an orientation stays as it is.
        """),
    ParameterDeclaration(
      "unreferenced", .boolean, default: true, doc: "Whether vertices go that no face names."),
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let parameters = invocation.parameters
    guard !parameters.bool("merge"), parameters.number("tolerance") > 0 else { return [] }
    return [
      .parameter(
        "tolerance", message: "nothing is merged, so there is nothing to tolerate",
        remedy: "set `merge` to true or leave it out")
    ]
  }

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let repair = try MeshRepair(mesh, options: options(context.parameters))
    let changes = repair.changes
    if changes.unorientableSurfaces > 0 {
      context.log(
        "surfaces without an orientation, which stay as they are: \(changes.unorientableSurfaces);"
          + " `cut: seams` gives them one")
    }
    try context.write(repair.mesh, to: "mesh")
    try context.write(NumberArray(repair.origins), to: "vertices")
    try context.write(NumberArray(repair.faceOrigins), to: "faces")
    try context.write(
      Metrics(scalars: [
        ("merged_vertices", Double(changes.mergedVertices)),
        ("dropped_degenerate_faces", Double(changes.droppedDegenerateFaces)),
        ("dropped_duplicate_faces", Double(changes.droppedDuplicateFaces)),
        ("split_vertices", Double(changes.splitVertices)),
        ("turned_faces", Double(changes.turnedFaces)),
        ("unorientable_surfaces", Double(changes.unorientableSurfaces)),
        ("dropped_vertices", Double(changes.droppedVertices)),
      ]), to: "metrics")
  }

  private static func options(_ parameters: Parameters) -> MeshRepairOptions {
    var options = MeshRepairOptions()
    options.mergeTolerance = parameters.bool("merge") ? parameters.number("tolerance") : nil
    options.degenerateFaces =
      .init(rawValue: parameters.string("degenerate")) ?? options.degenerateFaces
    options.dropsDuplicateFaces = parameters.bool("duplicates")
    options.cutting = .init(rawValue: parameters.string("cut")) ?? options.cutting
    options.orientation = .init(rawValue: parameters.string("orient")) ?? options.orientation
    options.dropsUnreferencedVertices = parameters.bool("unreferenced")
    return options
  }
}
