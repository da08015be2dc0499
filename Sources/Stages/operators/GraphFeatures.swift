internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `graph.features`: node features from the graph alone.
enum GraphFeatures: StageKind {
  static let name = "graph.features"
  static let version = 1
  static let summary = "Node features for a graph that has none: one-hot identities or degrees."
  static let inputs = [InputPort("graph", .artifacts(["graph"]), doc: "The graph.")]
  static let outputs = [OutputPort("features", "sparse", doc: "Nodes × channels.")]
  static let parameters = [
    ParameterDeclaration(
      "features", .choice(["identity", "degree"]), default: "identity",
      doc: "A one-hot vector a node (nodes × nodes), or its degree (nodes × 1).")
  ]

  static func run(_ context: StageContext) throws {
    let graph = try context.read(Graph.self, "graph")
    let count = graph.nodeCount
    let features: SparseMatrix<Double>
    if context.parameters.string("features") == "identity" {
      features = SparseMatrix.identity(count)
    } else {
      let degrees = GraphOperators.adjacency(of: graph).rowSums
      features = try SparseMatrix(
        rows: count, columns: 1,
        triplets: degrees.enumerated().map { (row: $0.offset, column: 0, value: $0.element) })
    }
    try context.write(features, to: "features")
  }
}
