import Autodiff
import Models
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
}
