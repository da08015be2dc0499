internal import Artifacts
internal import Geometry
internal import Pipeline

/// `grid.pyramid`: a regular grid and coarser ones.
enum GridPyramidStage: StageKind {
  static let name = "grid.pyramid"
  static let version = 1
  static let summary =
    "A hierarchy of regular grids of one to three axes, each made of blocks of two nodes an axis."
  static let inputs: [InputPort] = []
  static let outputs = [
    OutputPort(
      "hierarchy", "hierarchy",
      doc:
        "Adjacency of each level's grid and prolongation from the next; the last axis is fastest.")
  ]
  static let parameters = [
    ParameterDeclaration(
      "shape", .list(of: .integer(1...Int(Int32.max))), unit: "nodes",
      doc:
        "The nodes along each axis, for an image rows and columns; odd numbers end with a block of one."
    ),
    ParameterDeclaration(
      "levels", .integer(1...64), default: 4, unit: "levels", doc: "How often to coarsen at most."),
    ParameterDeclaration(
      "minimum_size", .integer(1...Int(Int32.max)), default: 1, unit: "nodes",
      doc: "A level of at most this many nodes is not coarsened further."),
    ParameterDeclaration(
      "periodic", .list(of: .boolean), default: [],
      doc: "Whether each axis is periodic: its last node is next to its first; [] if none is."),
    ParameterDeclaration(
      "neighbours", .choice(["faces", "all"]), default: "faces",
      doc: "Nodes that share a face (4 in an image), or corners, too (8)."),
    ParameterDeclaration(
      "prolongation", .choice(["constant", "linear"]), default: "constant",
      doc: "Each node takes its block's value, or lies on lines between the centres of blocks."),
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let axes = invocation.parameters.integers("shape").count
    let periodic = invocation.parameters.list("periodic").count
    if !(1...3).contains(axes) {
      return [
        .parameter("shape", message: "has \(axes) axes", remedy: "give one to three numbers")
      ]
    }
    guard periodic != 0, periodic != axes else { return [] }
    return [
      .parameter(
        "periodic", message: "has \(periodic) values for \(axes) axes",
        remedy: "give one for each axis, or []")
    ]
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let hierarchy = try GridPyramid.hierarchy(
      shape: parameters.integers("shape"),
      options: GridPyramidOptions(
        periodic: parameters.list("periodic").compactMap(\.boolValue),
        neighbourhood: parameters.string("neighbours") == "all" ? .all : .faces,
        interpolation: parameters.string("prolongation") == "linear" ? .linear : .constant,
        minimumSize: parameters.integer("minimum_size"),
        maximumLevels: parameters.integer("levels") + 1))
    try context.write(HierarchyArtifact(kind: "adjacency", hierarchy: hierarchy), to: "hierarchy")
  }
}
