internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `graph.encoding`: where each node is in its graph, as numbers.
enum GraphEncoding: StageKind {
  static let name = "graph.encoding"
  static let version = 1
  static let summary = "Laplacian or random-walk encodings of the nodes of a graph."
  static let inputs = [InputPort("graph", .artifacts(["graph"]), doc: "The graph.")]
  static let outputs = [
    OutputPort("encoding", "field", doc: "`count` channels a node; `features` of models takes it.")
  ]
  static let parameters = [
    ParameterDeclaration(
      "encoding", .choice(["laplacian", "random_walk"]), default: "laplacian",
      doc: """
        Laplacian: the smoothest eigenvectors of I - D^-½ A D^-½ but the constant, of each \
        component its own, zeros where it has fewer (Dwivedi & Bresson 2020); undirected graphs \
        only. Random walk: the probabilities to be back after 1, 2, ... steps (Dwivedi et al. 2022).
        """),
    ParameterDeclaration(
      "count", .integer(1...10_000), default: 16, unit: "channels",
      doc: "How many eigenvectors or steps."),
  ]

  static func run(_ context: StageContext) throws {
    let graph = try context.read(Graph.self, "graph")
    let (chosen, count) = (
      context.parameters.string("encoding"), context.parameters.integer("count")
    )
    let found =
      chosen == "random_walk"
      ? try GraphEncodings.randomWalk(of: graph, count: count)
      : try GraphEncodings.laplacian(of: graph, count: count)
    try context.write(
      FieldArtifact(name: chosen, values: found.values, channels: count), to: "encoding")
  }
}
