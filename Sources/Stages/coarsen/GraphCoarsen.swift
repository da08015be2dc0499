internal import Artifacts
internal import Geometry
internal import Pipeline

/// `graph.coarsen`: a hierarchy of smaller graphs.
enum GraphCoarsen: StageKind {
  static let name = "graph.coarsen"
  static let version = 1
  static let summary = """
    A hierarchy of coarser graphs with prolongations: by heavy-edge matching (Karypis & Kumar 1998), \
    METIS partitions or Kron reduction (Dörfler & Bullo 2013).
    """
  static let inputs = [InputPort("graph", .artifacts(["graph"]), doc: "The finest graph.")]
  static let outputs = [
    OutputPort(
      "hierarchy", "hierarchy", doc: "Adjacency of each level and prolongation from the next.")
  ]
  static let parameters = [
    ParameterDeclaration(
      "method", .choice(["matching", "metis", "kron"]), default: "matching",
      doc: """
        Matching: pairs of neighbours become a node. METIS: so do parts of about equal size. Kron: about half of the \
        nodes are kept, the others eliminated as in a network of resistors.
        """),
    ParameterDeclaration(
      "levels", .integer(1...64), default: 4, unit: "levels",
      doc: """
        How often to coarsen at most; each level has about half the nodes of the one before, with METIS one for each \
        `ratio` of them.
        """),
    ParameterDeclaration(
      "minimum_size", .integer(1...Int(Int32.max)), default: 8, unit: "nodes",
      doc: "A level of at most this many nodes is not coarsened further."),
    ParameterDeclaration(
      "affinity", .choice(["weight", "normalized_cut"]), default: "weight",
      doc:
        "Matching: what to match by: the edge's weight, or w (1/dᵢ + 1/dⱼ) (Dhillon, Guan & Kulis 2007)."
    ),
    ParameterDeclaration(
      "ratio", .number(.above(1)), default: 4.0, unit: "nodes",
      doc: "METIS: the mean number of nodes that become one."),
    ParameterDeclaration(
      "keep", .choice(["automatic", "polarity", "independent_set"]), default: "automatic",
      doc: """
        Kron: the nodes kept. Polarity: where the eigenvector of the Laplacian's largest eigenvalue is not negative \
        (Shuman, Faraji & Vandergheynst 2016). Independent set: all but a maximal independent set, for graphs of any \
        size. Automatic: polarity up to 4096 nodes.
        """),
    ParameterDeclaration(
      "sparsification", .choice(["none", "threshold", "spectral"]), default: "threshold",
      doc: """
        Kron: how each level is kept sparse. Threshold: light edges are dropped. Spectral: edges are drawn by weight \
        times effective resistance (Spielman & Srivastava 2011).
        """),
    ParameterDeclaration(
      "threshold", .number(.halfOpen(0..<1)), default: 0.01, unit: "part of the heaviest edge",
      doc: """
        Kron: an edge lighter than this part of the heaviest at either end is dropped, unless it holds a component \
        together.
        """),
    ParameterDeclaration(
      "epsilon", .number(.closed(0.01...1)), default: 0.5, unit: "relative error",
      doc: "Kron: about how much spectral sparsification may change quadratic forms."),
    ParameterDeclaration(
      "prolongation_threshold", .number(.halfOpen(0..<1)), default: 0.001,
      unit: "part of the row's largest",
      doc: "Kron: smaller entries of a prolongation are dropped, the others scaled to sum 1."),
  ]
  static let isSeeded = true

  static func run(_ context: StageContext) throws {
    let graph = try context.read(Graph.self, "graph")
    let hierarchy =
      switch context.parameters.string("method") {
      case "metis": try partitions(of: graph, context)
      case "kron": try kron(of: graph, context)
      default: try matching(of: graph, context)
      }
    try context.write(HierarchyArtifact(kind: "adjacency", hierarchy: hierarchy), to: "hierarchy")
  }

  private static func matching(of graph: Graph, _ context: StageContext) throws -> Hierarchy {
    let parameters = context.parameters
    return try Coarsening.heavyEdgeMatching(
      of: graph,
      options: CoarseningOptions(
        affinity: parameters.string("affinity") == "weight" ? .weight : .normalizedCut,
        minimumSize: parameters.integer("minimum_size"),
        maximumLevels: parameters.integer("levels") + 1, seed: context.seed))
  }

  private static func partitions(of graph: Graph, _ context: StageContext) throws -> Hierarchy {
    let parameters = context.parameters
    return try Coarsening.partitions(
      of: graph,
      options: PartitionCoarseningOptions(
        ratio: parameters.number("ratio"), minimumSize: parameters.integer("minimum_size"),
        maximumLevels: parameters.integer("levels") + 1, seed: context.seed))
  }

  private static func kron(of graph: Graph, _ context: StageContext) throws -> Hierarchy {
    let parameters = context.parameters
    let selection: KronOptions.Selection =
      switch parameters.string("keep") {
      case "polarity": .polarity
      case "independent_set": .independentSet
      default: .automatic
      }
    let sparsification: KronOptions.Sparsification =
      switch parameters.string("sparsification") {
      case "none": .none
      case "spectral": .spectral(parameters.number("epsilon"))
      default: .threshold(parameters.number("threshold"))
      }
    return try Coarsening.kron(
      of: graph,
      options: KronOptions(
        selection: selection, sparsification: sparsification,
        prolongationThreshold: parameters.number("prolongation_threshold"),
        minimumSize: parameters.integer("minimum_size"),
        maximumLevels: parameters.integer("levels") + 1, seed: context.seed))
  }
}
