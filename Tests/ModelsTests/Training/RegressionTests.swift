import Autodiff
import Models
import Numerics
import Testing

@Suite("Regression") struct RegressionTests {
  private func trainer(
    _ description: ModelValue, _ input: ModelInput, _ targets: [Float], outputs: Int = 1,
    _ change: (inout TrainingOptions) -> Void
  ) throws -> (Trainer, TargetValues) {
    let description = try ModelDescription(description)
    let count = targets.count / outputs
    let values = try TargetValues(.dense(Tensor(shape: [count, outputs], targets)))
    var order = (0..<Int32(count)).map { $0 }
    var stream = RandomStream(seed: 1, "parts")
    stream.shuffle(&order)
    let (a, b) = (count * 6 / 10, count * 8 / 10)
    let split = try Split(
      train: Array(order[..<a]), validation: Array(order[a..<b]), test: Array(order[b...]))
    let hidden = Targets.values(values.hiding(split.test))
    var options = TrainingOptions()
    options.epochs = 60
    options.batchSize = 16
    change(&options)
    let model = try Model(
      description, signature: InputSignature(of: input, targets: hidden, for: description), seed: 2)
    return (
      try Trainer(
        model, data: TrainingData(input: input, targets: hidden, split: split), options: options),
      values
    )
  }

  private func expectLearned(
    _ trained: (Trainer, TargetValues), determination: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var (trainer, values) = trained
    let result = try trainer.run()
    let predictions = try result.model.logits(trainer.data.input)
    let found = try RegressionMetrics(
      predictions: predictions, targets: values, items: trainer.data.split.test)
    #expect((found.determination ?? 0) > determination, "\(found)", sourceLocation: sourceLocation)
    let record = try #require(result.history.last)
    let errors = try #require(record.validationErrors)
    #expect(errors.count == trainer.data.split.validation.count && record.validationAccuracy == nil)
    // The best epoch is the one of lowest loss, and a checkpoint holds all of it.
    let losses = result.history.compactMap(\.validationLoss)
    #expect(losses[result.chosenEpoch - 1] == losses.min())
    let saved = trainer.checkpoint()
    try trainer.resume(from: saved)
    #expect(trainer.checkpoint() == saved)
  }

  @Test("the brightness of images", arguments: [LossFunction.meanSquaredError, .huber(delta: 0.1)])
  func images(loss: LossFunction) throws {
    let images = try TrainingCases.bars(count: 120, seed: 4).0
    let scalars = images.scalars
    let targets = (0..<120).map { item in
      2 * scalars[item * 35..<(item + 1) * 35].reduce(0, +) / 35 - 0.3
    }
    try expectLearned(
      trainer(
        [
          "domain": "grid", "symmetry": "translation", "inputs": ["x": "scalar"],
          "blocks": [["dense": 6], "leakyrelu", "readout", ["linear": "targets"]],
        ], ModelInput(fields: ["x": .dense(images)]), targets
      ) {
        $0.loss = loss
        $0.epochs = 150
        $0.learningRate = 0.03
      }, determination: 0.9)
  }

  @Test("two numbers of every node, smoothed over the graph")
  func nodes() throws {
    var stream = RandomStream(seed: 6, "nodes")
    let count = 60
    let adjacency = try SparseMatrix<Double>(
      rows: count, columns: count,
      triplets: (0..<count).flatMap { node in
        [(node, (node + 1) % count, 1.0), ((node + 1) % count, node, 1.0)]
      })
    let x = (0..<count).map { _ in stream.normal() }
    let targets = (0..<count).flatMap { node -> [Float] in
      let mean = (x[node] + x[(node + 1) % count] + x[(node + count - 1) % count]) / 3
      return [Float(mean), Float(1 - 2 * mean)]
    }
    try expectLearned(
      trainer(
        [
          "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
          "blocks": [["linear": "targets"]],
        ],
        ModelInput(
          fields: ["x": .dense(Tensor(shape: [count, 1], x.map { Float($0) }))],
          operators: [DomainOperator(name: "a", kind: .adjacency, matrix: adjacency)]), targets,
        outputs: 2
      ) {
        $0.optimizer = .lbfgs
        $0.learningRate = 1
        $0.epochs = 20
      }, determination: 0.99)
  }

  @Test("a number of every graph")
  func graphs() throws {
    let graphs = try GraphCollections.shapes(count: 80, seed: 3)
    let targets = graphs.map { graph -> Float in
      guard case .dense(let x)? = graph.fields["x"] else { return 0 }
      return x.scalars.enumerated().reduce(0) { $0 + ($1.offset % 2 == 1 ? $1.element : 0) }
    }
    try expectLearned(
      trainer(
        [
          "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
          "blocks": [["dense": 8], "tanh", ["readout": "sum"], ["linear": "targets"]],
        ], ModelInput.batched(graphs), targets
      ) {
        $0.loss = .meanAbsoluteError
        $0.learningRate = 0.02
      }, determination: 0.8)
  }

  @Test("metrics are those of the formulas")
  func metrics() throws {
    let targets = try TargetValues(.dense(Tensor(shape: [4, 1], [1, 2, .nan, 6])))
    let predictions = Tensor<Float>(shape: [4, 1], [2, 2, 100, 3])
    let found = try RegressionMetrics(predictions: predictions, targets: targets)
    #expect(found.count == 3)
    #expect(abs(found.meanAbsoluteError - 4.0 / 3) < 1e-12)
    #expect(abs(found.rootMeanSquaredError - (10.0 / 3).squareRoot()) < 1e-12)
    // The targets' mean is 3, their spread 4 + 1 + 9.
    #expect(abs((found.determination ?? 0) - (1 - 10.0 / 14)) < 1e-12)
    let hidden = #expect(throws: ModelError.self) {
      try RegressionMetrics(predictions: predictions, targets: targets, items: [2])
    }
    #expect(hidden?.description.contains("item 2") == true)
    #expect(throws: ModelError.self) {
      try RegressionMetrics(predictions: Tensor(zeros: [4, 2]), targets: targets)
    }
  }

  @Test("a visible test target, a missing training target and a loss of classes are refused")
  func refuses() throws {
    let images = try TrainingCases.bars(count: 10, seed: 4).0
    let values = try TargetValues(.dense(Tensor(zeros: [10])))
    let split = try Split(train: [0, 1], validation: [2], test: [3])
    let input = ModelInput(fields: ["x": .dense(images)])
    let error = #expect(throws: ModelError.self) {
      try TrainingData(input: input, targets: .values(values), split: split)
    }
    #expect(error?.code == .testLabelsVisible)
    #expect(throws: ModelError.self) {
      try TrainingData(input: input, targets: .values(values.hiding([0, 3])), split: split)
    }
    let description: ModelValue = [
      "domain": "grid", "symmetry": "translation", "inputs": ["x": "scalar"],
      "blocks": ["readout", ["linear": 1]],
    ]
    let loss = #expect(throws: ModelError.self) {
      try trainer(description, input, [Float](repeating: 0, count: 10)) {
        $0.loss = .crossEntropy()
      }
    }
    #expect(loss?.problems.map(\.path) == ["training.loss"])
  }
}
