import Autodiff
import Models
import Numerics
import Testing

@Suite("What steps are made of") struct TrainingVariantsTests {
  private func values(_ trainer: Trainer) throws -> [Double] {
    var trainer = trainer
    return try trainer.run().model.parameters.leaves.flatMap {
      $0.tensor.scalars.map(Double.init)
    }
  }

  /// A graph network without randomness, one step an epoch.
  private func plain(_ change: (inout TrainingOptions) -> Void) throws -> Trainer {
    try TrainingCases.communitiesTrainer(dropout: 0, weightDecay: 0) {
      $0.optimizer = .sgd
      $0.momentum = 0
      $0.learningRate = 0.5
      $0.restoreBest = false
      $0.epochs = 1
      change(&$0)
    }
  }

  private func start(_ trainer: Trainer) -> [Double] {
    trainer.model.parameters.leaves.flatMap { $0.tensor.scalars.map(Double.init) }
  }

  @Test("gradients longer than the norm are scaled down to it together, shorter ones left")
  func clipNorm() throws {
    let trainer = try plain { _ in }
    let before = start(trainer)
    let step = zip(try values(trainer), before).map { $0 - $1 }
    let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let limit = length / 0.5 / 3
    let clipped = zip(try values(try plain { $0.clipNorm = limit }), before).map { $0 - $1 }
    #expect(relativeError(clipped, step.map { $0 / 3 }) < 1e-4)
    #expect(try values(try plain { $0.clipNorm = 4 * limit }) == values(trainer))
  }

  @Test("gradients are held within the value, element by element")
  func clipValue() throws {
    let trainer = try plain { _ in }
    let before = start(trainer)
    let step = zip(try values(trainer), before).map { $0 - $1 }
    let limit = (step.map { abs($0) }.max() ?? 0) / 0.5 / 2
    let clipped = zip(try values(try plain { $0.clipValue = limit }), before).map { $0 - $1 }
    let wanted = step.map { max(-0.5 * limit, min(0.5 * limit, $0)) }
    #expect(relativeError(clipped, wanted) < 1e-4)
    #expect(step != wanted)
  }

  @Test("joined batches have the gradient of the one batch they make, the last being smaller")
  func accumulates() throws {
    func trained(_ size: Int, _ accumulate: Int) throws -> [Double] {
      try values(
        TrainingCases.barsTrainer(blocks: [["linear": 5], "relu", "readout", ["linear": "classes"]])
        {
          $0.optimizer = .sgd
          $0.loss = .crossEntropy(smoothing: 0.1, weights: .given([1, 3]))
          $0.batchSize = size
          $0.accumulate = accumulate
          $0.restoreBest = false
          $0.epochs = 2
        })
    }
    // 91 items: batches of 17 and one of 6, joined by 2 and by 4.
    #expect(relativeError(try trained(17, 2), try trained(34, 1)) < 1e-5)
    #expect(relativeError(try trained(17, 4), try trained(68, 1)) < 1e-5)
    #expect(relativeError(try trained(17, 1), try trained(34, 1)) > 1e-3)
  }

  @Test("the average follows the parameters, soon at first and slowly then, and is what validates")
  func averages() throws {
    let whole = try plain { $0.epochs = 12 }
    var average = start(whole)
    for step in 1...12 {
      let present = try values(try plain { $0.epochs = step })
      let decay = min(0.5, Double(1 + step) / Double(10 + step))
      average = zip(average, present).map { $1 + decay * ($0 - $1) }
    }
    var averaging = try plain {
      $0.epochs = 12
      $0.average = 0.5
    }
    let result = try averaging.run()
    #expect(
      relativeError(
        result.model.parameters.leaves.flatMap { $0.tensor.scalars.map(Double.init) }, average)
        < 1e-5)
    let logits = try result.model.logits(averaging.data.input)
    let criterion = Criterion(
      .crossEntropy(), targets: averaging.data.targets, items: averaging.data.split.train)
    let items = averaging.data.split.validation
    let loss = criterion.mean(
      Tape(recording: false).constant(logits.rows(at: items)), items: items, rows: nil)
    #expect(abs((result.history.last?.validationLoss ?? 0) - Double(loss.value.scalar)) < 1e-6)
  }

  @Test("averaged buffers are between those of the start and the last")
  func averagesBuffers() throws {
    func mean(_ average: Double?) throws -> [Float] {
      var trainer = try TrainingCases.barsTrainer {
        $0.epochs = 2
        $0.restoreBest = false
        $0.average = average
      }
      return try trainer.run().model.parameters["blocks.1.norm.variance"]?.scalars ?? []
    }
    let (present, averaged) = (try mean(nil), try mean(0.9))
    #expect(!present.isEmpty && present != averaged)
    for (a, b) in zip(present, averaged) { #expect((b - a) * (1 - b) >= 0, "\(a), \(b), from 1") }
  }

  @Test("balanced draws visit every class alike; shuffled and sequential ones every item once")
  func samplers() throws {
    let labels = try Labels(
      classes: (0..<100).map { $0 < 90 ? 0 : $0 < 98 ? 1 : 2 }, classNames: ["a", "b", "c"])
    let targets = Targets.classes(labels)
    let train = (0..<100).map { Int32(99 - $0) }
    var counts = [0, 0, 0]
    for epoch in 1...60 {
      let drawn = ItemSampler.balanced.items(of: train, targets: targets, seed: 3, epoch: epoch)
      #expect(drawn.count == 100)
      for item in drawn { counts[Int(labels.classes[Int(item)])] += 1 }
    }
    // 6,000 draws, 2,000 expected of each class with a deviation of 37.
    #expect(counts.allSatisfy { abs($0 - 2000) < 200 }, "\(counts)")
    let first = ItemSampler.shuffled.items(of: train, targets: targets, seed: 3, epoch: 1)
    let second = ItemSampler.shuffled.items(of: train, targets: targets, seed: 3, epoch: 2)
    #expect(first.sorted() == train.sorted() && first != second && first != train)
    #expect(
      ItemSampler.sequential.items(of: train, targets: targets, seed: 3, epoch: 1)
        == train.sorted())
  }

  @Test("classes of few items are learned when they are weighted or drawn like the others")
  func balances() throws {
    for change in [
      { (options: inout TrainingOptions) in options.loss = .crossEntropy(weights: .balanced) },
      { (options: inout TrainingOptions) in options.sampler = .balanced },
    ] {
      var trainer = try TrainingCases.barsTrainer { change(&$0) }
      #expect(try trainer.run().history.last?.validationAccuracy ?? 0 > 0.8)
    }
  }

  @Test("options that mean nothing to the data are refused with their path")
  func refuses() throws {
    func paths(_ change: @escaping (inout TrainingOptions) -> Void) -> [String] {
      let error = #expect(throws: ModelError.self) { try TrainingCases.barsTrainer(change) }
      return error?.problems.map(\.path) ?? []
    }
    #expect(paths { $0.loss = .meanSquaredError } == ["training.loss"])
    #expect(
      paths { $0.loss = .crossEntropy(weights: .given([1, 2, 3])) } == [
        "training.loss.cross_entropy.weights"
      ])
    #expect(paths { $0.neighbours = [3] } == ["training.neighbours"])
    #expect(paths { $0.optimizer = .lbfgs } == ["training.optimizer"])
    #expect(
      paths {
        $0.optimizer = .lbfgs
        $0.batchSize = 100
        $0.sampler = .balanced
        $0.clipNorm = 1
      } == ["training.clip_norm", "training.optimizer"])
  }
}
