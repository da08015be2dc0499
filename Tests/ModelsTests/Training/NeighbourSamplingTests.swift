import Autodiff
import Models
import Numerics
import Testing

@Suite("Neighbour sampling") struct NeighbourSamplingTests {
  /// A random graph with loops at some nodes.
  private func graph(_ count: Int, seed: UInt64) throws -> SparseMatrix<Double> {
    var stream = RandomStream(seed: seed, "graph")
    var triplets: [(row: Int, column: Int, value: Double)] = []
    for i in 0..<count {
      if stream.uniform() < 0.5 { triplets.append((i, i, 0.5)) }
      for j in 0..<i where stream.uniform() < 0.2 {
        let weight = 0.1 + stream.uniform()
        triplets += [(i, j, weight), (j, i, weight)]
      }
    }
    return try SparseMatrix(rows: count, columns: count, triplets: triplets)
  }

  @Test(
    "draws no more than asked, hop by hop, all different and all neighbours",
    arguments: 0..<5 as Range<UInt64>)
  func draws(seed: UInt64) throws {
    let adjacency = try graph(60, seed: seed)
    var stream = RandomStream(seed: seed, "draw")
    let seeds: [Int32] = [7, 3, 7, 50]
    let sample = NeighbourSampler(fanouts: [4, 2]).sample(seeds, from: adjacency, stream: &stream)
    #expect(sample.seedCount == 3 && Array(sample.nodes.prefix(3)) == [7, 3, 50])
    #expect(Set(sample.nodes).count == sample.nodes.count)
    var hop = [Int32: Int]()
    for node in sample.nodes.prefix(3) { hop[node] = 0 }
    for (row, node) in sample.nodes.enumerated() {
      #expect(sample.positions[Int(node)] == Int32(row))
      let drawn = Array(sample.columns[Int(sample.offsets[row])..<Int(sample.offsets[row + 1])])
      let depth = try #require(hop[node], "seed \(seed)")
      for neighbour in drawn where hop[neighbour] == nil { hop[neighbour] = depth + 1 }
      let neighbours = adjacency.entries(inRow: Int(node)).map { adjacency.columnIndices[$0] }
        .filter { $0 != node }
      #expect(drawn == drawn.sorted() && Set(drawn).count == drawn.count)
      #expect(Set(drawn).isSubset(of: neighbours), "seed \(seed), node \(node)")
      let wanted = depth == 0 ? 4 : depth == 1 ? 2 : 0
      #expect(drawn.count == min(wanted, neighbours.count), "seed \(seed), node \(node)")
    }
    #expect(sample.positions.count { $0 >= 0 } == sample.nodes.count)
    var again = RandomStream(seed: seed, "draw")
    #expect(
      NeighbourSampler(fanouts: [4, 2]).sample(seeds, from: adjacency, stream: &again) == sample)
  }

  @Test("every neighbour is drawn as often as any other")
  func isUniform() throws {
    let hub = try SparseMatrix<Double>(
      rows: 11, columns: 11, triplets: (0..<11).map { (5, $0, 1.0) })
    var counts = [Int](repeating: 0, count: 11)
    var stream = RandomStream(seed: 2, "uniform")
    let sampler = NeighbourSampler(fanouts: [3])
    for _ in 0..<4000 {
      for node in sampler.sample([5], from: hub, stream: &stream).columns { counts[Int(node)] += 1 }
    }
    // 1,200 of each of the ten neighbours, with a deviation of 29; the node itself is none.
    #expect(counts[5] == 0)
    for (node, count) in counts.enumerated() where node != 5 {
      #expect(abs(count - 1200) < 150, "\(node): \(count)")
    }
  }

  private func task(
    _ change: (inout TrainingOptions) -> Void
  ) throws -> (trainer: Trainer, labels: Labels) {
    var stream = RandomStream(seed: 8, "blocks")
    let count = 240
    let classes = (0..<count).map { Int32($0 % 3) }
    var triplets: [(row: Int, column: Int, value: Double)] = []
    for i in 0..<count {
      for j in 0..<i where stream.uniform() < (classes[i] == classes[j] ? 0.1 : 0.01) {
        triplets += [(i, j, 1), (j, i, 1)]
      }
    }
    let labels = try Labels(classes: classes, classNames: ["a", "b", "c"])
    let split = try Split.stratified(
      labels: labels, train: 0.4, validation: 0.2, test: 0.4, seed: 1)
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
      "blocks": [["linear": 8], "relu", ["linear": "classes"]],
    ])
    let features = (0..<count).flatMap { node in
      (0..<3).map { Float((classes[node] == Int32($0) ? 0.7 : 0) + stream.normal()) }
    }
    let input = ModelInput(
      fields: ["features": .dense(Tensor(shape: [count, 3], features))],
      operators: [
        DomainOperator(
          name: "a", kind: .adjacency,
          matrix: try SparseMatrix(rows: count, columns: count, triplets: triplets))
      ])
    var options = TrainingOptions()
    options.seed = 4
    change(&options)
    return (try TrainingCases.trainer(description, input, labels, split, options), labels)
  }

  private func values(_ result: TrainingResult) -> [Double] {
    result.model.parameters.leaves.flatMap { $0.tensor.scalars.map(Double.init) }
  }

  @Test("with all neighbours drawn, steps are those of the whole graph")
  func wholeNeighbourhoods() throws {
    var (sampled, _) = try task {
      $0.epochs = 3
      $0.restoreBest = false
      $0.neighbours = [1000, 1000]
      $0.batchSize = 96
      $0.optimizer = .sgd
    }
    var (whole, _) = try task {
      $0.epochs = 3
      $0.restoreBest = false
      $0.optimizer = .sgd
    }
    #expect(relativeError(values(try sampled.run()), values(try whole.run())) < 1e-5)
  }

  @Test("a few neighbours and small batches learn what the whole graph teaches")
  func learns() throws {
    var (trainer, labels) = try task {
      $0.epochs = 30
      $0.neighbours = [6, 4]
      $0.batchSize = 16
    }
    let result = try trainer.run()
    let metrics = try ClassificationMetrics(
      predictions: result.model.logits(trainer.data.input).argmaxRows(), labels: labels,
      items: trainer.data.split.test)
    #expect(metrics.accuracy > 0.85)
  }

  @Test("products on drawn entries have the whole product as their mean")
  func isUnbiased() throws {
    let adjacency = try graph(30, seed: 9)
    let whole = SparseOperator(adjacency)
    let x = randomTensor([30, 2], seed: 1, "x")
    let wanted = whole.multiply(x).rows(at: [4, 11]).scalars
    var stream = RandomStream(seed: 5, "mean")
    var sums = [Double](repeating: 0, count: 4)
    for _ in 0..<4000 {
      let sample = NeighbourSampler(fanouts: [2]).sample([4, 11], from: adjacency, stream: &stream)
      let part = whole.sampled(
        nodes: sample.nodes, keptOffsets: sample.offsets, keptColumns: sample.columns,
        positions: sample.positions)
      let product = part.multiply(x.rows(at: sample.nodes)).scalars
      for index in sums.indices { sums[index] += product[index] / 4000 }
    }
    #expect(relativeError(sums, wanted) < 0.1, "\(sums) for \(wanted)")
  }

  @Test("too few hops, hierarchies and models without neighbours are refused")
  func refuses() throws {
    let error = #expect(throws: ModelError.self) { try task { $0.neighbours = [5] } }
    #expect(error?.problems.map(\.path) == ["training.neighbours"])
    #expect(error?.description.contains("1 hops for 2 blocks") == true)
    let graphs = #expect(throws: ModelError.self) {
      try GraphCollections.trainer { $0.neighbours = [5, 5] }
    }
    #expect(graphs?.description.contains("nodes of one graph") == true)
  }
}
