import Artifacts
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct EvaluateTests {
  private let club: GraphTask
  private let inputs: [String: [StageTrial.Input]]

  init() throws {
    club = try GraphTask()
    inputs = try club.using(club.train()["model"])
  }

  private func measure(
    _ labels: ArtifactReference?, _ split: ArtifactReference? = nil
  ) throws -> ArtifactReference {
    var inputs = self.inputs
    inputs["labels"] = try artifact(labels)
    if let split { inputs["split"] = try artifact(split) }
    return try #require(club.trial.run("evaluate", [:], inputs)["metrics"])
  }

  @Test func `the measures follow from the confusion matrix`() throws {
    // The first 20 members: 16 went with Mr. Hi, 4 with the officer.
    let labels = try club.trial.read(Labels.self, club.labels).keeping(Array(0..<20))
    let metrics = try club.trial.read(Metrics.self, measure(club.trial.store(labels)))
    let byClass = try #require(metrics.byClass)
    #expect(byClass.classNames == ["Mr. Hi", "Officer"])
    let counts = byClass.confusion.map(Double.init)
    #expect(counts.count == 4)
    #expect((counts[0] + counts[1], counts[2] + counts[3]) == (16, 4))
    #expect(metrics["items"] == 20)
    func expect(_ name: String, _ wanted: Double) throws {
      let found = try #require(metrics[name])
      #expect(abs(found - wanted) < 1e-12, "\(name): \(found), not \(wanted)")
    }
    try expect("accuracy", (counts[0] + counts[3]) / 20)
    try expect("balanced_accuracy", (counts[0] / 16 + counts[3] / 4) / 2)
    let wrong = counts[1] + counts[2]
    let scores = [counts[0], counts[3]].map { 2 * $0 / (2 * $0 + wrong) }
    try expect("macro_f1", (scores[0] + scores[1]) / 2)
    let recall = try #require(byClass.columns.firstIndex(of: "recall"))
    let precision = try #require(byClass.columns.firstIndex(of: "precision"))
    #expect(abs(byClass.values[recall] - counts[0] / 16) < 1e-12)
    #expect(abs(byClass.values[precision] - counts[0] / (counts[0] + counts[2])) < 1e-12)
  }

  @Test func `a split leaves the test part of all labels`() throws {
    let hidden = try measure(club.parts["test"])
    let parted = try measure(club.labels, club.parts["split"])
    #expect(hidden.digest == parted.digest)
    let split = try club.trial.read(Split.self, club.parts["split"])
    let metrics = try club.trial.read(Metrics.self, hidden)
    #expect(metrics["items"] == Double(split.test.count))
    #expect(split.test.count < 34)
  }

  private func failure(
    _ labels: ArtifactReference?, _ split: ArtifactReference? = nil
  ) -> String {
    do {
      _ = try measure(labels, split)
    } catch {
      return "\(error)"
    }
    Issue.record("evaluate must fail")
    return ""
  }

  @Test func `labels and splits that leave nothing to measure are refused`() throws {
    let trained = try club.trial.store(Split(train: [0], validation: [], test: []))
    #expect(failure(club.labels, trained).contains("the test part is empty"))
    let hidden = failure(club.parts["training"], club.parts["split"])
    #expect(hidden.contains("has no label to measure against"), "\(hidden)")
    let blocks = try club.trial.run("make.graph", ["sizes": [17, 17]])["labels"]
    let strange = failure(blocks)
    #expect(strange.contains("evaluate on the classes it was trained for"), "\(strange)")
  }
}
