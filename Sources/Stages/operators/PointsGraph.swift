internal import Artifacts
internal import Geometry
internal import Pipeline

/// `points.graph`: a graph that joins points close to each other.
enum PointsGraph: StageKind {
  static let name = "points.graph"
  static let version = 1
  static let summary = "The graph of the nearest neighbours of points, or of all within a radius."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The points: its vertices; faces are not used.")
  ]
  static let outputs = [OutputPort("graph", "graph", doc: "One node a point.")]
  static let parameters = [
    ParameterDeclaration(
      "rule", .choice(["nearest", "radius"]), default: "nearest",
      doc: "Nearest: each point with its `neighbours`. Radius: all pairs at most `radius` apart."),
    ParameterDeclaration(
      "neighbours", .integer(1...10_000), default: 8, unit: "points",
      doc: "Nearest: how many others; of those at the same distance the lower index counts."),
    ParameterDeclaration(
      "radius", .number(.atLeast(0)), default: 0.0, unit: "length",
      doc: "Radius: the largest distance, more than 0."),
    ParameterDeclaration(
      "symmetry", .choice(NeighbourGraph.Symmetry.allCases.map(\.rawValue)), default: "union",
      doc: """
        Nearest: union joins two points if either is among the other's nearest, mutual only if \
        both are; directed has an edge from each point to its nearest.
        """),
    ParameterDeclaration(
      "weights", .choice(["none", "length"]), default: "none",
      doc: "Length: an edge weighs the distance of its points."),
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    guard invocation.parameters.string("rule") == "radius",
      invocation.parameters.number("radius") <= 0
    else { return [] }
    return [
      .parameter("radius", message: "must be more than 0", remedy: "give a distance in mesh units")
    ]
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let points = try context.read(TriangleMesh.self, "mesh").positions
    let rule: NeighbourGraph.Rule =
      parameters.string("rule") == "radius"
      ? .within(radius: parameters.number("radius"))
      : .nearest(parameters.integer("neighbours"))
    let graph = try NeighbourGraph.make(
      points, rule,
      symmetry: NeighbourGraph.Symmetry(rawValue: parameters.string("symmetry")) ?? .union,
      isWeighted: parameters.string("weights") == "length")
    try context.write(graph, to: "graph")
  }
}
