import Geometry
import Numerics
import Testing

@Suite struct HierarchyDerivationTests {
  private func graph() throws -> Graph {
    let plain = try GraphGenerators.stochasticBlockModel(
      sizes: [151, 122], within: 0.05, between: 0.005, seed: 4
    ).graph
    var stream = RandomStream(seed: 3, "test")
    return try Graph(
      nodeCount: plain.nodeCount, edges: plain.edges,
      weights: plain.edges.map { _ in stream.uniform(in: 0.5..<2) })
  }

  /// One hierarchy of each method.
  private func hierarchies() throws -> [(name: String, hierarchy: Hierarchy)] {
    let graph = try graph()
    return [
      ("matching", try Coarsening.heavyEdgeMatching(of: graph)),
      ("partitions", try Coarsening.partitions(of: graph)),
      ("kron", try Coarsening.kron(of: graph, options: KronOptions(maximumLevels: 4))),
    ]
  }

  @Test func `partitions make clusters of about the ratio, none empty`() throws {
    let graph = try graph()
    for ratio in [2.0, 4, 10] {
      let found = try Coarsening.partitions(
        of: graph,
        options: PartitionCoarseningOptions(ratio: ratio, minimumSize: 5, keepsSelfLoops: true))
      #expect(found.levelCount > 2)
      let total = graph.adjacency.values.reduce(0, +)
      for (level, prolongation) in found.prolongations.enumerated() {
        let (fine, coarse) = (found.sizes[level], found.sizes[level + 1])
        #expect(coarse == max(5, Int((Double(fine) / ratio).rounded(.up))))
        #expect(found.clusters(of: level) != nil)
        #expect(prolongation.transposed().rowSums.allSatisfy { $0 >= 1 })
        let weight = found.operators[level + 1].values.reduce(0, +)
        #expect(abs(weight - total) < 1e-9 * total)
        #expect(Bool(found.operators[level + 1].isExactlySymmetric))
      }
      #expect(found.sizes.last == 5)
    }
    #expect(throws: GraphError.self) {
      try Coarsening.partitions(of: graph, options: PartitionCoarseningOptions(ratio: 1))
    }
  }

  @Test func `partitions do not depend on the workers`() throws {
    let graph = try graph()
    defer { Parallel.use(workers: 0) }
    let results = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      return try Coarsening.partitions(of: graph)
    }
    #expect(Bool(results[0] == results[1] && results[0] == results[2]))
  }

  @Test func `matchings keep the whole weight with loops`() throws {
    let graph = try graph()
    let found = try Coarsening.heavyEdgeMatching(
      of: graph, options: CoarseningOptions(keepsSelfLoops: true))
    let total = graph.adjacency.values.reduce(0, +)
    for level in found.operators {
      #expect(abs(level.values.reduce(0, +) - total) < 1e-9 * total)
    }
  }

  @Test func `averages by mass are averages over the finest level`() throws {
    for (name, hierarchy) in try hierarchies() {
      let masses = try hierarchy.masses()
      var stream = RandomStream(seed: 1, "signal")
      let finest = (0..<hierarchy.sizes[0]).map { _ in stream.normal() }
      var averaged = finest
      var constant = [Double](repeating: 1, count: hierarchy.sizes[0])
      for level in hierarchy.prolongations.indices {
        let restriction = try hierarchy.averagingRestriction(of: level, masses: masses[level])
        averaged = restriction.multiplied(by: averaged)
        constant = restriction.multiplied(by: constant)
        #expect(constant.allSatisfy { abs($0 - 1) < 1e-12 }, "\(name)")
        let whole = zip(averaged, masses[level + 1]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(whole - finest.reduce(0, +)) < 1e-9, "\(name)")
        #expect(
          abs(masses[level + 1].reduce(0, +) - Double(finest.count)) < 1e-9, "\(name)")
      }
    }
    let hierarchy = try Coarsening.heavyEdgeMatching(of: graph())
    let plain = try hierarchy.averagingRestriction(of: 0)
    for row in 0..<plain.rows {
      let entries = plain.entries(inRow: row)
      #expect(entries.allSatisfy { plain.values[$0] == 1 / Double(entries.count) })
    }
    #expect(throws: GraphError.self) { try hierarchy.masses(finest: [1]) }
    #expect(throws: GraphError.self) { try hierarchy.averagingRestriction(of: 0, masses: [1]) }
  }

  @Test func `Galerkin operators are Pᵀ A P, and Laplacians stay Laplacians`() throws {
    for (name, hierarchy) in try hierarchies() {
      let laplacian = try GraphOperators.laplacian(of: graph())
      let found = try hierarchy.galerkin(of: laplacian)
      #expect(found.prolongations == hierarchy.prolongations)
      #expect(found.operators[0] == laplacian)
      for (level, prolongation) in found.prolongations.enumerated() {
        let coarse = found.operators[level + 1]
        #expect(Bool(coarse.isExactlySymmetric), "\(name)")
        #expect(coarse.rowSums.allSatisfy { abs($0) < 1e-10 }, "\(name)")
        let wanted = try prolongation.transposed().multiplied(by: found.operators[level])
          .multiplied(by: prolongation)
        for row in 0..<coarse.rows {
          for column in 0..<coarse.columns {
            #expect(abs(coarse[row, column] - wanted[row, column]) < 1e-10, "\(name)")
          }
        }
      }
    }
  }

  @Test func `a matrix that is symmetric but for rounding is contracted, too`() throws {
    let hierarchy = try Coarsening.heavyEdgeMatching(
      of: graph(), options: CoarseningOptions(maximumLevels: 2))
    var laplacian = try GraphOperators.laplacian(of: graph())
    laplacian.values[1] *= 1 + 1e-14
    #expect(!laplacian.isExactlySymmetric)
    let (rough, exact) = (
      try hierarchy.galerkin(of: laplacian).operators[1],
      try hierarchy.galerkin(of: GraphOperators.laplacian(of: graph())).operators[1]
    )
    #expect(rough.columnIndices == exact.columnIndices)
    #expect(zip(rough.values, exact.values).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func `an operator of another size or a lopsided one is refused`() throws {
    let hierarchy = try Coarsening.heavyEdgeMatching(of: graph())
    #expect(throws: GraphError.self) { try hierarchy.galerkin(of: .identity(3)) }
    var lopsided = try graph().adjacency
    lopsided.values[0] += 1
    #expect(throws: GraphError.self) { try hierarchy.galerkin(of: lopsided) }
  }
}
