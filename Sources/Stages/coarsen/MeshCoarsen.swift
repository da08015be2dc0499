internal import Artifacts
internal import Geometry
internal import Pipeline

/// `mesh.coarsen`: a hierarchy of coarser levels of a surface.
enum MeshCoarsen: StageKind {
  static let name = "mesh.coarsen"
  static let version = 1
  static let summary =
    "A hierarchy of coarser levels of a surface by decimation or by geodesic regions, with prolongations."
  static let inputs = [
    InputPort(
      "mesh", .artifacts(["mesh"]),
      doc: "The surface; for decimation oriented and manifold.")
  ]
  static let outputs = [
    OutputPort(
      "hierarchy", "hierarchy", doc: "Operator of each level and prolongation from the next."),
    OutputPort(
      "mesh", "mesh",
      doc: """
        The coarsest level: decimated, or the samples with a triangle where three regions meet. With `meshes: all` \
        mesh_1, mesh_2, … are those of levels 1, 2, …
        """),
    OutputPort(
      "vertices", "array",
      doc: "For each vertex of the coarsest level, a vertex of the surface that it stands for."),
    OutputPort(
      "metrics", "metrics",
      doc: """
        `levels`; for level i ≥ 1 `vertices_i`, and `distance_i`: the largest from a vertex of the \
        level before to this surface, or along edges to the sample of its region.
        """),
  ]
  static let parameters = [
    ParameterDeclaration(
      "method", .choice(MeshHierarchyOptions.Method.allCases.map(\.rawValue)),
      default: .string(MeshHierarchyOptions().method.rawValue),
      doc: """
        Decimation: edge collapses by quadric error; prolongations are barycentric. The others: \
        each vertex belongs to the nearest sample along edges; samples are the farthest from those \
        before, or random and a radius apart.
        """),
    ParameterDeclaration(
      "levels", .integer(1...64), default: .integer(MeshHierarchyOptions().levels), unit: "levels",
      doc: "How often to coarsen at most."),
    ParameterDeclaration(
      "ratio",
      .number(NumberRange(lower: 0, upper: 1, includesLower: false, includesUpper: false)),
      default: .number(MeshHierarchyOptions().ratio),
      doc: "The part of its vertices that a level leaves to the next; of Poisson disks about that."),
    ParameterDeclaration(
      "minimum_size", .integer(1...Int(Int32.max)),
      default: .integer(MeshHierarchyOptions().minimumSize), unit: "vertices",
      doc: "A level of at most this many vertices is not coarsened further."),
    ParameterDeclaration(
      "operator", .choice(MeshHierarchyOptions.LevelOperator.allCases.map(\.rawValue)),
      default: .string(MeshHierarchyOptions().levelOperator.rawValue),
      doc: "What a level's operator is: a one for each edge, or the cotangent stiffness matrix."),
    ParameterDeclaration(
      "coarse", .choice(MeshHierarchyOptions.CoarseOperator.allCases.map(\.rawValue)),
      default: .null,
      doc: """
        How coarse operators are made: of the level's own mesh (decimation, by default), or as \
        Pᵀ A P, of adjacencies without the diagonal (regions, always).
        """),
    ParameterDeclaration(
      "meshes", .choice(["coarsest", "all"]), default: "coarsest",
      doc: """
        Which levels' meshes are given: all, so that operators of each can be made, are mesh_1, mesh_2, …; then there must \
        be as many levels as asked for.
        """),
    ParameterDeclaration(
      "radius", .number(.above(0)), default: .null, unit: "length",
      doc: """
        Poisson-disk: how far apart samples of the first coarser level are at least; by default what \
        gives the ratio. On each further level it grows by 1 / √ratio.
        """),
  ]
  static let isSeeded = true

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    guard parameters.string("meshes") == "all" else { return outputs }
    return outputs
      + (1...parameters.integer("levels")).map { level in
        OutputPort(meshPort(level), "mesh", doc: "The mesh of level \(level).")
      }
  }

  private static func meshPort(_ level: Int) -> String { "mesh_\(level)" }

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let parameters = invocation.parameters
    var problems: [StageProblem] = []
    if parameters.string("method") != "decimation",
      parameters.optionalString("coarse") == "assembled"
    {
      problems.append(
        .parameter(
          "coarse", message: "levels of regions are no meshes to assemble operators of",
          remedy: "write galerkin, or leave it out"))
    }
    if parameters.has("radius"), parameters.string("method") != "poisson-disk" {
      problems.append(
        .parameter(
          "radius", message: "only Poisson disks have one",
          remedy: "set `method: poisson-disk` or leave it out"))
    }
    return problems
  }

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let options = options(context)
    let levels = try ManifoldInput.require { try MeshHierarchy(of: mesh, options: options) }
    let last = levels.levelCount - 1
    let givesAll = context.parameters.string("meshes") == "all"
    if last < options.levels {
      guard !givesAll else {
        throw StageInputError(
          "the surface has \(last) coarser levels, of \(levels.hierarchy.sizes) vertices with itself, not \(options.levels); "
            + "lower `levels` or `minimum_size`, or take `meshes: coarsest`")
      }
      context.log("\(last) coarser levels of at most \(options.levels)")
    }
    try context.write(
      HierarchyArtifact(kind: options.levelOperator.rawValue, hierarchy: levels.hierarchy),
      to: "hierarchy")
    try context.write(levels.meshes[last], to: "mesh")
    if givesAll {
      for level in 1...last { try context.write(levels.meshes[level], to: meshPort(level)) }
    }
    try context.write(NumberArray(levels.vertices[last]), to: "vertices")
    var scalars: [(name: String, value: Double)] = [("levels", Double(levels.levelCount))]
    for (index, distance) in levels.distances.enumerated() {
      scalars.append(("vertices_\(index + 1)", Double(levels.meshes[index + 1].vertexCount)))
      scalars.append(("distance_\(index + 1)", distance))
    }
    try context.write(Metrics(scalars: scalars), to: "metrics")
  }

  private static func options(_ context: StageContext) -> MeshHierarchyOptions {
    let parameters = context.parameters
    var options = MeshHierarchyOptions()
    options.method = .init(rawValue: parameters.string("method")) ?? options.method
    options.levels = parameters.integer("levels")
    options.ratio = parameters.number("ratio")
    options.minimumSize = parameters.integer("minimum_size")
    options.levelOperator =
      .init(rawValue: parameters.string("operator")) ?? options.levelOperator
    options.coarseOperator = parameters.optionalString("coarse").flatMap { .init(rawValue: $0) }
    options.radius = parameters.optionalNumber("radius")
    options.seed = context.seed
    return options
  }
}
