internal import Autodiff
internal import Geometry
internal import Models

extension ModelInput {
  /// Many graphs as the input of a model: node features, a single 1 where there are none, and the adjacency as `graphs`.
  init(_ graphs: GraphCollection, for description: ModelDescription) throws {
    var edges = graphs.edges
    for graph in 0..<graphs.count {
      let first = Int32(graphs.nodeOffsets[graph])
      for index in graphs.edges(of: graph) {
        edges[index] = Graph.Edge(first + edges[index].source, first + edges[index].target)
      }
    }
    let joined = try Graph(
      nodeCount: graphs.nodeCount, edges: edges, weights: graphs.attributes.weights,
      isDirected: graphs.isDirected)
    let features = graphs.attributes.nodeFeatures
    let tensor = Tensor<Float>(
      shape: [graphs.nodeCount, features?.width ?? 1],
      features?.values.map { Float($0) } ?? [Float](repeating: 1, count: graphs.nodeCount))
    try self.init(
      .dense(tensor), for: description,
      operators: [
        DomainOperator(
          name: "graphs", kind: .adjacency, matrix: GraphOperators.adjacency(of: joined))
      ], offsets: ItemOffsets(levels: [graphs.nodeOffsets]))
  }
}
