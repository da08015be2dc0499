import Geometry
import Numerics
import Testing

@Suite struct HeavyEdgeMatchingTests {
  private func blocks(_ seed: UInt64) throws -> Graph {
    try GraphGenerators.stochasticBlockModel(
      sizes: [201, 150, 57], within: 0.05, between: 0.004, seed: seed
    ).graph
  }

  @Test(arguments: HeavyEdgeMatching.Affinity.allCases, [UInt64(1), 2, 3])
  func theMatchingIsMaximal(affinity: HeavyEdgeMatching.Affinity, seed: UInt64) throws {
    let graph = try blocks(seed)
    var stream = RandomStream(seed: seed, "test")
    let mates = try HeavyEdgeMatching.mates(
      of: graph.adjacency, affinity: affinity, stream: &stream)
    for (node, mate) in mates.enumerated() {
      #expect(Int(mates[Int(mate)]) == node)
      #expect(Int(mate) == node || graph.adjacency[node, Int(mate)] > 0)
    }
    for edge in graph.edges {
      let (source, target) = (Int(edge.source), Int(edge.target))
      #expect(Int(mates[source]) != source || Int(mates[target]) != target)
    }
  }

  @Test func theHeaviestFreeEdgeIsTaken() throws {
    // Whoever is visited first, 1 – 2 (weight 5) is heaviest for both its ends: all orders but
    // those that start at 0 or 3 take it.
    let graph = try Graph(
      nodeCount: 4, edges: [.init(0, 1), .init(1, 2), .init(2, 3)], weights: [1, 5, 1])
    var taken: Set<[Int32]> = []
    for seed in 0..<40 {
      var stream = RandomStream(seed: UInt64(seed), "test")
      taken.insert(try HeavyEdgeMatching.mates(of: graph.adjacency, stream: &stream))
    }
    #expect(taken == [[0, 2, 1, 3], [1, 0, 3, 2]])
  }

  @Test func normalizedCutPrefersNodesOfSmallVolume() throws {
    // Node 0 has equal edges to the hub 1 and to the leaf 2.
    let graph = try Graph(
      nodeCount: 6, edges: [.init(0, 1), .init(0, 2), .init(1, 3), .init(1, 4), .init(1, 5)])
    for seed in 0..<40 {
      var stream = RandomStream(seed: UInt64(seed), "test")
      let first = stream.permutation(6)[0]
      guard first == 0 else { continue }
      stream.position = 0
      let mates = try HeavyEdgeMatching.mates(
        of: graph.adjacency, affinity: .normalizedCut, stream: &stream)
      #expect(mates[0] == 2)
    }
  }
}

