import Artifacts
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct EvaluateFoldsTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func history(_ accuracies: [Double]) throws -> ArtifactReference {
    try trial.store(
      Table([
        .init("epoch", .integers((1...Int64(accuracies.count)).map { $0 })),
        .init("validation_accuracy", .numbers(accuracies)),
      ]))
  }

  @Test func `one epoch is chosen for all folds, by their mean`() throws {
    let outputs = try trial.run(
      "evaluate.folds", [:],
      [
        "histories": artifact(history([0.5, 0.7, 0.9, 0.6]), name: "a")
          + artifact(history([0.6, 0.9, 0.7, 1.0]), name: "b")
      ])
    let metrics = try trial.read(Metrics.self, outputs["metrics"])
    // Epochs 2, 3 and 4 have mean 0.8; the first of them stands.
    #expect(abs(try #require(metrics["accuracy"]) - 0.8) < 1e-12)
    #expect(metrics["epoch"] == 2 && metrics["folds"] == 2)
    #expect(abs(try #require(metrics["accuracy_deviation"]) - 0.1) < 1e-12)
    #expect(abs(try #require(metrics["best_epochs"]) - 0.95) < 1e-12)
    let curve = try trial.read(Table.self, outputs["curve"])
    #expect(curve["epoch"] == .integers([1, 2, 3, 4]))
    #expect(curve.rowCount == 4)
  }

  @Test func `trainings of other lengths or without accuracies are refused`() throws {
    let other = try trial.store(Table([.init("loss", .numbers([1]))]))
    for (first, second, wanted) in [
      (try history([0.5, 1]), try history([0.5]), "a training has 1 epochs, another 2"),
      (try history([0.5]), other, "has no column 'validation_accuracy'"),
      (try history([.nan]), try history([0.5]), "has no column 'validation_accuracy' of numbers"),
    ] {
      let message = try trial.failure(
        "evaluate.folds", [:],
        ["histories": artifact(first, name: "a") + artifact(second, name: "b")])
      #expect(message.contains(wanted), "\(message)")
    }
  }

  @Test func `a summary has mean, deviation and range of every metric`() throws {
    let references = try [0.5, 0.8, 0.8].map {
      try trial.store(Metrics(scalars: [("accuracy", $0), ("items", 10)]))
    }
    let metrics = try trial.read(
      Metrics.self,
      trial.run(
        "evaluate.summary", [:],
        [
          "metrics": artifact(references[0], name: "a") + artifact(references[1], name: "b")
            + artifact(references[2], name: "c")
        ])["metrics"])
    #expect(abs(try #require(metrics["accuracy"]) - 0.7) < 1e-12)
    #expect(abs(try #require(metrics["accuracy_deviation"]) - 0.03.squareRoot()) < 1e-12)
    #expect(metrics["accuracy_smallest"] == 0.5 && metrics["accuracy_largest"] == 0.8)
    #expect(metrics["items"] == 10 && metrics["items_deviation"] == 0)
    #expect(metrics["evaluations"] == 3)
  }

  @Test func `evaluations of other things are not summed up`() throws {
    let first = try trial.store(Metrics(scalars: [("accuracy", 1)]))
    let second = try trial.store(Metrics(scalars: [("mae", 1)]))
    let message = try trial.failure(
      "evaluate.summary", [:],
      ["metrics": artifact(first, name: "a") + artifact(second, name: "b")])
    #expect(message.contains("b has metrics mae, a has accuracy"), "\(message)")
  }
}
