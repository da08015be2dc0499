internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `graphs.encoding`: where each node is in its graph, as features of the nodes of many graphs.
enum GraphsEncoding: StageKind {
  static let name = "graphs.encoding"
  static let version = 1
  static let summary =
    "Laplacian or random-walk encodings of the nodes of many graphs, beside their features."
  static let inputs = [InputPort("graphs", .artifacts(["graphs"]), doc: "The graphs.")]
  static let outputs = [
    OutputPort(
      "graphs", "graphs",
      doc: "The same graphs; the last `count` features of nodes are the encodings.")
  ]
  static let parameters =
    GraphEncoding.parameters + [
      ParameterDeclaration(
        "keep", .boolean, default: true,
        doc: "Whether the features that nodes have stay, before the encodings."),
      ParameterDeclaration(
        "scaling", .choice(GraphEncodings.Scaling.allCases.map(\.rawValue)), default: "unit",
        doc: """
          Length of eigenvectors: unit, or with eigenvalue a mean square of λ² over the component, so that models that \
          see no edge can tell λ.
          """),
    ]

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let graphs = try context.read(GraphCollection.self, "graphs")
    let (chosen, count) = (parameters.string("encoding"), parameters.integer("count"))
    let scaling: GraphEncodings.Scaling = context.option("scaling", or: .unit)
    let encoded = try graphs.encodingNodes(keepsFeatures: parameters.bool("keep")) { graph in
      chosen == "random_walk"
        ? try GraphEncodings.randomWalk(of: graph, count: count)
        : try GraphEncodings.laplacian(of: graph, count: count, scaling: scaling)
    }
    try context.write(encoded, to: "graphs")
  }
}
