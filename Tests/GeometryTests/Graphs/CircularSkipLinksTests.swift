import Foundation
import Geometry
import Testing

@Suite struct CircularSkipLinksTests {
  /// Closed walks of each length from 2 to 10, by products of the adjacency matrix.
  private func closedWalks(_ graph: Graph) -> [Double] {
    let n = graph.nodeCount
    var adjacency = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for edge in graph.edges {
      adjacency[Int(edge.source)][Int(edge.target)] = 1
      adjacency[Int(edge.target)][Int(edge.source)] = 1
    }
    var power = adjacency
    var counts: [Double] = []
    for _ in 2...10 {
      power = power.map { row in
        (0..<n).map { column in (0..<n).reduce(0) { $0 + row[$1] * adjacency[$1][column] } }
      }
      counts.append((0..<n).reduce(0) { $0 + power[$1][$1] })
    }
    return counts
  }

  /// The same from the eigenvalues of a circulant matrix.
  private func circulantWalks(_ n: Int, _ skip: Int) -> [Double] {
    (2...10).map { length in
      (0..<n).reduce(0) { sum, k in
        let angle = 2 * Double.pi * Double(k) / Double(n)
        return sum + pow(2 * cos(angle) + 2 * cos(angle * Double(skip)), Double(length))
      }
    }
  }

  @Test func `the published graphs are ten classes of fifteen circulant graphs each`() throws {
    let made = try GraphGenerators.circularSkipLinks(seed: 1)
    #expect(made.graphs.count == 150)
    #expect(made.classes == (0..<150).map { Int32($0 / 15) })
    let skips = [2, 3, 4, 5, 6, 9, 11, 12, 13, 16]
    for (place, skip) in skips.enumerated() {
      let wanted = circulantWalks(41, skip)
      for copy in [0, 14] {
        let graph = try made.graphs.graph(15 * place + copy)
        #expect((graph.nodeCount, graph.edgeCount) == (41, 82))
        #expect(graph.degrees.allSatisfy { $0 == 4 })
        for (found, closed) in zip(closedWalks(graph), wanted) {
          #expect(abs(found - closed) < 1e-6 * closed + 1e-6, "skip \(skip)")
        }
      }
      // No two classes have the same walks, so none are the same graphs.
      for other in skips[..<place] {
        #expect(
          zip(circulantWalks(41, other), wanted).contains { abs($0 - $1) > 1 },
          "skips \(other) and \(skip)")
      }
    }
  }

  @Test func `message passing sees no difference between any two nodes of any two of them`() throws
  {
    let made = try GraphGenerators.circularSkipLinks(copies: 2, seed: 6)
    let graphs = try (0..<made.graphs.count).map { try made.graphs.graph($0) }
    #expect(try WeisfeilerLehman(refining: graphs).colourCount == 1)
  }

  @Test func `numberings differ, and the seed decides them`() throws {
    let first = try GraphGenerators.circularSkipLinks(seed: 4)
    let again = try GraphGenerators.circularSkipLinks(seed: 4)
    let other = try GraphGenerators.circularSkipLinks(seed: 5)
    #expect(first.graphs == again.graphs)
    #expect(first.graphs != other.graphs)
    let graphs = try (0..<150).map { Set(try first.graphs.graph($0).edges) }
    #expect(Set(graphs).count == 150)
    // Every pair of nodes is about as often joined as any other: 150 × 82 / 820 = 15 times.
    var joined = [Graph.Edge: Int]()
    for edge in graphs.joined() { joined[edge, default: 0] += 1 }
    #expect(joined.values.allSatisfy { $0 < 40 })
    #expect(joined.count == 820)
  }

  @Test func `graphs that are none, or the same, are refused`() throws {
    for (nodes, skips, copies) in [
      (4, [2], 1), (41, [1], 1), (41, [21], 1), (10, [5], 1), (41, [], 1), (41, [2], 0),
      (41, [2, 2], 1), (41, [2, 20], 1), (41, [3, 14], 1),
    ] {
      #expect(throws: GraphError.self, "\(nodes), \(skips), \(copies)") {
        try GraphGenerators.circularSkipLinks(
          nodes: nodes, skips: skips, copies: copies, seed: 1)
      }
    }
    let least = try GraphGenerators.circularSkipLinks(nodes: 5, skips: [2], copies: 1, seed: 1)
    #expect(least.graphs.edgeCount == 10)
  }
}