@Suite struct CoarseningTests {
  @Test(arguments: HeavyEdgeMatching.Affinity.allCases)
  func levelsAreGalerkinProductsOfOneHotProlongations(
    affinity: HeavyEdgeMatching.Affinity
  ) throws {
    let graph = try GraphGenerators.stochasticBlockModel(
      sizes: [301, 222], within: 0.03, between: 0.003, seed: 11
    ).graph
    var stream = RandomStream(seed: 3, "test")
    let weighted = try Graph(
      nodeCount: graph.nodeCount, edges: graph.edges,
      weights: graph.edges.map { _ in stream.uniform() })
    for keeps in [false, true] {
      let hierarchy = try Coarsening.heavyEdgeMatching(
        of: weighted,
        options: CoarseningOptions(affinity: affinity, minimumSize: 40, keepsSelfLoops: keeps))
      #expect(hierarchy.levelCount >= 4)
      #expect(hierarchy.operators[0] == weighted.adjacency)
      for (level, prolongation) in hierarchy.prolongations.enumerated() {
        #expect(prolongation.rowSums.allSatisfy { $0 == 1 })
        #expect(prolongation.nonzeroCount == prolongation.rows)
        #expect(prolongation.transposed().rowSums.allSatisfy { $0 == 1 || $0 == 2 })
        #expect(hierarchy.clusters(of: level) == prolongation.columnIndices)
        let coarse = hierarchy.operators[level + 1]
        #expect(Bool(coarse.isSymmetric(tolerance: 0)))
        let product = try prolongation.transposed().multiplied(by: hierarchy.operators[level])
          .multiplied(by: prolongation)
        for row in 0..<coarse.rows {
          for column in 0..<coarse.columns where row != column || keeps {
            #expect(abs(coarse[row, column] - product[row, column]) < 1e-12)
          }
          if !keeps { #expect(coarse[row, row] == 0) }
        }
      }
      for (fine, coarse) in zip(hierarchy.sizes, hierarchy.sizes.dropFirst()) {
        #expect(coarse < fine && 2 * coarse >= fine && fine > 40)
      }
    }
  }

  @Test func theSeedAloneDecides() throws {
    let graph = try GraphGenerators.karateClub().graph
    func made(_ seed: UInt64) throws -> Hierarchy {
      try Coarsening.heavyEdgeMatching(of: graph, options: CoarseningOptions(seed: seed))
    }
    #expect(try made(1) == made(1))
    #expect(try (2..<10).contains { try made($0) != made(1) })
  }

  @Test func theBitsDoNotDependOnTheWorkers() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 5)
    var adjacency = try CotangentLaplacian.stiffness(of: mesh)
    adjacency.values = adjacency.values.map { max(0, -$0) }
    defer { Parallel.use(workers: 0) }
    let results = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      return try Coarsening.heavyEdgeMatching(of: adjacency)
    }
    #expect(Bool(results[0] == results[1]))
    #expect(Bool(results[0] == results[2]))
    #expect(results[0].sizes.last ?? 0 < 20)
  }

  @Test func coarseningStopsWhereNothingShrinks() throws {
    let lonely = try Graph(nodeCount: 50, edges: [])
    #expect(try Coarsening.heavyEdgeMatching(of: lonely).sizes == [50])
    let star = try Graph(nodeCount: 50, edges: (1..<50).map { .init(0, $0) })
    #expect(try Coarsening.heavyEdgeMatching(of: star).sizes == [50])
    let patient = CoarseningOptions(maximumLevels: 4, leastReduction: 0)
    #expect(try Coarsening.heavyEdgeMatching(of: star, options: patient).sizes == [50, 49, 48, 47])
    let nothing = try Graph(nodeCount: 0, edges: [])
    #expect(try Coarsening.heavyEdgeMatching(of: nothing).sizes == [0])
  }

  @Test func wrongInputIsRefused() throws {
    let directed = try Graph(nodeCount: 2, edges: [.init(0, 1)], isDirected: true)
    #expect(throws: GraphError.self) { try Coarsening.heavyEdgeMatching(of: directed) }
    let graph = try Graph(nodeCount: 2, edges: [.init(0, 1)])
    for options in [
      CoarseningOptions(minimumSize: 0), CoarseningOptions(maximumLevels: 0),
      CoarseningOptions(leastReduction: 1), CoarseningOptions(leastReduction: .nan),
    ] {
      #expect(throws: GraphError.self) {
        try Coarsening.heavyEdgeMatching(of: graph, options: options)
      }
    }
    var lopsided = graph.adjacency
    lopsided.values[0] = 2
    #expect {
      try Coarsening.heavyEdgeMatching(of: lopsided)
    } throws: {
      "\($0)".contains("row 0 differs from column 0")
    }
    #expect(throws: GraphError.self) { try Clustering(clusters: [0, 2]) }
    #expect(throws: GraphError.self) { try Clustering(clusters: [0, -1]) }
  }

  @Test func levelsThatDoNotFitAreNamed() throws {
    let (two, three) = (SparseMatrix<Double>.identity(2), SparseMatrix<Double>.identity(3))
    #expect(throws: GraphError.self) { try Hierarchy(operators: [], prolongations: []) }
    #expect(throws: GraphError.self) { try Hierarchy(operators: [three, two], prolongations: []) }
    #expect {
      try Hierarchy(operators: [three, two], prolongations: [two])
    } throws: {
      "\($0)".contains("Between 3 and 2 nodes it must be 3 × 2")
    }
  }
}
