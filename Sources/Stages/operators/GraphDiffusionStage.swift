internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `graph.diffusion`: a matrix that spreads signals over many steps at once.
enum GraphDiffusionStage: StageKind {
  static let name = "graph.diffusion"
  static let version = 1
  static let summary =
    "Personalized PageRank or heat kernel of a graph (Gasteiger et al. 2019), exact or pushed, and sparsified."
  static let inputs = [InputPort("graph", .artifacts(["graph"]), doc: "The graph.")]
  static let outputs = [
    OutputPort(
      "operator", "operator",
      doc: """
        Nodes × nodes, of kind diffusion; after normalization of kind normalized_adjacency or \
        random_walk_adjacency.
        """)
  ]
  static let parameters = [
    ParameterDeclaration(
      "kernel", .choice(["pagerank", "heat"]), default: "pagerank",
      doc: "Pagerank: a (I - (1 - a) T)^-1. Heat: exp(-t (I - T))."),
    ParameterDeclaration(
      "teleport", .number(.closed(0.001...1)), default: 0.15, unit: "probability",
      doc: "Pagerank: the probability a to return to the start before each step."),
    ParameterDeclaration(
      "time", .number(.closed(0...500)), default: 3.0, unit: "steps",
      doc: "Heat: the number t of steps, on average."),
    ParameterDeclaration(
      "transition", .choice(GraphTransition.Normalization.allCases.map(\.rawValue)),
      default: "random_walk", doc: "The step T: D^-1 A, or D^-½ A D^-½."),
    ParameterDeclaration(
      "self_loops", .number(.atLeast(0)), default: 1.0, unit: "edge weight",
      doc: "Weight of the loop that each node gets first."),
    ParameterDeclaration(
      "method", .choice(["exact", "push"]), default: "exact",
      doc: """
        Exact: up to rounding, time as nodes × edges. Push: near each node alone, for graphs of \
        any size (Andersen, Chung & Lang 2006; heat after Kloster & Gleich 2014).
        """),
    ParameterDeclaration(
      "tolerance", .number(.above(0)), default: 1e-5,
      doc: "Push: what may stay behind at a node for each of its edges; no entry is too large."),
    ParameterDeclaration(
      "keep", .choice(["all", "threshold", "largest"]), default: "all",
      doc: "Which entries are stored: all that are not zero, or as the next two say."),
    ParameterDeclaration(
      "threshold", .number(.above(0)), default: 1e-4, doc: "Threshold: the least value kept."),
    ParameterDeclaration(
      "largest", .integer(1...1_000_000), default: 64, unit: "entries",
      doc: "Largest: how many of each row are kept; of equal ones the lower node."),
    ParameterDeclaration(
      "normalization",
      .choice(["none"] + GraphTransition.Normalization.allCases.map(\.rawValue)),
      default: "none",
      doc:
        "What becomes of the kept entries S: nothing; D^-1 S; D^-½ S D^-½, which GCN blocks take."
    ),
  ]

  static func run(_ context: StageContext) throws {
    let graph = try context.read(Graph.self, "graph")
    let parameters = context.parameters
    let kernel: DiffusionKernel =
      parameters.string("kernel") == "heat"
      ? .heat(time: parameters.number("time"))
      : .pageRank(teleport: parameters.number("teleport"))
    let transition = GraphTransition(
      normalization(parameters.string("transition")) ?? .randomWalk,
      selfLoops: parameters.number("self_loops"))
    let kept: Sparsification =
      switch parameters.string("keep") {
      case "threshold": .threshold(parameters.number("threshold"))
      case "largest": .largest(parameters.integer("largest"))
      default: .none
      }
    let matrix =
      parameters.string("method") == "push"
      ? try GraphDiffusion.approximate(
        of: graph.adjacency, kernel, tolerance: parameters.number("tolerance"), along: transition,
        keeping: kept)
      : try GraphDiffusion.exact(of: graph.adjacency, kernel, along: transition, keeping: kept)
    try context.write(normalized(matrix, parameters.string("normalization")), to: "operator")
  }

  private static func normalization(_ word: String) -> GraphTransition.Normalization? {
    GraphTransition.Normalization(rawValue: word)
  }

  private static func normalized(
    _ matrix: SparseMatrix<Double>, _ word: String
  ) throws -> OperatorArtifact {
    guard let chosen = normalization(word) else {
      return try OperatorArtifact(kind: "diffusion", matrix: matrix)
    }
    return try OperatorArtifact(
      kind: chosen == .symmetric ? "normalized_adjacency" : "random_walk_adjacency",
      matrix: GraphTransition(chosen).matrix(of: matrix))
  }
}
