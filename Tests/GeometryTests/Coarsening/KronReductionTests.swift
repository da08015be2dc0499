import Geometry
import Numerics
import Testing

@Suite struct KronReductionTests {
  private func weighted(_ nodes: Int, _ edges: [Graph.Edge], seed: UInt64) throws -> Graph {
    var stream = RandomStream(seed: seed, "weights")
    return try Graph(
      nodeCount: nodes, edges: edges, weights: edges.map { _ in stream.uniform(in: 0.1..<4) })
  }

  private func mesh(_ subdivisions: Int) throws -> Graph {
    let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
    let edges = mesh.faces.flatMap { face in
      [Graph.Edge(face.x, face.y), .init(face.y, face.z), .init(face.z, face.x)]
    }
    let once = try Graph(nodeCount: mesh.vertexCount, edges: edges)
    return try weighted(once.nodeCount, once.edges, seed: 4)
  }

  /// The pseudoinverse of the Laplacian, by its eigenvectors.
  private func pseudoinverse(_ adjacency: SparseMatrix<Double>) throws -> DenseMatrix<Double> {
    let laplacian = try GraphOperators.laplacian(of: adjacency).dense()
    let (values, vectors) = try SymmetricEigen.decompose(laplacian)
    let count = laplacian.rows
    var result = DenseMatrix<Double>(rows: count, columns: count)
    for (index, value) in values.enumerated() where value > 1e-9 {
      for row in 0..<count {
        for column in 0..<count {
          result[row, column] += vectors[row, index] * vectors[column, index] / value
        }
      }
    }
    return result
  }

  private func expectLaplacian(_ adjacency: SparseMatrix<Double>) throws {
    #expect(Bool(adjacency.isExactlySymmetric))
    #expect(adjacency.values.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(adjacency.diagonalValues.allSatisfy { $0 == 0 })
    let laplacian = try GraphOperators.laplacian(of: adjacency)
    let largest = laplacian.values.max() ?? 0
    #expect(laplacian.rowSums.allSatisfy { abs($0) <= 1e-12 * largest })
  }

  @Test func `a star becomes a complete graph with weights wᵢ wⱼ over their sum`() throws {
    let weights = [0.5, 2, 3, 1.25, 7]
    let star = try Graph(
      nodeCount: 6, edges: (1..<6).map { .init(0, Int32($0)) }, weights: weights)
    let found = try KronReduction(
      star.adjacency, keeping: [false] + [Bool](repeating: true, count: 5))
    let sum = weights.reduce(0, +)
    for first in 0..<5 {
      for second in 0..<5 {
        let wanted = first == second ? 0 : weights[first] * weights[second] / sum
        #expect(abs(found.adjacency[first, second] - wanted) < 1e-15)
      }
      #expect(abs(found.prolongation[0, first] - weights[first] / sum) < 1e-15)
    }
    try expectLaplacian(found.adjacency)
  }

