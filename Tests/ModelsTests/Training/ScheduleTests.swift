import Foundation
import Models
import Testing

@Suite("Learning-rate schedules") struct ScheduleTests {
  /// The step sizes at the end of each epoch; on a graph an epoch is one step.
  private func rates(
    _ schedule: ModelValue, epochs: Int = 12, warmup: Int = 0, base: Double = 0.5
  ) throws -> [Double] {
    let value: ModelValue = [
      "epochs": .integer(epochs), "learning_rate": .number(base), "optimizer": "sgd",
      "schedule": schedule, "warmup": .integer(warmup),
    ]
    var trainer = try TrainingCases.communitiesTrainer {
      $0 = (try? TrainingOptions(value, seed: 4)) ?? $0
    }
    #expect(try TrainingOptions(trainer.options.value, seed: 4) == trainer.options)
    return try trainer.run().history.map(\.rate)
  }

  private func expectRates(_ found: [Double], _ wanted: (Int) -> Double) {
    #expect(found.count == 12)
    for (epoch, rate) in found.enumerated() {
      #expect(abs(rate - wanted(epoch)) < 1e-12, "epoch \(epoch): \(rate)")
    }
  }

  @Test("constant, step, multistep and exponential")
  func factors() throws {
    expectRates(try rates("constant")) { _ in 0.5 }
    expectRates(try rates(["step": 5])) { 0.5 * pow(0.1, Double($0 / 5)) }
    expectRates(try rates(["multistep": ["at": [3, 7], "factor": 0.5]])) {
      0.5 * ($0 < 3 ? 1 : $0 < 7 ? 0.5 : 0.25)
    }
    expectRates(try rates(["exponential": 0.9])) { 0.5 * pow(0.9, Double($0)) }
  }

  @Test("cosine, with restarts, linear and polynomial")
  func waves() throws {
    func wave(_ phase: Double) -> Double { 0.1 + 0.4 * 0.5 * (1 + cos(Double.pi * phase)) }
    expectRates(try rates(["cosine": ["minimum": 0.1]])) { wave(Double($0) / 12) }
    // Waves of 3, 6 and 12 epochs.
    expectRates(try rates(["restarts": ["period": 3, "growth": 2, "minimum": 0.1]])) {
      $0 < 3 ? wave(Double($0) / 3) : $0 < 9 ? wave(Double($0 - 3) / 6) : wave(Double($0 - 9) / 12)
    }
    expectRates(try rates(["linear": ["minimum": 0.1]])) { 0.1 + 0.4 * (1 - Double($0) / 12) }
    expectRates(try rates(["polynomial": 3])) { 0.5 * pow(1 - Double($0) / 12, 3) }
  }

  @Test("a warm-up rises in equal steps before any schedule, which then has the rest of the time")
  func warmup() throws {
    expectRates(try rates("constant", warmup: 4)) { $0 < 4 ? 0.125 * Double($0 + 1) : 0.5 }
    expectRates(try rates("cosine", warmup: 4)) {
      $0 < 4 ? 0.125 * Double($0 + 1) : 0.25 * (1 + cos(Double.pi * Double($0 - 4) / 8))
    }
  }

  @Test("smooth schedules move within an epoch")
  func withinEpochs() throws {
    var trainer = try TrainingCases.barsTrainer {
      $0.epochs = 4
      $0.learningRate = 0.1
      $0.schedule = .polynomial(power: 1, minimum: 0)
    }
    // 91 training items in batches of 17 make 6 steps; the last of an epoch has 5 behind it.
    #expect(trainer.data.split.train.count == 91)
    let rates = try trainer.run().history.map(\.rate)
    for (epoch, rate) in rates.enumerated() {
      #expect(abs(rate - 0.1 * (1 - (Double(epoch) + 5.0 / 6) / 4)) < 1e-12)
    }
  }

  @Test("a plateau shrinks the rate when validation stops getting better")
  func plateau() throws {
    var trainer = try TrainingCases.communitiesTrainer {
      $0.epochs = 60
      $0.learningRate = 0.4
      $0.monitor = .loss
      $0.schedule = .plateau(factor: 0.5, patience: 3, minimum: 0.03)
    }
    let history = try trainer.run().history
    var best = Double.infinity, waited = 0, rate = 0.4
    for record in history {
      #expect(abs(record.rate - max(0.03, rate)) < 1e-12, "epoch \(record.epoch)")
      let loss = try #require(record.validationLoss)
      if loss < best { (best, waited) = (loss, 0) } else { waited += 1 }
      if waited == 3 { (rate, waited) = (rate / 2, 0) }
    }
    #expect(rate < 0.2, "the rate must have shrunk for the test to mean anything")
  }

  @Test("every mistake is reported with its path")
  func mistakes() {
    func messages(_ options: ModelValue) -> [String] {
      TrainingOptions.problems(in: options).map(\.description)
    }
    #expect(
      messages(["schedule": "cosin"]) == [
        "training.schedule: unknown schedule 'cosin', did you mean 'cosine'?"
      ])
    #expect(
      messages(["schedule": ["cosine": ["minimun": 0.1]], "warmup": -1]).map {
        $0.prefix { $0 != ":" }
      } == ["training.schedule.cosine.minimun", "training.warmup"])
    #expect(messages(["schedule": ["step": ["factor": 0.5]]])[0].contains("needs 'every'"))
    #expect(messages(["schedule": ["multistep": [3, 0]]])[0].contains("list of whole numbers"))
    #expect(messages(["schedule": [1, 2]])[0].contains("expected one of constant"))
    #expect(messages(["schedule": 3])[0].hasPrefix("training.schedule:"))
    #expect(messages(["warmup": 10, "epochs": 10])[0].contains("leave none of 10"))
  }
}
