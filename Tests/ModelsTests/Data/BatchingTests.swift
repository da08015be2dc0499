import Autodiff
import Models
import Numerics
import Testing

@Suite("Batches of graphs") struct BatchingTests {
  private func model(_ blocks: ModelValue, _ input: ModelInput) throws -> Model {
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"], "blocks": blocks,
    ])
    return try Model(
      description,
      signature: InputSignature(of: input, classNames: ["a", "b", "c"], for: description), seed: 4)
  }

  @Test("unbatching gives the graphs back", arguments: 0..<4 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    for graphs in [
      try GraphCollections.shapes(count: 1 + Int(seed) * 3, seed: seed),
      try GraphCollections.hierarchical(count: 5, seed: seed),
    ] {
      let batch = try ModelInput.batched(graphs)
      #expect(batch.offsets?.count == graphs.count)
      let back = try batch.unbatched()
      #expect(back.count == graphs.count)
      for (one, other) in zip(graphs, back) {
        #expect(one.fields["x"]?.shape == other.fields["x"]?.shape)
        guard case .dense(let a)? = one.fields["x"], case .dense(let b)? = other.fields["x"] else {
          Issue.record("seed \(seed): fields are dense")
          continue
        }
        #expect(a == b, "seed \(seed)")
        for (left, right) in zip(one.operators, other.operators) {
          switch (left.content, right.content) {
          case (.matrix(let a), .matrix(let b)): #expect(a == b, "seed \(seed)")
          case (.hierarchy(let a, let kind), .hierarchy(let b, let other)):
            #expect(a == b && kind == other, "seed \(seed)")
          default: Issue.record("seed \(seed): operators of one kind")
          }
        }
      }
    }
  }

  @Test(
    "each graph's answer is the one it has alone, whatever it is batched with",
    arguments: ["mean", "sum", "max"], 0..<3 as Range<UInt64>)
  func answers(readout: String, seed: UInt64) throws {
    let plain: ModelValue = [
      ["linear": 7], "relu", "layernorm", ["linear": 5], ["readout": .string(readout)],
      ["linear": "classes"],
    ]
    let pooled: ModelValue = [
      ["residual": ["pool", ["linear": 2], "unpool"]], ["linear": 5], "pool", ["linear": 6],
      ["readout": .string(readout)], ["linear": "classes"],
    ]
    for (blocks, graphs) in [
      (plain, try GraphCollections.shapes(count: 13, seed: seed)),
      (pooled, try GraphCollections.hierarchical(count: 9, seed: seed)),
    ] {
      let batch = try ModelInput.batched(graphs)
      let model = try model(blocks, batch)
      let alone = try graphs.flatMap { try model.logits($0).scalars.map(Double.init) }
      for size in [1, 4, 256] {
        let together = try model.logits(batch, batchSize: size)
        #expect(together.shape == [graphs.count, 3])
        #expect(
          relativeError(together.scalars.map(Double.init), alone) < 1e-5,
          "\(readout), \(size) a pass, seed \(seed)")
      }
    }
  }

  @Test("sparse features are stacked as sparse, and mean what dense ones do")
  func sparse() throws {
    let graphs = try GraphCollections.shapes(count: 6, seed: 1).map { graph in
      ModelInput(
        fields: [
          "x": .sparse(
            .identity(12).block(rows: 0..<(graph.fields["x"]?.shape[0] ?? 0), columns: 0..<12))
        ],
        operators: graph.operators)
    }
    let batch = try ModelInput.batched(graphs)
    guard case .sparse(let matrix)? = batch.fields["x"] else {
      Issue.record("the batch is sparse")
      return
    }
    #expect(matrix.rows == batch.offsets?.levels[0].last && matrix.columns == 12)
    let model = try model([["linear": 4], "readout", ["linear": "classes"]], batch)
    let dense = ModelInput(
      fields: ["x": .dense(Tensor(matrix.dense()))], operators: batch.operators,
      offsets: batch.offsets)
    #expect(
      relativeError(
        try model.logits(batch).scalars.map(Double.init),
        try model.logits(dense).scalars.map(Double.init)) < 1e-6)
    #expect(try batch.unbatched()[2].fields["x"]?.shape == graphs[2].fields["x"]?.shape)
  }

  @Test("graphs that do not fit each other are refused by number")
  func refuses() throws {
    let graphs = try GraphCollections.shapes(count: 3, seed: 1)
    let others: [(ModelInput, String)] = [
      (
        ModelInput(fields: ["y": .dense(Tensor(zeros: [3, 2]))], operators: graphs[0].operators),
        "fields"
      ),
      (
        ModelInput(fields: ["x": .dense(Tensor(zeros: [3, 5]))], operators: graphs[0].operators),
        "channels"
      ),
      (ModelInput(fields: graphs[0].fields), "operators"),
      (
        ModelInput(fields: ["x": .dense(Tensor(zeros: [2, 2]))], operators: graphs[0].operators),
        "nodes"
      ),
      (try ModelInput.batched(graphs), "unbatch"),
    ]
    for (other, word) in others {
      let error = #expect(throws: ModelError.self) {
        try ModelInput.batched(graphs + [other])
      }
      #expect(error?.description.contains("graph 3") == true, "\(word)")
      #expect(error?.description.contains(word) == true, "\(word): \(error?.description ?? "")")
    }
    #expect(throws: ModelError.self) { try ModelInput.batched([]) }
  }

  @Test("offsets that contradict nodes or operators are refused")
  func offsets() throws {
    for levels in [[[0, 3, 2]], [[1, 2]], [[0]], [[0, 1], [0, 1, 2]], []] as [[[Int]]] {
      let error = #expect(throws: ModelError.self) { try ItemOffsets(levels: levels) }
      #expect(error?.code == .data)
    }
    let batch = try ModelInput.batched(GraphCollections.shapes(count: 3, seed: 1))
    let model = try model([["linear": 4], "readout", ["linear": "classes"]], batch)
    let end = try #require(batch.offsets?.levels[0].last)
    for (offsets, word) in [
      ([0, end - 1], "end at node"), ([0, 2, end], "joins nodes of graph 0"),
    ] {
      let error = #expect(throws: ModelError.self) {
        try model.logits(
          ModelInput(
            fields: batch.fields, operators: batch.operators,
            offsets: ItemOffsets(levels: [offsets])))
      }
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
  }

  @Test("a graph without nodes has an answer of its own")
  func emptyGraph() throws {
    let offsets = try ItemOffsets(levels: [[0, 2, 2, 3]])
    for readout in ["mean", "sum", "max"] {
      let input = ModelInput(
        fields: ["x": .dense(Tensor(shape: [3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]))], offsets: offsets)
      let model = try model([["readout": .string(readout)]], input)
      let rows = try model.logits(input).scalars
      let first: [Float] =
        readout == "sum" ? [5, 7, 9] : readout == "max" ? [4, 5, 6] : [2.5, 3.5, 4.5]
      #expect(rows == first + [0, 0, 0, 7, 8, 9])
    }
  }
}
