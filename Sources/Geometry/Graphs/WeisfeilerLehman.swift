/// Colours of nodes by what their neighbourhoods look like: the one-dimensional Weisfeiler–Leman refinement
/// (Weisfeiler & Leman 1968; Shervashidze et al., "Weisfeiler-Lehman Graph Kernels", 2011).
///
/// Every node begins with its label. In each round a node's colour becomes that of its old colour together with the
/// colours of its neighbours, each as often as it occurs and with the label of its edge; in directed graphs neighbours
/// that an edge leads to and those that one comes from count apart. Two nodes that some automorphism exchanges have the
/// same colour; the converse does not hold.
public struct WeisfeilerLehman: Sendable, Equatable {
  /// The colour of each node of each graph, from 0.
  ///
  /// Colours are numbered by the order of old colours and then of neighbours' colours, so that they do not depend on how
  /// nodes are numbered, and mean the same in all graphs that were refined together.
  public let colours: [[Int32]]
  /// The number of colours, all graphs together.
  public let colourCount: Int
  /// The rounds that were made and changed something.
  public let rounds: Int
  /// Whether another round would split no colour.
  public let isStable: Bool

  /// Refines the colours of graphs together.
  ///
  /// - Parameters:
  ///   - graphs: directed or undirected, all alike.
  ///   - nodeLabels: a label for each node of each graph, or `nil` if all begin alike.
  ///   - usesWeights: whether edges of different weight are different. Default: no.
  ///   - rounds: the most rounds; `nil` goes on until nothing changes.
  /// - Throws: ``GraphError`` for labels that do not fit the graphs, graphs of both kinds, or a negative number of rounds.
  /// - Complexity: O(rounds × (nodes + edges) × log) comparisons.
  public init(
    refining graphs: [Graph], nodeLabels: [[Int32]]? = nil, usesWeights: Bool = false,
    rounds most: Int? = nil
  ) throws(GraphError) {
    try Self.check(graphs, nodeLabels, most)
    let neighbours = Self.neighbours(of: graphs, usesWeights: usesWeights)
    let nodeCount = graphs.reduce(0) { $0 + $1.nodeCount }
    let labels = nodeLabels.map { $0.flatMap(\.self) } ?? [Int32](repeating: 0, count: nodeCount)
    var (colours, count) = Self.ranked(labels.map { [Int64($0)] })
    var (round, isStable) = (0, false)
    while !isStable, most.map({ round < $0 }) ?? true {
      let (finer, finerCount) = Self.ranked(
        colours.indices.map { Self.signature($0, colours, neighbours[$0]) })
      isStable = finerCount == count
      guard !isStable else { break }
      (colours, count) = (finer, finerCount)
      round += 1
    }
    if !isStable {
      let (_, finerCount) = Self.ranked(
        colours.indices.map { Self.signature($0, colours, neighbours[$0]) })
      isStable = finerCount == count
    }
    var first = 0
    self.colours = graphs.map { graph in
      defer { first += graph.nodeCount }
      return Array(colours[first..<first + graph.nodeCount])
    }
    colourCount = count
    self.rounds = round
    self.isStable = isStable
  }
}

extension WeisfeilerLehman {
  /// An edge from a node's point of view.
  private struct Neighbour {
    let node: Int32
    /// The edge's label, and whether it comes in.
    let label: Int64
  }

  private static func neighbours(of graphs: [Graph], usesWeights: Bool) -> [[Neighbour]] {
    var labels: [Double: Int64] = [:]
    if usesWeights {
      let weights = Set(graphs.flatMap { graph in graph.edges.indices.map { graph.weight($0) } })
      for (rank, weight) in weights.sorted().enumerated() { labels[weight] = Int64(rank) }
    }
    var result: [[Neighbour]] = []
    for graph in graphs {
      let first = Int32(result.count)
      var own = [[Neighbour]](repeating: [], count: graph.nodeCount)
      for (index, edge) in graph.edges.enumerated() {
        let label = 2 * (labels[graph.weight(index)] ?? 0)
        own[Int(edge.source)].append(Neighbour(node: first + edge.target, label: label))
        own[Int(edge.target)].append(
          Neighbour(node: first + edge.source, label: graph.isDirected ? label + 1 : label))
      }
      result += own
    }
    return result
  }

  /// A node's colour, then what its edges lead to, in ascending order.
  private static func signature(
    _ node: Int, _ colours: [Int32], _ neighbours: [Neighbour]
  ) -> [Int64] {
    let around = neighbours.map { $0.label << 32 | Int64(colours[Int($0.node)]) }.sorted()
    return [Int64(colours[node])] + around
  }

  /// The rank of each signature among the different ones, and how many there are.
  private static func ranked(_ signatures: [[Int64]]) -> (ranks: [Int32], count: Int) {
    let order = signatures.indices.sorted {
      signatures[$0].lexicographicallyPrecedes(signatures[$1])
    }
    var ranks = [Int32](repeating: 0, count: signatures.count)
    var rank: Int32 = -1
    var last: [Int64]?
    for index in order {
      if signatures[index] != last {
        rank += 1
        last = signatures[index]
      }
      ranks[index] = rank
    }
    return (ranks, Int(rank) + 1)
  }

  private static func check(
    _ graphs: [Graph], _ labels: [[Int32]]?, _ rounds: Int?
  ) throws(GraphError) {
    if let rounds, rounds < 0 {
      throw .parameterOutOfRange(
        name: "rounds", value: "\(rounds)", range: "a number of at least 0")
    }
    guard Set(graphs.map(\.isDirected)).count < 2 else {
      throw .parameterOutOfRange(
        name: "graphs", value: "a list of directed and undirected ones", range: "graphs of one kind"
      )
    }
    guard let labels else { return }
    guard labels.count == graphs.count else {
      throw .parameterOutOfRange(
        name: "nodeLabels", value: "a list for \(labels.count) graphs",
        range: "one for each of the \(graphs.count) graphs")
    }
    for (index, graph) in graphs.enumerated() where labels[index].count != graph.nodeCount {
      throw .parameterOutOfRange(
        name: "nodeLabels[\(index)]", value: "a list of \(labels[index].count) labels",
        range: "one for each of the \(graph.nodeCount) nodes")
    }
  }
}
