import Artifacts
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct SplitStageTests {
  private func labels(_ trial: Trial) throws -> ArtifactReference? {
    try trial.run("make.graph", ["sizes": [30, 20], "within": 0.1, "between": 0.1])["labels"]
  }

  @Test func `training sees no label of the test part, and the test part is all that is left`()
    throws
  {
    let trial = try Trial()
    let whole = try trial.read(Labels.self, labels(trial))
    let outputs = try trial.run(
      "split", ["train": 0.5, "validation": 0.2], ["labels": artifact(labels(trial))])
    let split = try trial.read(Split.self, outputs["split"])
    let training = try trial.read(Labels.self, outputs["training"])
    let test = try trial.read(Labels.self, outputs["test"])
    #expect(split.train.count == 25 && split.validation.count == 10 && split.test.count == 15)
    for item in split.test { #expect(training.classes[Int(item)] == Labels.hidden) }
    for item in split.train + split.validation {
      #expect(training.classes[Int(item)] == whole.classes[Int(item)])
      #expect(test.classes[Int(item)] == Labels.hidden)
    }
  }

  @Test func `a model cannot be trained on labels of the test part`() throws {
    let trial = try Trial()
    let made = try trial.run("make.graph", ["model": "karate_club"])
    let split = try trial.run("split", [:], ["labels": artifact(made["labels"])])["split"]
    let spread = try trial.run("graph.operator", [:], ["graph": artifact(made["graph"])])
    let features = try trial.run("graph.features", [:], ["graph": artifact(made["graph"])])
    let message = try trial.failure(
      "train",
      [
        "model": [
          "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
          "blocks": [["linear": ["channels": "classes"]]],
        ]
      ],
      [
        "features": artifact(features["features"]), "labels": artifact(made["labels"]),
        "split": artifact(split), "operators": artifact(spread["operator"]),
      ])
    #expect(message.contains("test"), "\(message)")
  }

  @Test func `parts beyond the whole are refused`() throws {
    let trial = try Trial()
    let message = try trial.failure(
      "split", ["train": 0.8, "validation": 0.3], ["labels": artifact(labels(trial))])
    #expect(message.contains("exceed all the labelled items"), "\(message)")
  }

  @Test func `folds measure every item once, and what trains sees no label of the fold held out`()
    throws
  {
    let trial = try Trial()
    let input = try ["labels": artifact(labels(trial))]
    var seen: [Int32] = []
    for fold in 0..<4 {
      let outputs = try trial.run(
        "split", ["folds": 4, "fold": .integer(fold), "validation": 0.2], input)
      let split = try trial.read(Split.self, outputs["split"])
      let training = try trial.read(Labels.self, outputs["training"])
      #expect(split.test.allSatisfy { training.classes[Int($0)] == Labels.hidden })
      #expect(split.train.count + split.validation.count + split.test.count == 50)
      #expect(split.validation.count == 7 || split.validation.count == 8)
      seen += split.test
    }
    #expect(seen.sorted() == Array(0..<50))
    let flattering = try trial.read(
      Split.self,
      trial.run("split", ["folds": 4, "fold": 1, "held_out": "validation"], input)["split"])
    let honest = try trial.read(
      Split.self, trial.run("split", ["folds": 4, "fold": 1], input)["split"])
    #expect(flattering.validation == honest.test && flattering.test.isEmpty)
  }

  @Test func `folds that do not exist are refused`() throws {
    let trial = try Trial()
    let input = try ["labels": artifact(labels(trial))]
    let refused: [(ParameterValue, String)] = [
      (["folds": 4, "fold": 4], "is not one of the 4 folds"), (["folds": 4], "is not one of"),
      (["fold": 1], "means nothing without folds"),
      (["held_out": "validation"], "means nothing without folds"),
      (["folds": 4, "fold": 0, "train_per_class": 3], "two ways"),
      (["folds": 60, "fold": 0], "60 folds of 50 labelled items"),
    ]
    for (parameters, wanted) in refused {
      let message = try trial.failure("split", parameters, input)
      #expect(message.contains(wanted), "\(message)")
    }
  }
}
