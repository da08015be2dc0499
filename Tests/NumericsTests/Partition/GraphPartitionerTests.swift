import Numerics
import Testing

@Suite struct GraphPartitionerTests {
  /// An adjacency of the given edges.
  private func adjacency(
    _ nodes: Int, _ edges: [(Int, Int)], weights: [Double]? = nil
  ) throws -> SparseMatrix<Double> {
    let triplets = edges.enumerated().flatMap { index, edge in
      let weight = weights?[index] ?? 1
      return [
        (row: edge.0, column: edge.1, value: weight), (row: edge.1, column: edge.0, value: weight),
      ]
    }
    return try SparseMatrix(rows: nodes, columns: nodes, triplets: triplets)
  }

  /// A grid of triangles: each node is next to those beside it and one across.
  private func grid(_ width: Int, _ height: Int) -> [(Int, Int)] {
    (0..<height).flatMap { y in
      (0..<width).flatMap { x in
        [(1, 0), (0, 1), (1, 1)].filter { x + $0.0 < width && y + $0.1 < height }
          .map { (y * width + x, (y + $0.1) * width + x + $0.0) }
      }
    }
  }

  /// What must hold of any partition, recounted from its labels.
  private func check(
    _ found: GraphPartition, of adjacency: SparseMatrix<Double>, into count: Int,
    nodeWeights: [Double]? = nil, imbalance: Double = 0.03, _ name: String
  ) {
    #expect(found.count == count && found.parts.count == adjacency.rows, "\(name)")
    var weights = [Double](repeating: 0, count: count)
    var sizes = [Int](repeating: 0, count: count)
    for (node, part) in found.parts.enumerated() {
      weights[Int(part)] += nodeWeights?[node] ?? 1
      sizes[Int(part)] += 1
    }
    #expect(sizes.allSatisfy { $0 > 0 }, "\(name)")
    for (first, second) in zip(weights, found.weights) {
      #expect(abs(first - second) <= 1e-9 * first, "\(name)")
    }
    let mean = weights.reduce(0, +) / Double(count)
    let heaviest = nodeWeights?.max() ?? 1
    let limit = max((1 + imbalance) * mean, mean + (1 - 1 / Double(count)) * heaviest)
    #expect((weights.max() ?? 0) <= limit * (1 + 1e-8), "\(name)")
    #expect(abs(found.balance - (weights.max() ?? 0) / mean) < 1e-9, "\(name)")
    var cut = 0.0
    for row in 0..<adjacency.rows {
      for slot in adjacency.entries(inRow: row) {
        let column = Int(adjacency.columnIndices[slot])
        if column < row, found.parts[row] != found.parts[column] { cut += adjacency.values[slot] }
      }
    }
    #expect(abs(found.cut - cut) <= 1e-9 * max(cut, 1), "\(name)")
  }

  @Test(arguments: [1, 2, 3, 7, 8, 9, 31, 64], PartitionOptions.Scheme.allCases)
  func `meshes are divided within three per cent`(
    count: Int, scheme: PartitionOptions.Scheme
  ) throws {
    let mesh = try adjacency(97 * 83, grid(97, 83))
    let found = try GraphPartitioner.divide(
      mesh, into: count, options: PartitionOptions(scheme: scheme, seed: 5))
    check(found, of: mesh, into: count, "\(count) parts")
    #expect(found.balance <= 1.03 + 1e-9)
    // A partition into compact parts cuts a multiple of the perimeter of a part; a random one nearly all edges.
    #expect(found.cut <= 8 * (97 * 83 * Double(count)).squareRoot())
  }

  @Test func `odd graphs have no empty part and none too heavy`() throws {
    let star = (1..<101).map { (0, $0) }
    let path = (0..<100).map { ($0, $0 + 1) }
    var islands: [(Int, Int)] = []
    for island in 0..<20 {
      islands += [(5 * island, 5 * island + 1), (5 * island, 5 * island + 2)]
    }
    var clique: [(Int, Int)] = []
    for first in 0..<101 {
      for second in first + 1..<101 { clique.append((first, second)) }
    }
    let graphs: [(name: String, edges: [(Int, Int)])] = [
      ("star", star), ("path", path), ("islands", islands), ("clique", clique), ("no edge", []),
    ]
    for (name, edges) in graphs {
      let graph = try adjacency(101, edges)
      for count in [1, 2, 3, 10, 50, 77, 100, 101] {
        for scheme in PartitionOptions.Scheme.allCases {
          let found = try GraphPartitioner.divide(
            graph, into: count, options: PartitionOptions(scheme: scheme))
          check(found, of: graph, into: count, "\(name), \(count) parts, \(scheme)")
        }
      }
    }
  }

