internal import Artifacts
internal import Geometry
internal import Pipeline

/// `graph.coarsen`: a hierarchy of smaller graphs.
enum GraphCoarsen: StageKind {
  static let name = "graph.coarsen"
  static let version = 1
  static let summary =
    "A hierarchy of coarser graphs by heavy-edge matching (Karypis & Kumar 1998), with prolongations."
  static let inputs = [InputPort("graph", .artifacts(["graph"]), doc: "The finest graph.")]
  static let outputs = [
    OutputPort(
      "hierarchy", "hierarchy", doc: "Adjacency of each level and prolongation from the next.")
  ]
  static let parameters = [
    ParameterDeclaration(
      "levels", .integer(1...64), default: 4, unit: "levels",
      doc: "How often to coarsen at most; each level has about half the nodes of the one before."),
    ParameterDeclaration(
      "minimum_size", .integer(1...Int(Int32.max)), default: 8, unit: "nodes",
      doc: "A level of at most this many nodes is not coarsened further."),
    ParameterDeclaration(
      "affinity", .choice(["weight", "normalized_cut"]), default: "weight",
      doc: "What to match by: the edge's weight, or w (1/dᵢ + 1/dⱼ) (Dhillon, Guan & Kulis 2007)."),
  ]
  static let isSeeded = true

  static func run(_ context: StageContext) throws {
    let graph = try context.read(Graph.self, "graph")
    let parameters = context.parameters
    let hierarchy = try Coarsening.heavyEdgeMatching(
      of: graph,
      options: CoarseningOptions(
        affinity: parameters.string("affinity") == "weight" ? .weight : .normalizedCut,
        minimumSize: parameters.integer("minimum_size"),
        maximumLevels: parameters.integer("levels") + 1, seed: context.seed))
    try context.write(HierarchyArtifact(kind: "adjacency", hierarchy: hierarchy), to: "hierarchy")
  }
}
