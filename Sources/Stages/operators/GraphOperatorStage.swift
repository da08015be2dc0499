internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `graph.operator`: a matrix through which signals spread over a graph.
enum GraphOperatorStage: StageKind {
  static let name = "graph.operator"
  static let version = 2
  static let summary =
    "Adjacency, normalized adjacency or a Laplacian of a graph, directed or not, with or without loops."
  static let inputs = [InputPort("graph", .artifacts(["graph"]), doc: "The graph.")]
  static let outputs = [OutputPort("operator", "operator", doc: "Nodes × nodes.")]
  static let parameters = [
    ParameterDeclaration(
      "operator",
      .choice([
        "adjacency", "normalized_adjacency", "random_walk_adjacency", "laplacian",
        "symmetric_laplacian", "random_walk_laplacian",
      ]),
      default: "normalized_adjacency",
      doc: """
        A; D^-½ A D^-½ (Kipf & Welling 2017); D^-1 A; D - A; I - D^-½ A D^-½; I - D^-1 A \
        (Chung 1997). Rows hold the edges that leave a node; a directed graph has no symmetric \
        Laplacian.
        """),
    ParameterDeclaration(
      loops, .number(.atLeast(0)), default: .null, unit: "edge weight",
      doc: """
        Weight of the loop that each node gets first, so that A + s I stands for A; without it 1 \
        for the normalized adjacency and 0 for all others.
        """),
  ]
  private static let loops = "self_loops"

  static func resolve(_ invocation: StageInvocation) -> [String: ParameterValue] {
    let parameters = invocation.parameters
    guard !parameters.has(loops) else { return [:] }
    return [
      loops: .number(parameters.string("operator") == "normalized_adjacency" ? 1 : 0)
    ]
  }

  static func run(_ context: StageContext) throws {
    let graph = try context.read(Graph.self, "graph")
    let chosen = context.parameters.string("operator")
    let weight = context.parameters.number(loops)
    let matrix: SparseMatrix<Double> =
      switch chosen {
      case "adjacency": try GraphOperators.looped(graph.adjacency, selfLoops: weight)
      case "random_walk_adjacency":
        try GraphOperators.randomWalk(of: graph.adjacency, selfLoops: weight)
      case "laplacian":
        try GraphOperators.laplacian(of: graph, .combinatorial, selfLoops: weight)
      case "symmetric_laplacian":
        try GraphOperators.laplacian(of: graph, .symmetric, selfLoops: weight)
      case "random_walk_laplacian":
        try GraphOperators.laplacian(of: graph, .randomWalk, selfLoops: weight)
      default: try GraphOperators.normalizedAdjacency(of: graph, selfLoops: weight)
      }
    try context.write(OperatorArtifact(kind: chosen, matrix: matrix), to: "operator")
  }
}
