internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `graphs.encoding`: where the nodes of many graphs are, each in its own.
enum GraphsEncoding: StageKind {
  static let name = "graphs.encoding"
  static let version = 1
  static let summary =
    "Laplacian or random-walk encodings of the nodes of many graphs, as features beside those they have."
  static let inputs = [InputPort("graphs", .artifacts(["graphs"]), doc: "The graphs.")]
  static let outputs = [
    OutputPort(
      "graphs", "graphs",
      doc: "The same graphs; features of nodes are those they had, then `count` channels.")
  ]
  static let parameters = GraphEncoding.parameters

  static func run(_ context: StageContext) throws {
    let graphs = try context.read(GraphCollection.self, "graphs")
    let (chosen, count) = (
      context.parameters.string("encoding"), context.parameters.integer("count")
    )
    let given = graphs.attributes.nodeFeatures
    let width = given?.width ?? 0
    var values: [Double] = []
    values.reserveCapacity(graphs.nodeCount * (width + count))
    for item in 0..<graphs.count {
      try context.checkCancellation()
      let graph = try graphs.graph(item)
      let found =
        chosen == "random_walk"
        ? try GraphEncodings.randomWalk(of: graph, count: count)
        : try GraphEncodings.laplacian(of: graph, count: count)
      for (row, node) in graphs.nodes(of: item).enumerated() {
        if let given { values += given.values[node * width..<(node + 1) * width] }
        for column in 0..<count { values.append(found[row, column]) }
      }
    }
    var attributes = graphs.attributes
    attributes.nodeFeatures = .init(width: width + count, values: values)
    try context.write(
      GraphCollection(
        nodeOffsets: graphs.nodeOffsets, edgeOffsets: graphs.edgeOffsets, edges: graphs.edges,
        isDirected: graphs.isDirected, attributes: attributes), to: "graphs")
  }
}
