import Autodiff
import Models
import Numerics
import Testing

@Suite("Training", .serialized) struct TrainerTests {
  private func bits(_ result: TrainingResult) -> [UInt32] {
    result.model.parameters.leaves.flatMap { $0.tensor.scalars.map(\.bitPattern) }
  }

  private func testAccuracy(_ trainer: Trainer, _ result: TrainingResult, _ labels: Labels) throws
    -> Double
  {
    let guesses = try result.model.logits(trainer.data.input).argmaxRows()
    return try ClassificationMetrics(
      predictions: guesses, labels: labels, items: trainer.data.split.test
    ).accuracy
  }

  @Test(
    "a convolutional network tells rows from columns, with every optimizer",
    arguments: OptimizerKind.allCases)
  func images(optimizer: OptimizerKind) throws {
    var trainer = try TrainingCases.barsTrainer {
      $0.optimizer = optimizer
      $0.learningRate = optimizer == .sgd ? 0.05 : optimizer == .lbfgs ? 1 : 0.01
      if optimizer == .lbfgs { $0.batchSize = 91 }
      $0.weightDecay = 1e-4
      $0.nesterov = true
      $0.epochs = 20
    }
    let result = try trainer.run()
    let labels = try TrainingCases.bars(count: 151, seed: 2).1
    #expect(try testAccuracy(trainer, result, labels) > 0.9)
    #expect(result.history.count == 20)
  }

  @Test("a graph network finds communities from three labels each and identity features")
  func graph() throws {
    var trainer = try TrainingCases.communitiesTrainer()
    let result = try trainer.run()
    let labels = try Labels(
      classes: (0..<33).map { $0 < 15 ? 0 : 1 }, classNames: ["left", "right"])
    #expect(try testAccuracy(trainer, result, labels) > 0.9)
    let first = result.history.first?.loss ?? 0, last = result.history.last?.loss ?? .infinity
    #expect(last < first / 2)
  }

  @Test("one worker and two end with the same bits")
  func workers() throws {
    let before = Parallel.workers
    defer { Parallel.use(workers: before) }
    var results: [[UInt32]] = []
    for workers in [1, 2] {
      Parallel.use(workers: workers)
      var images = try TrainingCases.barsTrainer { $0.epochs = 4 }
      var graph = try TrainingCases.communitiesTrainer { $0.epochs = 10 }
      results.append(bits(try images.run()) + bits(try graph.run()))
    }
    #expect(results[0] == results[1])
  }

