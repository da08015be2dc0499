import Artifacts
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct PredictTests {
  private let club: GraphTask
  private let inputs: [String: [StageTrial.Input]]

  init() throws {
    club = try GraphTask()
    inputs = try club.using(club.train()["model"])
  }

  private func predict() throws -> (table: Table, probabilities: NumberArray) {
    let outputs = try club.trial.run("predict", [:], inputs)
    return (
      try club.trial.read(Table.self, outputs["predictions"]),
      try club.trial.read(NumberArray.self, outputs["probabilities"])
    )
  }

  private func classes(_ table: Table) throws -> [String] {
    guard case .texts(let classes)? = table["class"] else {
      throw TrialError(description: "no texts in column class")
    }
    return classes
  }

  @Test func `every item has the class of its largest probability, and they sum to 1`() throws {
    let (table, probabilities) = try predict()
    let items: Table.Values = .integers((0..<34).map { Int64($0) })
    #expect(table["item"] == items)
    #expect(probabilities.shape == [34, 2])
    let guesses = try classes(table)
    let values = probabilities.doubles
    for item in 0..<34 {
      let (first, second) = (values[2 * item], values[2 * item + 1])
      #expect(abs(first + second - 1) < 1e-6)
      #expect(guesses[item] == (first > second ? "Mr. Hi" : "Officer"))
    }
    for (index, name) in ["Mr. Hi", "Officer"].enumerated() {
      let column: Table.Values = .numbers((0..<34).map { values[2 * $0 + index] })
      #expect(table["probability_\(name)"] == column)
    }
  }

  @Test func `the classes give the accuracy that evaluate measures`() throws {
    let guesses = try classes(predict().table)
    let labels = try club.trial.read(Labels.self, club.labels)
    let right = labels.classes.indices.count {
      guesses[$0] == labels.classNames[Int(labels.classes[$0])]
    }
    let measured = try club.trial.run(
      "evaluate", [:], inputs.merging(["labels": artifact(club.labels)]) { $1 })
    let metrics = try club.trial.read(Metrics.self, measured["metrics"])
    #expect(metrics["accuracy"] == Double(right) / 34)
  }

  @Test func `data of other sizes than the model was trained on are refused`() throws {
    let other = try club.trial.run("make.graph", ["sizes": [10, 10]])
    let graph = ["graph": try artifact(other["graph"])]
    let degrees = try club.trial.run("graph.features", ["features": "degree"], graph)["features"]
    let narrow = try club.trial.failure(
      "predict", [:], inputs.merging(["features": artifact(degrees)]) { $1 })
    #expect(narrow.contains("has 1 channels, the model was built for 34"), "\(narrow)")

    let spread = try club.trial.run("graph.operator", [:], graph)["operator"]
    let small = try club.trial.failure(
      "predict", [:], inputs.merging(["operators": artifact(spread)]) { $1 })
    #expect(small.contains("is 20 × 20, but there are 34 nodes"), "\(small)")
  }
}
