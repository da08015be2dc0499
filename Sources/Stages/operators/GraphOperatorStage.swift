internal import Artifacts
internal import Geometry
internal import Pipeline

/// `graph.operator`: a matrix through which signals spread over a graph.
enum GraphOperatorStage: StageKind {
  static let name = "graph.operator"
  static let version = 1
  static let summary = "Adjacency, normalized adjacency or a Laplacian of a graph."
  static let inputs = [InputPort("graph", .artifacts(["graph"]), doc: "The graph.")]
  static let outputs = [OutputPort("operator", "operator", doc: "Nodes × nodes.")]
  static let parameters = [
    ParameterDeclaration(
      "operator",
      .choice([
        "adjacency", "normalized_adjacency", "laplacian", "symmetric_laplacian",
        "random_walk_laplacian",
      ]),
      default: "normalized_adjacency",
      doc: """
        A; D^-½ (A + I) D^-½ (Kipf & Welling 2017); D - A; I - D^-½ A D^-½; I - D^-1 A \
        (Chung 1997).
        """),
    ParameterDeclaration(
      "self_loops", .number(.atLeast(0)), default: 1.0, unit: "edge weight",
      doc: "Normalized adjacency: weight of the loop that each node gets first; 0 for none."),
  ]

  static func run(_ context: StageContext) throws {
    let graph = try context.read(Graph.self, "graph")
    let chosen = context.parameters.string("operator")
    let matrix =
      switch chosen {
      case "adjacency": GraphOperators.adjacency(of: graph)
      case "laplacian": try GraphOperators.laplacian(of: graph, .combinatorial)
      case "symmetric_laplacian": try GraphOperators.laplacian(of: graph, .symmetric)
      case "random_walk_laplacian": try GraphOperators.laplacian(of: graph, .randomWalk)
      default:
        try GraphOperators.normalizedAdjacency(
          of: graph, selfLoops: context.parameters.number("self_loops"))
      }
    try context.write(OperatorArtifact(kind: chosen, matrix: matrix), to: "operator")
  }
}
