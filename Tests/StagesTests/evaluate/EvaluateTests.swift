import Artifacts
import Foundation
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

  @Test func `rankings and calibration follow from the probabilities that predict gives`() throws {
    let items = Array(Int32(0)..<20)
    let labels = try club.trial.read(Labels.self, club.labels).keeping(items)
    let metrics = try club.trial.read(Metrics.self, measure(club.trial.store(labels)))
    let byClass = try #require(metrics.byClass)
    let array = try club.trial.read(
      NumberArray.self, club.trial.run("predict", [:], inputs)["probabilities"])
    let probabilities = items.map { item in
      (0..<2).map { array.doubles[Int(item) * 2 + $0] }
    }
    let truths = items.map { Int(labels.classes[Int($0)]) }
    func column(_ name: String, _ index: Int) throws -> Double {
      let place = try #require(byClass.columns.firstIndex(of: name))
      return byClass.values[index * byClass.columns.count + place]
    }
    var areas = 0.0
    for index in 0..<2 {
      let (own, others) = (
        items.indices.filter { truths[$0] == index }, items.indices.filter { truths[$0] != index }
      )
      var ordered = 0.0
      for a in own {
        for b in others {
          let (x, y) = (probabilities[a][index], probabilities[b][index])
          ordered += x > y ? 1 : x == y ? 0.5 : 0
        }
      }
      let area = ordered / Double(own.count * others.count)
      #expect(abs(try column("roc_auc", index) - area) < 1e-12)
      areas += area
      // Precision at each item's own place among all, as no two of different classes tie here.
      let precision = own.map { a in
        let above = items.indices.filter { probabilities[$0][index] >= probabilities[a][index] }
        return Double(above.count { truths[$0] == index }) / Double(above.count)
      }
      let mean = precision.reduce(0, +) / Double(own.count)
      #expect(abs(try column("average_precision", index) - mean) < 1e-12)
    }
    #expect(abs(try #require(metrics["roc_auc"]) - areas / 2) < 1e-12)
    var (loss, error) = (0.0, 0.0)
    for bin in 0..<15 {
      let inside = items.indices.filter {
        let top = max(probabilities[$0][0], probabilities[$0][1])
        return top > Double(bin) / 15 && top <= Double(bin + 1) / 15
      }
      var gap = 0.0
      for item in inside {
        let guess = probabilities[item][0] >= probabilities[item][1] ? 0 : 1
        gap += probabilities[item][guess]
        if guess == truths[item] { gap -= 1 }
      }
      error += abs(gap)
    }
    for (item, truth) in truths.enumerated() { loss -= log(probabilities[item][truth]) / 20 }
    #expect(abs(try #require(metrics["calibration_error"]) - error / 20) < 1e-6)
    #expect(abs(try #require(metrics["log_loss"]) - loss) < 1e-6)
    #expect(try #require(metrics["weighted_f1"]) <= 1)
  }

  @Test func `where one class alone has items there is nothing to rank`() throws {
    let labels = try club.trial.read(Labels.self, club.labels)
    let own = labels.classes.indices.filter { labels.classes[$0] == 0 }.map { Int32($0) }
    let metrics = try club.trial.read(
      Metrics.self, measure(club.trial.store(labels.keeping(own))))
    #expect(try #require(metrics["roc_auc"]).isNaN)
    #expect(metrics["average_precision"] == 1)
    let byClass = try #require(metrics.byClass)
    let place = try #require(byClass.columns.firstIndex(of: "average_precision"))
    #expect(byClass.values[place] == 1)
    #expect(byClass.values[byClass.columns.count + place].isNaN)
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

  @Test func `numbers are refused by a model of classes`() throws {
    var inputs = self.inputs
    // As many numbers as there are classes, which would pass for what the model puts out.
    inputs["targets"] = try artifact(
      club.trial.store(NumberArray([Double](repeating: 1, count: 68), shape: [34, 2])))
    let message = try club.trial.failure("evaluate", [:], inputs)
    #expect(message.contains("2 numbers an item, the model predicts classes"), "\(message)")
  }
}
