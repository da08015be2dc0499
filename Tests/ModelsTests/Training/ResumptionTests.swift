import Autodiff
import Models
import Numerics
import Testing

/// One way of training, with odd sizes and more than one shard of work.
struct TrainingVariant: Sendable, CustomStringConvertible {
  let description: String
  let make: @Sendable () throws -> Trainer

  static let all: [TrainingVariant] = optimizers + schedules + others

  private static let optimizers = OptimizerKind.allCases.flatMap { kind in
    [
      // Weights and images of several shards, none of them even.
      TrainingVariant(description: "\(kind) on images") {
        try TrainingCases.barsTrainer(
          blocks: [
            ["linear": 31], "norm", "relu", ["dropout": 0.1], "readout", ["dense": 331], "relu",
            ["dense": 211], "tanh", ["linear": "classes"],
          ]
        ) {
          $0.optimizer = kind
          $0.epochs = 3
          $0.batchSize = kind == .lbfgs ? 91 : 53
        }
      },
      TrainingVariant(description: "\(kind) on nodes") {
        try TrainingCases.communitiesTrainer {
          $0.optimizer = kind
          $0.epochs = 5
          $0.learningRate = kind == .lbfgs ? 1 : 0.02
          $0.centered = true
          $0.history = 2
        }
      },
    ]
  }

  private static let schedules = [
    .step(every: 2, factor: 0.5), .multistep(at: [1, 3], factor: 0.5), .exponential(factor: 0.8),
    .cosine(minimum: 1e-3), .restarts(period: 1, growth: 2, minimum: 0),
    .polynomial(power: 2, minimum: 0), .plateau(factor: 0.5, patience: 1, minimum: 1e-4),
  ].map { (schedule: LearningRateSchedule) in
    TrainingVariant(description: "\(schedule)") {
      try TrainingCases.barsTrainer {
        $0.schedule = schedule
        $0.warmup = 1
        $0.epochs = 5
        $0.monitor = .loss
      }
    }
  }

  private static let others = [
    TrainingVariant(description: "average, clipping and joined batches") {
      try TrainingCases.barsTrainer {
        $0.average = 0.9
        $0.clipNorm = 0.1
        $0.clipValue = 0.05
        $0.accumulate = 4
        $0.loss = .crossEntropy(smoothing: 0.1, weights: .balanced)
        $0.sampler = .balanced
        $0.epochs = 4
      }
    },
    TrainingVariant(description: "graphs in sequence, with patience") {
      try GraphCollections.trainer {
        $0.sampler = .sequential
        $0.patience = 2
        $0.average = 0.8
        $0.epochs = 6
      }
    },
    TrainingVariant(description: "drawn neighbourhoods") {
      try TrainingCases.communitiesTrainer {
        $0.neighbours = [3, 2]
        $0.batchSize = 4
        $0.epochs = 5
      }
    },
  ]
}

@Suite("Stopping and going on", .serialized) struct ResumptionTests {
  private struct Stop: Error {}

  private func bits(_ result: TrainingResult) -> [UInt32] {
    result.model.parameters.leaves.flatMap { $0.tensor.scalars.map(\.bitPattern) }
  }

  @Test("after any epoch ends with the bits of never stopping", arguments: TrainingVariant.all)
  func resumes(variant: TrainingVariant) throws {
    var undisturbed = try variant.make()
    var checkpoints: [[UInt8]] = []
    let whole = try undisturbed.run(
      TrainingCallbacks(offerCheckpoint: { checkpoints.append($0()) }))
    #expect(checkpoints.count == whole.history.count)
    for (index, checkpoint) in checkpoints.enumerated() {
      var resumed = try variant.make()
      try resumed.resume(from: checkpoint)
      #expect(resumed.epoch == index + 1 && resumed.checkpoint() == checkpoint)
      let result = try resumed.run()
      #expect(bits(result) == bits(whole), "after epoch \(index + 1)")
      #expect(result.history == whole.history && result.chosenEpoch == whole.chosenEpoch)
    }
  }

  @Test("one, two and three workers end with the same bits", arguments: TrainingVariant.all)
  func workers(variant: TrainingVariant) throws {
    let before = Parallel.workers
    defer { Parallel.use(workers: before) }
    var results: [TrainingResult] = []
    for workers in 1...3 {
      Parallel.use(workers: workers)
      var trainer = try variant.make()
      results.append(try trainer.run())
    }
    for result in results.dropFirst() {
      #expect(bits(result) == bits(results[0]) && result.history == results[0].history)
    }
  }

  @Test("a checkpoint with vectors of another length is refused")
  func foreignVectors() throws {
    var trainer = try TrainingCases.communitiesTrainer {
      $0.optimizer = .lbfgs
      $0.epochs = 3
    }
    _ = try trainer.run()
    var stream = RandomStream(seed: 3, "damage")
    let bytes = trainer.checkpoint()
    for _ in 0..<60 {
      var damaged = bytes
      damaged[stream.below(bytes.count)] ^= UInt8(1 + stream.below(255))
      do {
        try trainer.resume(from: damaged)
        _ = try trainer.run()
      } catch let error as ModelError {
        #expect(error.code == .checkpoint || error.code == .diverged)
      }
    }
  }
}
