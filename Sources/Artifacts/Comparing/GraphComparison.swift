public import Geometry

extension Graph {
  /// Nodes, edges added and removed, weights changed.
  public static func differences(from old: Graph, to new: Graph) -> [Finding] {
    var findings = [Finding("nodes", from: old.nodeCount, to: new.nodeCount)].compactMap { $0 }
    if old.isDirected != new.isDirected {
      func word(_ graph: Graph) -> String { graph.isDirected ? "directed" : "undirected" }
      findings.append(Finding("direction", from: word(old), to: word(new)))
    }
    if (old.weights == nil) != (new.weights == nil) {
      func word(_ graph: Graph) -> String { graph.weights == nil ? "unweighted" : "weighted" }
      findings.append(Finding("weighting", from: word(old), to: word(new)))
    }
    let (common, added, removed) = pairs(old, new)
    if added > 0 || removed > 0 {
      findings.append(
        Finding(
          "edges",
          "\(Exports.count(added)) added, \(Exports.count(removed)) removed (\(Exports.count(old.edgeCount)) → \(Exports.count(new.edgeCount)))",
          [
            "added": .integer(added), "removed": .integer(removed),
            "from": .integer(old.edgeCount), "to": .integer(new.edgeCount),
          ]))
    }
    if let before = old.weights, let after = new.weights {
      var weights = NumberDifferences()
      for (place, pair) in common.enumerated() {
        weights.add(before[pair.old], after[pair.new], at: place)
      }
      let finding = weights.finding("weights", "edges in both") { place in
        let edge = old.edges[common[place].old]
        return "edge \(edge.source)–\(edge.target)"
      }
      findings += [finding].compactMap { $0 }
    }
    return findings
  }

  /// The positions of edges that both graphs have, and how many only one has; both lists are in normal form.
  private static func pairs(
    _ old: Graph, _ new: Graph
  ) -> (common: [(old: Int, new: Int)], added: Int, removed: Int) {
    var common: [(old: Int, new: Int)] = []
    var (left, right) = (0, 0)
    while left < old.edges.count, right < new.edges.count {
      let (a, b) = (old.edges[left], new.edges[right])
      if a == b { common.append((left, right)) }
      let isFirst = (a.source, a.target) <= (b.source, b.target)
      let isLast = (a.source, a.target) >= (b.source, b.target)
      if isFirst { left += 1 }
      if isLast { right += 1 }
    }
    return (common, new.edges.count - common.count, old.edges.count - common.count)
  }
}