  @Test func `resistors in series add up`() throws {
    let path = try Graph(
      nodeCount: 5, edges: (0..<4).map { .init($0, $0 + 1) }, weights: [1, 0.5, 0.25, 2])
    let found = try KronReduction(
      path.adjacency, keeping: [true, false, false, false, true])
    #expect(abs(found.adjacency[0, 1] - 1 / (1 + 2 + 4 + 0.5)) < 1e-15)
    // Voltages fall along the path by the resistances.
    #expect(abs(found.prolongation[2, 1] - 3 / 7.5) < 1e-15)
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `effective resistances between kept nodes stay`(seed: UInt64) throws {
    let graph = try mesh(2)
    var stream = RandomStream(seed: seed, "kept")
    let kept = (0..<graph.nodeCount).map { $0 == 0 || stream.uniform() < 0.3 }
    let found = try KronReduction(graph.adjacency, keeping: kept)
    try expectLaplacian(found.adjacency)
    let (before, after) = (
      try pseudoinverse(graph.adjacency), try pseudoinverse(found.adjacency)
    )
    let nodes = kept.indices.filter { kept[$0] }
    #expect(found.adjacency.rows == nodes.count)
    for (i, first) in nodes.enumerated() {
      for (j, second) in nodes.enumerated() where j > i {
        let old = before[first, first] + before[second, second] - 2 * before[first, second]
        let new = after[i, i] + after[j, j] - 2 * after[i, j]
        #expect(abs(old - new) < 1e-10 * max(old, 1))
      }
    }
  }

  @Test func `the prolongation is harmonic where nodes went`() throws {
    let graph = try mesh(2)
    var stream = RandomStream(seed: 6, "kept")
    let kept = (0..<graph.nodeCount).map { _ in stream.uniform() < 0.4 }
    let found = try KronReduction(graph.adjacency, keeping: kept)
    let laplacian = try GraphOperators.laplacian(of: graph)
    let extended = try laplacian.multiplied(by: found.prolongation)
    let reduced = try GraphOperators.laplacian(of: found.adjacency)
    var place = 0
    for node in kept.indices {
      for column in 0..<reduced.columns {
        let wanted = kept[node] ? reduced[place, column] : 0
        #expect(abs(extended[node, column] - wanted) < 1e-11)
      }
      if kept[node] { place += 1 }
    }
    #expect(found.prolongation.values.allSatisfy { $0 > 0 })
    #expect(found.prolongation.rowSums.allSatisfy { abs($0 - 1) < 1e-13 })
  }

  @Test func `a component cannot go as a whole`() throws {
    let graph = try Graph(nodeCount: 4, edges: [.init(0, 1), .init(2, 3)])
    #expect {
      _ = try KronReduction(graph.adjacency, keeping: [true, false, false, false])
    } throws: {
      "\($0)".contains("the whole component of node 2")
    }
    #expect(throws: GraphError.self) { try KronReduction(graph.adjacency, keeping: [true]) }
  }
}

@Suite struct KronCoarseningTests {
  private func mesh(_ subdivisions: Int) throws -> Graph {
    let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
    return try Graph(
      nodeCount: mesh.vertexCount,
      edges: mesh.faces.flatMap { face in
        [Graph.Edge(face.x, face.y), .init(face.y, face.z), .init(face.z, face.x)]
      })
  }

  private func expectHierarchy(_ found: Hierarchy, _ name: String) throws {
    for (level, prolongation) in found.prolongations.enumerated() {
      #expect(prolongation.rowSums.allSatisfy { abs($0 - 1) < 1e-12 }, "\(name)")
      #expect(prolongation.values.allSatisfy { $0 > 0 }, "\(name)")
      #expect(found.sizes[level + 1] < found.sizes[level], "\(name)")
      let coarse = found.operators[level + 1]
      #expect(Bool(coarse.isExactlySymmetric), "\(name)")
      #expect(coarse.values.allSatisfy { $0 > 0 }, "\(name)")
      #expect(coarse.diagonalValues.allSatisfy { $0 == 0 }, "\(name)")
      let components = { (matrix: SparseMatrix<Double>) -> Int in
        var edges: [Graph.Edge] = []
        for row in 0..<matrix.rows {
          for slot in matrix.entries(inRow: row) {
            edges.append(.init(Int32(row), matrix.columnIndices[slot]))
          }
        }
        let graph = try? Graph(nodeCount: matrix.rows, edges: edges)
        return Int(graph?.components.max() ?? -1) + 1
      }
      #expect(components(coarse) == components(found.operators[level]), "\(name)")
    }
  }

  @Test(
    arguments: KronOptions.Selection.allCases,
    [KronOptions.Sparsification.none, .threshold(0.05), .spectral(0.5)])
  func `levels stay connected graphs with prolongations that keep constants`(
    selection: KronOptions.Selection, sparsification: KronOptions.Sparsification
  ) throws {
    let found = try Coarsening.kron(
      of: mesh(3),
      options: KronOptions(
        selection: selection, sparsification: sparsification, minimumSize: 20, seed: 3))
    // Without sparsification the graph becomes complete, and its independent sets single nodes.
    let ends = selection != .independentSet || sparsification != .none
    #expect(ends ? (found.sizes.last ?? 0) <= 20 : found.levelCount > 4)
    try expectHierarchy(found, "\(selection) \(sparsification)")
  }

