import Geometry
import Numerics
import Testing

@Suite struct GraphOperatorsTests {
  private func path() throws -> Graph {
    // 0 – 1 – 2 with weights 1 and 3, and node 3 alone.
    try Graph(nodeCount: 4, edges: [.init(0, 1), .init(1, 2)], weights: [1, 3])
  }

  private func entry(_ matrix: SparseMatrix<Double>, _ row: Int, _ column: Int) -> Double {
    var unit = [Double](repeating: 0, count: matrix.columns)
    unit[column] = 1
    return matrix.multiplied(by: unit)[row]
  }

  @Test func normalizedAdjacencyIsKipfAndWellings() throws {
    let matrix = try GraphOperators.normalizedAdjacency(of: try path())
    #expect(abs(entry(matrix, 0, 0) - 1.0 / 2) < 1e-15)
    #expect(abs(entry(matrix, 0, 1) - 1 / 10.0.squareRoot()) < 1e-15)
    #expect(abs(entry(matrix, 1, 2) - 3 / 20.0.squareRoot()) < 1e-15)
    #expect(entry(matrix, 3, 3) == 1)
    #expect(Bool(matrix.isSymmetric(tolerance: 0)))
    // D^½ 1 is its eigenvector of eigenvalue 1.
    let root = [2, 5, 4, 1].map { Double($0).squareRoot() }
    for (got, want) in zip(matrix.multiplied(by: root), root) { #expect(abs(got - want) < 1e-14) }
  }

  @Test func withoutLoopsIsolatedNodesHaveZeroRows() throws {
    let matrix = try GraphOperators.normalizedAdjacency(of: try path(), selfLoops: 0)
    #expect(entry(matrix, 3, 3) == 0)
    #expect(abs(entry(matrix, 0, 1) - 0.5) < 1e-15)
    #expect(matrix.values.allSatisfy { $0.isFinite })
  }

  @Test func laplaciansAreTheirDefinitions() throws {
    let graph = try path()
    let combinatorial = try GraphOperators.laplacian(of: graph)
    #expect(combinatorial.multiplied(by: [1, 1, 1, 1]) == [0, 0, 0, 0])
    #expect((entry(combinatorial, 1, 1), entry(combinatorial, 1, 2)) == (4, -3))
    let symmetric = try GraphOperators.laplacian(of: graph, .symmetric)
    #expect(abs(entry(symmetric, 1, 2) + 3 / 12.0.squareRoot()) < 1e-15)
    #expect((entry(symmetric, 0, 0), entry(symmetric, 3, 3)) == (1, 0))
    #expect(Bool(symmetric.isSymmetric(tolerance: 0)))
    let walk = try GraphOperators.laplacian(of: graph, .randomWalk)
    #expect((entry(walk, 1, 0), entry(walk, 1, 2), entry(walk, 3, 3)) == (-0.25, -0.75, 0))
    for sum in walk.rowSums { #expect(abs(sum) < 1e-15) }
  }

  @Test func randomWalkRowsAreProbabilities() throws {
    let plain = try GraphOperators.randomWalk(of: try path().adjacency)
    #expect((entry(plain, 1, 0), entry(plain, 1, 2), entry(plain, 0, 1)) == (0.25, 0.75, 1))
    #expect(plain.rowSums == [1, 1, 1, 0])
    let looped = try GraphOperators.randomWalk(of: try path().adjacency, selfLoops: 4)
    #expect((entry(looped, 1, 1), entry(looped, 1, 2), entry(looped, 3, 3)) == (0.5, 0.375, 1))
    for sum in looped.rowSums { #expect(abs(sum - 1) < 1e-15) }
    // Row by row, edges that leave a node alone count.
    let directed = try Graph(
      nodeCount: 3, edges: [.init(0, 1), .init(0, 2), .init(1, 2)], isDirected: true)
    let walk = try GraphOperators.randomWalk(of: directed.adjacency)
    #expect(walk.dense().values == [0, 0.5, 0.5, 0, 0, 1, 0, 0, 0])
  }

  @Test func laplaciansWithLoopsAreThoseOfTheLoopedMatrix() throws {
    let graph = try path()
    let looped = graph.adjacency.adding(SparseMatrix.identity(4), scaledBy: 2)
    for kind in GraphOperators.LaplacianKind.allCases {
      let found = try GraphOperators.laplacian(of: graph, kind, selfLoops: 2)
      #expect(found == (try GraphOperators.laplacian(of: looped, kind)))
    }
    // Loops leave D − A as it is, and make the rest of the spectrum smaller.
    let plain = try GraphOperators.laplacian(of: graph).dense()
    #expect(try GraphOperators.laplacian(of: graph, selfLoops: 2).dense() == plain)
    func largest(_ loops: Double) throws -> Double {
      let matrix = try GraphOperators.laplacian(of: graph, .symmetric, selfLoops: loops)
      return try SymmetricEigen.decompose(matrix.dense()).values[3]
    }
    #expect(try abs(largest(0) - 2) < 1e-14 && largest(1) < 1.7)
    #expect(throws: GraphError.self) { try GraphOperators.laplacian(of: graph, selfLoops: -1) }
    #expect(throws: GraphError.self) {
      try GraphOperators.randomWalk(of: graph.adjacency, selfLoops: .nan)
    }
  }

  @Test func quadraticFormOfTheCombinatorialLaplacianSumsSquaredDifferences() throws {
    let graph = try GraphGenerators.stochasticBlockModel(
      sizes: [31, 22], within: 0.3, between: 0.1, seed: 4
    ).graph
    var stream = RandomStream(seed: 9, "test")
    let signal = (0..<53).map { _ in stream.normal() }
    let matrix = try GraphOperators.laplacian(of: graph)
    let form = zip(signal, matrix.multiplied(by: signal)).reduce(0) { $0 + $1.0 * $1.1 }
    let sum = graph.edges.reduce(0.0) { sum, edge in
      let difference = signal[Int(edge.source)] - signal[Int(edge.target)]
      return sum + difference * difference
    }
    #expect(abs(form - sum) < 1e-12 * sum)
  }

  @Test func theSymmetricLaplacianOfADirectedGraphIsRefused() throws {
    let graph = try Graph(nodeCount: 2, edges: [.init(0, 1)], isDirected: true)
    #expect(throws: GraphError.self) { try GraphOperators.laplacian(of: graph, .symmetric) }
    #expect(try GraphOperators.laplacian(of: graph, .randomWalk).rowSums == [0, 0])
  }

  @Test func aBadEntryIsNamedWithRowAndColumn() throws {
    let matrix = try SparseMatrix<Double>(
      rows: 3, columns: 3,
      triplets: [(row: 0, column: 1, value: 1), (row: 2, column: 1, value: -2)])
    #expect {
      try GraphOperators.laplacian(of: matrix)
    } throws: {
      "\($0)".contains("-2.0 in row 2, column 1")
    }
    #expect(throws: GraphError.self) {
      try GraphOperators.normalizedAdjacency(of: try path(), selfLoops: -1)
    }
  }
}
