import Autodiff
import Models
import Numerics
import Testing

@Suite("Training on many graphs") struct GraphTrainingTests {
  @Test("rings are told from stars, in shuffled minibatches of graphs")
  func learns() throws {
    var trainer = try GraphCollections.trainer { $0.epochs = 80 }
    let result = try trainer.run()
    let guesses = try result.model.logits(trainer.data.input).argmaxRows()
    let metrics = try ClassificationMetrics(
      predictions: guesses, labels: GraphCollections.labels(61), items: trainer.data.split.test)
    #expect(metrics.accuracy > 0.9)
  }

  @Test("batches joined to a step have the gradient of all their graphs together")
  func accumulates() throws {
    func trained(_ size: Int, _ accumulate: Int) throws -> [Double] {
      var trainer = try GraphCollections.trainer {
        $0.optimizer = .sgd
        $0.batchSize = size
        $0.accumulate = accumulate
        $0.epochs = 3
        $0.restoreBest = false
      }
      return try trainer.run().model.parameters.leaves.flatMap {
        $0.tensor.scalars.map(Double.init)
      }
    }
    // 37 training graphs: seven batches of 5 and one of 2, in steps of 15, 15 and 7.
    #expect(relativeError(try trained(5, 3), try trained(15, 1)) < 1e-5)
    #expect(relativeError(try trained(5, 1), try trained(15, 1)) > 1e-3)
  }

  @Test("labels are counted by graphs")
  func counts() throws {
    let graphs = try GraphCollections.shapes(count: 9, seed: 1)
    let input = try ModelInput.batched(graphs)
    let labels = try GraphCollections.labels(10)
    let description = try ModelDescription(GraphCollections.description)
    let model = try Model(
      description,
      signature: InputSignature(of: input, classNames: labels.classNames, for: description),
      seed: 1)
    let split = try Split(train: [0, 1, 2], validation: [], test: [])
    let error = #expect(throws: ModelError.self) {
      try Trainer(
        model, data: TrainingData(input: input, labels: labels, split: split), options: .init())
    }
    #expect(error?.description.contains("10 labels for 9 items") == true)
  }

  @Test(
    "graphs without nodes or edges train in batches of one beside others, with running statistics")
  func trainsEmptyGraphs() throws {
    let shapes = try GraphCollections.shapes(count: 12, seed: 6)
    let graphs = try shapes.enumerated().map { item, graph in
      guard item % 4 == 1 else { return graph }
      let size = item % 8 == 1 ? 0 : 1
      return ModelInput(
        fields: ["x": .dense(Tensor(shape: [size, 2], [0.5, -1].prefix(2 * size).map { $0 }))],
        operators: [
          DomainOperator(
            name: "a", kind: .adjacency,
            matrix: try SparseMatrix<Double>(rows: size, columns: size, triplets: []))
        ])
    }
    for kind in ["mean", "sum", "max"] {
      let description = try ModelDescription([
        "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
        "blocks": [
          ["linear": 5], "batchnorm", "relu", ["dropout": 0.2], "layernorm",
          ["readout": .string(kind)], "batchnorm", ["linear": "classes"],
        ],
      ])
      let input = try ModelInput.batched(graphs)
      let labels = try GraphCollections.labels(12)
      var options = TrainingOptions()
      options.epochs = 3
      options.batchSize = 1
      options.accumulate = 100
      let model = try Model(
        description,
        signature: InputSignature(of: input, classNames: labels.classNames, for: description),
        seed: 4)
      let split = try Split(train: Array(0..<9), validation: [9, 10], test: [11])
      for accumulate in [1, 100] {
        options.accumulate = accumulate
        var trainer = try Trainer(
          model, data: TrainingData(input: input, labels: labels.hiding([11]), split: split),
          options: options)
        let result = try trainer.run()
        #expect(
          result.history.allSatisfy { $0.loss.isFinite && $0.validationLoss?.isFinite == true })
        #expect(result.model.parameters.leaves.allSatisfy { $0.tensor.isFinite })
      }
    }
  }
}