  @Test func `polarity takes one side of a bipartite graph`() throws {
    let shape = [6, 5]
    let grid = try GridPyramid.hierarchy(shape: shape).operators[0]
    var edges: [Graph.Edge] = []
    for row in 0..<30 {
      for slot in grid.entries(inRow: row) {
        edges.append(.init(Int32(row), grid.columnIndices[slot]))
      }
    }
    let found = try Coarsening.kron(
      of: Graph(nodeCount: 30, edges: edges),
      options: KronOptions(selection: .polarity, sparsification: .none, maximumLevels: 2))
    #expect(found.sizes == [30, 15])
    // A kept node has a single 1 in its row; the colours of a chess board alternate.
    let kept = (0..<30).filter { found.prolongations[0].entries(inRow: $0).count == 1 }
    #expect(Set(kept.map { ($0 / 5 + $0 % 5) % 2 }).count == 1)
  }

  @Test func `sparsification leaves fewer edges, and exact levels none out`() throws {
    func entries(_ sparsification: KronOptions.Sparsification) throws -> Int {
      try Coarsening.kron(
        of: mesh(3),
        options: KronOptions(
          selection: .polarity, sparsification: sparsification, maximumLevels: 3)
      ).operators[2].nonzeroCount
    }
    let all = try entries(.none)
    #expect(try entries(.threshold(0.1)) < all)
    #expect(try entries(.spectral(0.5)) < all)
  }

  @Test func `spectral sparsification keeps quadratic forms nearly`() throws {
    // A complete graph: all resistances are 2 / n.
    let nodes = 200
    let clique = try Graph(
      nodeCount: nodes,
      edges: (0..<Int32(nodes)).flatMap { first in
        (first + 1..<Int32(nodes)).map { Graph.Edge(first, $0) }
      }
    ).adjacency
    var stream = RandomStream(seed: 2, "test")
    let sparse = try GraphSparsification.sparsified(
      clique, by: .spectral(0.3), stream: &stream)
    #expect(sparse.nonzeroCount < clique.nonzeroCount / 2)
    let laplacian = try GraphOperators.laplacian(of: sparse)
    for _ in 0..<20 {
      let signal = (0..<nodes).map { _ in stream.normal() }
      let mean = signal.reduce(0, +) / Double(nodes)
      let wanted = Double(nodes) * signal.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let found = zip(signal, laplacian.multiplied(by: signal)).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(found / wanted - 1) < 0.3)
    }
  }

  @Test func `components and lonely nodes keep a node each`() throws {
    let graph = try Graph(
      nodeCount: 9, edges: [.init(0, 1), .init(3, 4), .init(4, 5), .init(3, 5), .init(6, 7)])
    for selection in KronOptions.Selection.allCases {
      let found = try Coarsening.kron(of: graph, options: KronOptions(selection: selection))
      #expect(found.sizes.last == 5)
      try expectHierarchy(found, "\(selection)")
    }
  }

  @Test func `the bits follow from the seed, not from the workers`() throws {
    let graph = try mesh(4)
    defer { Parallel.use(workers: 0) }
    for selection in [KronOptions.Selection.polarity, .independentSet] {
      let results = try [1, 2, 3].map { workers in
        Parallel.use(workers: workers)
        return try Coarsening.kron(
          of: graph,
          options: KronOptions(
            selection: selection, sparsification: .spectral(0.5), maximumLevels: 4, seed: 7))
      }
      #expect(Bool(results[0] == results[1] && results[0] == results[2]))
    }
  }

  @Test func `bad options are refused`() throws {
    let graph = try mesh(0)
    for options in [
      KronOptions(sparsification: .threshold(1)), KronOptions(sparsification: .spectral(0)),
      KronOptions(prolongationThreshold: -1), KronOptions(minimumSize: 0),
      KronOptions(leastReduction: 1),
    ] {
      #expect(throws: GraphError.self) { try Coarsening.kron(of: graph, options: options) }
    }
  }
}
