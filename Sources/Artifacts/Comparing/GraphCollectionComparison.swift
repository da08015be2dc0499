public import Geometry

extension GraphCollection {
  /// Sizes, which graphs have other edges, and features and labels changed where the collections have the same sizes.
  public static func differences(
    from old: GraphCollection, to new: GraphCollection
  ) -> [Finding] {
    var findings = [
      Finding("graphs", from: old.count, to: new.count),
      Finding("nodes", from: old.nodeCount, to: new.nodeCount),
      Finding("edges", from: old.edgeCount, to: new.edgeCount),
    ].compactMap { $0 }
    if old.isDirected != new.isDirected {
      func word(_ graphs: GraphCollection) -> String {
        graphs.isDirected ? "directed" : "undirected"
      }
      findings.append(Finding("direction", from: word(old), to: word(new)))
    }
    findings += structure(old, new)
    let sameNodes = old.nodeOffsets == new.nodeOffsets
    let sameEdges = old.edgeOffsets == new.edgeOffsets
    let (before, after) = (old.attributes, new.attributes)
    func rows(_ weights: [Double]?) -> Rows<Double>? {
      weights.map { Rows(width: 1, values: $0) }
    }
    func numbers(_ rows: Rows<Int32>?) -> Rows<Double>? {
      rows.map { Rows(width: $0.width, values: $0.values.map(Double.init)) }
    }
    findings += [
      table("weights", "edge", rows(before.weights), rows(after.weights), sameEdges),
      table("node features", "node", before.nodeFeatures, after.nodeFeatures, sameNodes),
      table(
        "node labels", "node", numbers(before.nodeLabels), numbers(after.nodeLabels), sameNodes),
      table("edge features", "edge", before.edgeFeatures, after.edgeFeatures, sameEdges),
      table(
        "edge labels", "edge", numbers(before.edgeLabels), numbers(after.edgeLabels), sameEdges),
      table(
        "graph features", "graph", before.graphFeatures, after.graphFeatures,
        old.count == new.count),
    ].compactMap { $0 }
    return findings
  }

  /// How many of the graphs that both have are joined otherwise.
  private static func structure(_ old: GraphCollection, _ new: GraphCollection) -> [Finding] {
    let common = min(old.count, new.count)
    let changed = (0..<common).filter {
      old.nodes(of: $0).count != new.nodes(of: $0).count
        || old.edges[old.edges(of: $0)] != new.edges[new.edges(of: $0)]
    }
    guard let first = changed.first else { return [] }
    return [
      Finding(
        "structure",
        "\(Exports.count(changed.count)) of \(Exports.count(common)) graphs have other nodes or edges, the first is graph \(first)",
        [
          "changed": .integer(changed.count), "count": .integer(common), "first": .integer(first),
        ])
    ]
  }

  private static func table(
    _ subject: String, _ noun: String, _ old: Rows<Double>?, _ new: Rows<Double>?,
    _ isAligned: Bool
  ) -> Finding? {
    func columns(_ rows: Rows<Double>?) -> String {
      rows.map { Exports.count($0.width, "column") } ?? "none"
    }
    guard let old, let new, old.width == new.width else {
      return old?.width == new?.width
        ? nil : Finding(subject, from: columns(old), to: columns(new))
    }
    // Rows of collections of other sizes have no counterpart.
    guard isAligned else { return nil }
    var values = NumberDifferences()
    values.add(old.values, new.values)
    let width = new.width
    return values.finding(subject, "numbers") {
      width == 1 ? "\(noun) \($0)" : "\(noun) \($0 / width), column \($0 % width)"
    }
  }
}