  @Test(
    "a training taken up from a checkpoint ends with the bits of one never stopped",
    arguments: OptimizerKind.allCases)
  func resumes(optimizer: OptimizerKind) throws {
    struct Stop: Error {}
    func make() throws -> Trainer {
      try TrainingCases.barsTrainer {
        $0.optimizer = optimizer
        if optimizer == .lbfgs { $0.accumulate = 6 }
      }
    }
    var undisturbed = try make()
    let whole = try undisturbed.run()
    var saved: [UInt8] = []
    var stopped = try make()
    #expect(throws: Stop.self) {
      try stopped.run(
        TrainingCallbacks(
          progress: { if $0.epoch >= 7, $0.record == nil || $0.epoch == 8 { throw Stop() } },
          offerCheckpoint: { saved = $0() }))
    }
    var resumed = try make()
    try resumed.resume(from: saved)
    #expect(resumed.epoch == 7)
    #expect(resumed.checkpoint() == saved)
    let result = try resumed.run()
    #expect(bits(result) == bits(whole))
    #expect(result.history == whole.history)
    #expect(result.chosenEpoch == whole.chosenEpoch)
  }

  @Test("the seed decides: another ends elsewhere")
  func seeds() throws {
    var first = try TrainingCases.barsTrainer { $0.epochs = 2 }
    var second = try TrainingCases.barsTrainer { $0.epochs = 2 }
    var third = try TrainingCases.barsTrainer {
      $0.epochs = 2
      $0.seed = 6
    }
    let bits = [bits(try first.run()), bits(try second.run()), bits(try third.run())]
    #expect(bits[0] == bits[1])
    #expect(bits[0] != bits[2])
  }

  @Test("the result has the parameters of the best epoch, and patience stops after it")
  func bestEpoch() throws {
    var trainer = try TrainingCases.barsTrainer {
      $0.epochs = 400
      $0.patience = 5
      $0.monitor = .loss
      $0.learningRate = 0.05
    }
    let result = try trainer.run()
    let losses = result.history.compactMap(\.validationLoss)
    #expect(losses.count < 400)
    #expect(losses.count == result.chosenEpoch + 5)
    #expect(losses.min() == losses[result.chosenEpoch - 1])
    var again = try TrainingCases.barsTrainer {
      $0.epochs = result.chosenEpoch
      $0.restoreBest = false
      $0.learningRate = 0.05
    }
    let shorter = try again.run()
    #expect(bits(shorter) == bits(result))
  }

  @Test(
    "accuracy and loss together: the last epoch best in both, patience from the last best in either"
  )
  func bothMonitored() throws {
    var trainer = try TrainingCases.barsTrainer {
      $0.epochs = 400
      $0.patience = 7
      $0.monitor = .both
      $0.learningRate = 0.03
    }
    let result = try trainer.run()
    var (accuracy, loss, chosen, last) = (0.0, Double.infinity, 0, 0)
    for record in result.history {
      let found = try #require(record.validationAccuracy),
        height = try #require(record.validationLoss)
      if found >= accuracy && height <= loss { chosen = record.epoch }
      if found >= accuracy || height <= loss { last = record.epoch }
      (accuracy, loss) = (max(accuracy, found), min(loss, height))
    }
    #expect(result.chosenEpoch == chosen)
    // A validation accuracy of 1 that stays is the best again and again, so that patience need not run out.
    #expect(result.history.count == min(400, last + 7))
  }

  @Test("a label visible on the test part is refused by name")
  func testLabels() throws {
    let (images, labels) = try TrainingCases.bars(count: 20, seed: 1)
    let split = try Split.stratified(labels: labels, train: 0.5, validation: 0, test: 0.5, seed: 1)
    let input = ModelInput(fields: ["images": .dense(images)])
    let error = #expect(throws: ModelError.self) {
      try TrainingData(input: input, labels: labels, split: split)
    }
    #expect(error?.code == .testLabelsVisible)
    #expect(error?.description.contains("item \(split.test[0])") == true)
    let leaking = labels.hiding(Array(split.test.dropLast()))
    #expect(throws: ModelError.self) {
      try TrainingData(input: input, labels: leaking, split: split)
    }
    #expect(throws: Never.self) {
      try TrainingData(input: input, labels: labels.hiding(split.test), split: split)
    }
    #expect(throws: ModelError.self) {
      try TrainingData(input: input, labels: labels.hiding(split.train), split: split)
    }
  }

  @Test("weight decay acts on the block that states it, and on no bias")
  func weightDecay() throws {
    let trainer = try TrainingCases.communitiesTrainer()
    let decays = trainer.model.specifications.map { ($0.path, $0.weightDecay) }
    #expect(
      decays.map(\.0) == [
        "blocks.1.linear.weight", "blocks.1.linear.bias", "blocks.3.linear.weight",
        "blocks.3.linear.bias",
      ])
    #expect(decays.map(\.1) == [0.0005, 0, nil, 0])
  }

  @Test("a loss that runs away ends with an error that names epoch and remedy")
  func diverges() throws {
    var trainer = try TrainingCases.communitiesTrainer {
      $0.optimizer = .sgd
      $0.learningRate = 1e30
    }
    let error = #expect(throws: ModelError.self) { try trainer.run() }
    #expect(error?.code == .diverged)
    #expect(error?.description.contains("lower the learning rate") == true)
  }

  @Test("data that do not fit the model are refused")
  func misfits() throws {
    let trainer = try TrainingCases.barsTrainer()
    let model = trainer.model
    for (shape, word) in [
      ([4, 7, 5, 2], "channels"), ([4, 7, 6, 1], "7×6"), ([7, 5, 1], "shape"),
    ] {
      let input = ModelInput(fields: ["images": .dense(Tensor(zeros: shape))])
      let error = #expect(throws: ModelError.self) { try model.logits(input) }
      #expect(error?.description.contains(word) == true)
    }
    var scalars = [Float](repeating: 0, count: 4 * 35)
    scalars[80] = .nan
    let error = #expect(throws: ModelError.self) {
      try model.logits(
        ModelInput(fields: ["images": .dense(Tensor(shape: [4, 7, 5, 1], scalars))]))
    }
    #expect(error?.description.contains("image 2") == true)
    let unnamed = #expect(throws: ModelError.self) {
      try model.logits(ModelInput(fields: ["image": .dense(Tensor(zeros: [1, 7, 5, 1]))]))
    }
    #expect(unnamed?.description.contains("did you mean 'image'") == true)
  }
}
