public import Geometry

extension GraphCollection {
  /// No graph is empty, and features are finite; that edges stay within their graph, reading has checked.
  public func brokenPromises(_ origin: ArtifactOrigin) throws -> [String] {
    let empty = (0..<count).first { nodes(of: $0).isEmpty }.map { "graph \($0) has no node" }
    let tables = [
      ("node", attributes.nodeFeatures), ("edge", attributes.edgeFeatures),
      ("graph", attributes.graphFeatures),
    ]
    let infinite = tables.map { noun, rows -> String? in
      guard let rows, let bad = rows.values.firstIndex(where: { !$0.isFinite }) else { return nil }
      return
        "feature \(bad % rows.width) of \(noun) \(bad / rows.width) is \(rows.values[bad])"
    }
    return ([empty] + infinite).compactMap(\.self)
  }
}
