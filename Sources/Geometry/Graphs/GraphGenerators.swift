internal import Foundation
internal import Numerics

/// Random and classic graphs with known communities.
public enum GraphGenerators {
  /// A graph whose nodes carry the block they were made in.
  public struct Labelled: Sendable, Equatable {
    /// The graph, undirected and unweighted.
    public let graph: Graph
    /// The block of each node (n), from 0.
    public let blocks: [Int32]
  }

  /// The most edges a random graph is expected to have.
  private static let mostEdges = 5e8

  /// A stochastic block model with one probability inside blocks and one between them.
  ///
  /// See ``stochasticBlockModel(sizes:probabilities:seed:)``.
  public static func stochasticBlockModel(
    sizes: [Int], within: Double, between: Double, seed: UInt64
  ) throws(GraphError) -> Labelled {
    let probabilities = sizes.indices.map { row in
      sizes.indices.map { $0 == row ? within : between }
    }
    return try stochasticBlockModel(sizes: sizes, probabilities: probabilities, seed: seed)
  }

  /// A stochastic block model (Holland, Laskey & Leinhardt 1983): each pair of nodes is an edge
  /// with a probability that depends on their blocks alone.
  ///
  /// Nodes are numbered block by block. Gaps between edges are drawn from the geometric
  /// distribution (Batagelj & Brandes, "Efficient generation of large random networks", 2005), so
  /// pairs that are no edge cost nothing.
  ///
  /// - Parameters:
  ///   - sizes: nodes a block, each at least 0.
  ///   - probabilities: blocks × blocks, symmetric, in 0 ... 1.
  ///   - seed: the same seed gives the same graph.
  /// - Throws: ``GraphError`` for a bad size or probability, or a graph too large.
  /// - Complexity: O(nodes + edges + blocks²).
  public static func stochasticBlockModel(
    sizes: [Int], probabilities: [[Double]], seed: UInt64
  ) throws(GraphError) -> Labelled {
    try check(sizes: sizes, probabilities: probabilities)
    var firsts = [0]
    for size in sizes { firsts.append(firsts[firsts.count - 1] + size) }
    var stream = RandomStream(seed: seed, "graph", "stochastic block model")
    var edges: [Graph.Edge] = []
    for row in sizes.indices {
      for column in row..<sizes.count {
        let probability = probabilities[row][column]
        let (first, second) = (firsts[row], firsts[column])
        if row == column {
          var (low, high) = (-1, 1)
          sample(pairs: sizes[row] * (sizes[row] - 1) / 2, probability, &stream) { gap in
            low += gap
            while low >= high {
              low -= high
              high += 1
            }
            edges.append(Graph.Edge(Int32(first + low), Int32(first + high)))
          }
        } else {
          let width = sizes[column]
          var pair = -1
          sample(pairs: sizes[row] * width, probability, &stream) { gap in
            pair += gap
            edges.append(
              Graph.Edge(Int32(first + pair / width), Int32(second + pair % width)))
          }
        }
      }
    }
    let blocks = sizes.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1) }
    return Labelled(graph: try Graph(nodeCount: blocks.count, edges: edges), blocks: blocks)
  }

  /// Calls `take` with the distance from each sampled pair of `pairs` to the one before.
  private static func sample(
    pairs: Int, _ probability: Double, _ stream: inout RandomStream, take: (Int) -> Void
  ) {
    guard probability > 0, pairs > 0 else { return }
    let scale = probability < 1 ? 1 / log1p(-probability) : 0
    var pair = -1
    while true {
      let skipped = (log1p(-stream.uniform()) * scale).rounded(.down)
      guard skipped < Double(pairs - 1 - pair) else { return }
      pair += 1 + Int(skipped)
      take(1 + Int(skipped))
    }
  }

  private static func check(sizes: [Int], probabilities: [[Double]]) throws(GraphError) {
    var nodes = 0.0
    for (block, size) in sizes.enumerated() {
      guard (0...Int(Int32.max)).contains(size) else {
        throw .parameterOutOfRange(
          name: "sizes[\(block)]", value: "\(size)", range: "a number of nodes of at least 0")
      }
      nodes += Double(size)
    }
    guard probabilities.count == sizes.count,
      probabilities.allSatisfy({ $0.count == sizes.count })
    else {
      throw .parameterOutOfRange(
        name: "probabilities", value: "\(probabilities.count) rows",
        range: "one row and one column for each of the \(sizes.count) blocks")
    }
    var expected = 0.0
    for row in sizes.indices {
      for column in sizes.indices {
        let probability = probabilities[row][column]
        guard (0...1).contains(probability), probability == probabilities[column][row] else {
          throw .parameterOutOfRange(
            name: "probabilities[\(row)][\(column)]", value: "\(probability)",
            range: "a symmetric matrix of numbers from 0 to 1")
        }
        expected += 0.5 * probability * Double(sizes[row]) * Double(sizes[column])
      }
    }
    guard nodes <= Double(Int32.max), expected <= mostEdges else {
      throw .sizeOutOfRange(nodeCount: Int(nodes), edgeCount: Int(expected))
    }
  }
}
