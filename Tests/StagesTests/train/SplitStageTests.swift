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
}
