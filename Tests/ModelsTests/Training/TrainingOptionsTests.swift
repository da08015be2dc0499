import Models
import Testing

@Suite("Training options") struct TrainingOptionsTests {
  @Test("are read with defaults and written back")
  func reads() throws {
    let options = try TrainingOptions(
      ["epochs": 3, "optimizer": "sgd", "learning_rate": 1], seed: 9)
    #expect(options.epochs == 3 && options.optimizer == .sgd && options.learningRate == 1)
    #expect(options.seed == 9 && options.momentum == 0.9)
    #expect(try TrainingOptions(options.value, seed: 9) == options)
    #expect(try TrainingOptions(.null, seed: 0) == TrainingOptions())
  }

  @Test("every mistake is reported with its path")
  func refuses() {
    let error = #expect(throws: ModelError.self) {
      try TrainingOptions(["epoch": 3, "optimizer": "adamm", "batch_size": 0], seed: 0)
    }
    #expect(
      error?.problems.map(\.path) == [
        "training.epoch", "training.optimizer", "training.batch_size",
      ])
    #expect(error?.description.contains("did you mean 'epochs'") == true)
  }
}
