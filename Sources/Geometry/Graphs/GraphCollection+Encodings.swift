public import Numerics

extension GraphCollection {
  /// The collection with encodings of the nodes beside their features, or in their place.
  ///
  /// - Parameters:
  ///   - keepsFeatures: whether the features of nodes stay, before the encodings.
  ///   - encode: the encodings of one graph, nodes × k with the same k for all.
  /// - Throws: ``GraphError`` that names the graph whose encodings do not fit, and what `encode` throws.
  public func encodingNodes(
    keepsFeatures: Bool = true, by encode: (Graph) throws -> DenseMatrix<Double>
  ) throws -> GraphCollection {
    let own = keepsFeatures ? attributes.nodeFeatures : nil
    var rows: [Double] = []
    var width = 0
    for index in 0..<count {
      let found = try encode(graph(index))
      let nodes = nodes(of: index)
      if index == 0 { width = found.columns }
      guard found.rows == nodes.count, found.columns == width else {
        throw GraphError.parameterOutOfRange(
          name: "encodings of graph \(index)", value: "\(found.rows) × \(found.columns)",
          range: "\(nodes.count) × \(width)")
      }
      for (place, node) in nodes.enumerated() {
        if let own { rows += own.values[node * own.width..<(node + 1) * own.width] }
        rows += found.values[place * width..<(place + 1) * width]
      }
    }
    var attributes = attributes
    attributes.nodeFeatures = Rows(width: (own?.width ?? 0) + width, values: rows)
    return try GraphCollection(
      nodeOffsets: nodeOffsets, edgeOffsets: edgeOffsets, edges: edges, isDirected: isDirected,
      attributes: attributes)
  }
}
