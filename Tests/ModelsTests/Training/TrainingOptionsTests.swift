import Models
import Testing

@Suite("Training options") struct TrainingOptionsTests {
  @Test("are read with defaults and written back")
  func reads() throws {
    let options = try TrainingOptions(
      ["epochs": 3, "optimizer": "sgd", "learning_rate": 1], seed: 9)
    #expect(options.epochs == 3 && options.optimizer == .sgd && options.learningRate == 1)
    #expect(options.seed == 9 && options.momentum == nil)
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

  @Test("an option of another optimizer is refused, and null leaves an option out")
  func foreignOptions() throws {
    func paths(_ value: ModelValue) -> [String] {
      TrainingOptions.problems(in: value).map(\.path)
    }
    #expect(
      paths(["momentum": 0.5, "centered": true, "history": 3]) == [
        "training.momentum", "training.centered", "training.history",
      ])
    #expect(paths(["optimizer": "rmsprop", "momentum": 0.5, "centered": true]) == [])
    #expect(paths(["optimizer": "sgd", "beta2": 0.9]) == ["training.beta2"])
    #expect(paths(["optimizer": "lbfgs", "clip_norm": 1]) == ["training.clip_norm"])
    #expect(paths(["momentum": .null, "neighbours": .null, "loss": .null]) == [])
    // A mistake in one option hides none in another.
    #expect(
      paths(["optimizer": "adamw", "momentum": 0.9, "schedule": ["cosine": ["minimun": 0.1]]]) == [
        "training.schedule.cosine.minimun", "training.momentum",
      ])
    #expect(paths(["neighbours": [3, 0]]) == ["training.neighbours"])
    let options = try TrainingOptions(
      ["optimizer": "lbfgs", "history": 4, "iterations": 2, "line_search": "backtracking"],
      seed: 1)
    #expect(options.lineSearch == .backtracking && options.history == 4 && options.iterations == 2)
    #expect(try TrainingOptions(options.value, seed: 1) == options)
  }
}
