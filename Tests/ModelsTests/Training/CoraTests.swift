import Autodiff
import Models
import Testing

@Suite("Cora, public split") struct CoraTests {
  @Test(
    "the two-layer graph network of Kipf & Welling reaches 81 % over ten seeds",
    .enabled(if: Cora.folder != nil, "set MERIDIAN_TEST_DATA to the data folder"))
  func accuracy() throws {
    guard let folder = Cora.folder else { return }
    let cora = try Cora(folder)
    var accuracies: [Double] = []
    for seed in 0..<10 {
      var trainer = try cora.trainer(seed: UInt64(seed))
      let result = try trainer.run()
      let guesses = try result.model.logits(trainer.data.input).argmaxRows()
      accuracies.append(
        try ClassificationMetrics(
          predictions: guesses, labels: cora.labels, items: cora.split.test
        ).accuracy)
    }
    let mean = accuracies.reduce(0, +) / 10
    #expect(mean >= 0.81, "accuracies \(accuracies)")
  }
}
