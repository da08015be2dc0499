import Geometry
import Testing

@Suite struct WeisfeilerLehmanTests {
  private func histogram(_ colours: [Int32]) -> [Int32: Int] {
    colours.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  @Test func `two triangles look like a hexagon`() throws {
    let triangle = try Graphs.cycle(3)
    let found = try WeisfeilerLehman(
      refining: [Graphs.union(triangle, triangle), Graphs.cycle(6)])
    #expect(found.colours == [[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]])
    #expect((found.colourCount, found.rounds, found.isStable) == (1, 0, true))
  }

  @Test func `a path does not look like a star`() throws {
    let found = try WeisfeilerLehman(refining: [Graphs.path(4), Graphs.star(3)])
    #expect(histogram(found.colours[0]) != histogram(found.colours[1]))
    // The same degrees, but with a ring: a triangle with a tail against a path has other degrees; two paths have equal
    // colours wherever they are equally far from their ends.
    let ends = try WeisfeilerLehman(refining: [Graphs.path(7)]).colours[0]
    #expect(ends == Array(ends.reversed()) && Set(ends).count == 4)
  }

  @Test(arguments: [false, true])
  func `colours do not depend on the order of the nodes`(directed: Bool) throws {
    let graph = try Graphs.random(97, directed: directed, weighted: true)
    for usesWeights in [false, true] {
      let found = try WeisfeilerLehman(refining: [graph], usesWeights: usesWeights)
      for seed: UInt64 in 1...3 {
        let names = Graphs.shuffle(97, seed: seed)
        let other = try WeisfeilerLehman(
          refining: [Graphs.renamed(graph, names)], usesWeights: usesWeights)
        #expect((0..<97).allSatisfy { found.colours[0][$0] == other.colours[0][Int(names[$0])] })
        #expect(other.rounds == found.rounds)
      }
    }
  }

  @Test func `stable colours see the same number of each colour around them`() throws {
    let graph = try Graphs.random(120, seed: 5)
    let found = try WeisfeilerLehman(refining: [graph])
    #expect(found.isStable && found.rounds > 0)
    var around = [[Int32: Int]](repeating: [:], count: 120)
    let colours = found.colours[0]
    for edge in graph.edges {
      around[Int(edge.source)][colours[Int(edge.target)], default: 0] += 1
      around[Int(edge.target)][colours[Int(edge.source)], default: 0] += 1
    }
    for a in 0..<120 {
      for b in 0..<120 where colours[a] == colours[b] { #expect(around[a] == around[b]) }
    }
    #expect(Set(colours) == Set((0..<Int32(found.colourCount)).map { $0 }))
  }

  @Test func `a round at a time sees one step further`() throws {
    let path = try Graphs.path(7)
    let counts = try (0...5).map { rounds in
      try WeisfeilerLehman(refining: [path], rounds: rounds)
    }
    #expect(counts.map(\.colourCount) == [1, 2, 3, 4, 4, 4])
    #expect(counts.map(\.rounds) == [0, 1, 2, 3, 3, 3])
    #expect(counts.map(\.isStable) == [false, false, false, true, true, true])
  }

  @Test func `labels of nodes and of edges split what looks alike`() throws {
    let square = try Graphs.cycle(4)
    let labelled = try WeisfeilerLehman(refining: [square], nodeLabels: [[5, 2, 2, 2]])
    #expect(labelled.colours[0][1] == labelled.colours[0][3])
    #expect(Set(labelled.colours[0]).count == 3)
    let weighted = try Graph(
      nodeCount: 4, edges: square.edges, weights: square.edges.map { $0.source == 0 ? 2 : 1 })
    #expect(try WeisfeilerLehman(refining: [weighted]).colourCount == 1)
    // Node 0 has two heavy edges, its neighbours one each, the last none.
    let found = try WeisfeilerLehman(refining: [weighted], usesWeights: true)
    #expect(found.colours[0][1] == found.colours[0][3] && found.colourCount == 3)
  }

  @Test func `an edge is not its reverse`() throws {
    let edges: [Graph.Edge] = [.init(0, 1), .init(2, 1)]
    let directed = try Graph(nodeCount: 3, edges: edges, isDirected: true)
    let reversed = try Graph(
      nodeCount: 3, edges: edges.map { .init($0.target, $0.source) }, isDirected: true)
    let found = try WeisfeilerLehman(refining: [directed, reversed])
    #expect(histogram(found.colours[0]) != histogram(found.colours[1]))
  }

  @Test func `labels that do not fit are refused`() throws {
    let path = try Graphs.path(3)
    let directed = try Graph(nodeCount: 2, edges: [.init(0, 1)], isDirected: true)
    #expect(throws: GraphError.self) {
      try WeisfeilerLehman(refining: [path], nodeLabels: [[1, 2]])
    }
    #expect(throws: GraphError.self) { try WeisfeilerLehman(refining: [path], nodeLabels: []) }
    #expect(throws: GraphError.self) { try WeisfeilerLehman(refining: [path], rounds: -1) }
    #expect(throws: GraphError.self) { try WeisfeilerLehman(refining: [path, directed]) }
    #expect(try WeisfeilerLehman(refining: []).colourCount == 0)
  }
}
