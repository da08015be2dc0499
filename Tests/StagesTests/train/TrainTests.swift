import Artifacts
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct TrainTests {
  private func numbers(_ table: Table, _ column: String) throws -> [Double] {
    guard case .numbers(let values)? = table[column] else {
      throw TrialError(description: "no numbers in column \(column)")
    }
    return values
  }

  @Test func `the factions of the karate club are learned from a part of its members`() throws {
    let club = try GraphTask()
    let inputs = try club.using(club.train()["model"])
      .merging(["labels": artifact(club.parts["test"])]) { $1 }
    let metrics = try club.trial.read(
      Metrics.self, club.trial.run("evaluate", [:], inputs)["metrics"])
    // Both factions have 17 members: chance is a half.
    let accuracy = try #require(metrics["accuracy"])
    #expect(accuracy > 0.65)
  }

  @Test func `one worker and two make the same model, another seed another`() throws {
    defer { Parallel.use(workers: 0) }
    func trained(workers: Int, seed: UInt64 = 1) throws -> ArtifactReference {
      // Large enough that products are shared among workers.
      let task = try GraphTask(["sizes": [301, 222]])
      Parallel.use(workers: workers)
      return try #require(task.train(["epochs": 3], seed: seed)["model"])
    }
    let one = try trained(workers: 1).digest
    #expect(try trained(workers: 2).digest == one)
    #expect(try trained(workers: 1, seed: 2).digest != one)
  }

  @Test func `the history tells every epoch, and the best by validation is chosen`() throws {
    let club = try GraphTask()
    let outputs = try club.train(["epochs": 60, "learning_rate": 0.02])
    let history = try club.trial.read(Table.self, outputs["history"])
    let epochs: Table.Values = .integers((1...60).map { Int64($0) })
    #expect(history["epoch"] == epochs)
    let losses = try numbers(history, "loss")
    let (first, last) = (try #require(losses.first), try #require(losses.last))
    #expect(last < first / 2, "\(first) → \(last)")

    guard case .integers(let marks)? = history["chosen"] else {
      throw TrialError(description: "no marks")
    }
    let chosen = try #require(marks.firstIndex(of: 1))
    #expect(marks.reduce(0, +) == 1)
    let accuracies = try numbers(history, "validation_accuracy")
    let validation = try numbers(history, "validation_loss")
    #expect(accuracies[chosen] == accuracies.max())
    let rivals = accuracies.indices.filter { accuracies[$0] == accuracies[chosen] }
    #expect(rivals.allSatisfy { validation[$0] >= validation[chosen] })
  }

  @Test(
    arguments: [
      (["epochs": 0], "0 is no whole number from 1"),
      (["learning_rate": -0.5], "-0.5 is no number from 0 to 1000"),
      (["optimizer": "adagrad"], "'adagrad' is none of the choices"),
      (
        [
          "model": [
            "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
            "blocks": [["linear": ["channels": "classes", "bais": false]]],
          ]
        ], "unknown option 'bais', did you mean 'bias'?"
      ),
    ] as [(ParameterValue, String)])
  func `options and models with a mistake are refused`(
    options: ParameterValue, wanted: String
  ) throws {
    let club = try GraphTask()
    let message = try club.trial.failure(
      "train", GraphTask.parameters(options), club.training())
    #expect(message.contains(wanted), "\(message)")
  }

  @Test func `a graph network without an operator is refused`() throws {
    let club = try GraphTask()
    let message = try club.trial.failure(
      "train", GraphTask.parameters([:]), club.training().filter { $0.key != "operators" })
    #expect(message.contains("none is connected"), "\(message)")
  }
}