  @Test func `node weights are balanced, edge weights cut`() throws {
    var stream = RandomStream(seed: 8, "weights")
    let edges = grid(41, 37)
    let scales = [1, 1e-9, 1e300]
    for scale in scales {
      let mesh = try adjacency(
        41 * 37, edges, weights: edges.map { _ in scale * stream.uniform(in: 0.1..<3) })
      let nodeWeights = (0..<41 * 37).map { _ in scale * stream.uniform(in: 1..<9) }
      let found = try GraphPartitioner.divide(mesh, into: 12, nodeWeights: nodeWeights)
      check(found, of: mesh, into: 12, nodeWeights: nodeWeights, "scale \(scale)")
    }
    // Light edges run the long way: cutting across takes ten heavy ones, along all of the forty light ones.
    let across = (0..<360).map { ($0, $0 + 40) }
    let along: [(Int, Int)] = (0..<390).map { ($0 + $0 / 39, $0 + $0 / 39 + 1) }
    let weighted = try adjacency(
      400, across + along, weights: across.map { _ in 0.01 } + along.map { _ in 1 })
    #expect(try GraphPartitioner.divide(weighted, into: 2).cut < 5)
  }

  @Test func `loops and zeros are no edges`() throws {
    let edges = grid(13, 11)
    let plain = try adjacency(143, edges)
    let looped = plain.adding(.identity(143)).adding(
      try adjacency(143, [(0, 142)]), scaledBy: 0)
    let options = PartitionOptions(seed: 3)
    #expect(
      try GraphPartitioner.divide(looped, into: 9, options: options)
        == GraphPartitioner.divide(plain, into: 9, options: options))
  }

  @Test func `the seed alone decides`() throws {
    let mesh = try adjacency(61 * 59, grid(61, 59))
    defer { Parallel.use(workers: 0) }
    func made(_ seed: UInt64, workers: Int) throws -> GraphPartition {
      Parallel.use(workers: workers)
      return try GraphPartitioner.divide(mesh, into: 16, options: PartitionOptions(seed: seed))
    }
    let first = try made(1, workers: 1)
    #expect(try made(1, workers: 2) == first && made(1, workers: 3) == first)
    #expect(try (2..<6).contains { try made($0, workers: 1) != first })
  }

  @Test func `what cannot be divided is named`() throws {
    let path = try adjacency(3, [(0, 1), (1, 2)])
    func message(_ body: () throws -> GraphPartition) -> String {
      do {
        _ = try body()
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(
      message { try GraphPartitioner.divide(path, into: 4) }
        == "4 parts of a graph of 3 nodes. Ask for 1 to 3, so that every part has a node.")
    #expect(message { try GraphPartitioner.divide(path, into: 0) }.contains("Ask for 1 to 3"))
    #expect(
      message { try GraphPartitioner.divide(.zeros(rows: 0, columns: 0), into: 1) }
        .contains("a graph of 0 nodes"))
    var lopsided = path
    lopsided.values[0] = 2
    #expect(message { try GraphPartitioner.divide(lopsided, into: 2) }.contains("Row 0"))
    lopsided.values[0] = .nan
    #expect(message { try GraphPartitioner.divide(lopsided, into: 2) }.contains("row 0, column 1"))
    #expect(
      message { try GraphPartitioner.divide(path, into: 2, nodeWeights: [1, 0, 1]) }
        .contains("Node 1 has weight 0.0"))
    #expect(
      message { try GraphPartitioner.divide(path, into: 2, nodeWeights: [1]) }
        .contains("1 node weights for 3 nodes"))
    #expect(
      message {
        try GraphPartitioner.divide(path, into: 2, options: PartitionOptions(imbalance: 0))
      }.contains("from 0.001 to 1"))
  }
}
