import Models
import Testing

@Suite("Classification metrics") struct ClassificationMetricsTests {
  @Test("counts agree with a table made by hand")
  func byHand() throws {
    let labels = try Labels(classes: [0, 0, 0, 1, 1, 2, -1], classNames: ["a", "b", "c", "d"])
    let metrics = try ClassificationMetrics(predictions: [0, 0, 1, 1, 0, 1, 3], labels: labels)
    #expect(metrics.count == 6)
    #expect(metrics.confusion == [[2, 1, 0, 0], [1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]])
    #expect(metrics.accuracy == 0.5)
    #expect(metrics.perClass.map(\.support) == [3, 2, 1, 0])
    #expect(metrics.perClass.map(\.precision) == [2.0 / 3, 1.0 / 3, 0, 0])
    #expect(metrics.perClass.map(\.recall) == [2.0 / 3, 0.5, 0, 0])
    #expect(metrics.perClass.map(\.f1) == [2.0 / 3, 0.4, 0, 0])
    #expect(abs(metrics.macroF1 - (2.0 / 3 + 0.4) / 4) < 1e-15)
    #expect(abs(metrics.weightedF1 - (3 * 2.0 / 3 + 2 * 0.4) / 6) < 1e-15)
    #expect(metrics.microF1 == 0.5)
    #expect(abs(metrics.balancedAccuracy - (2.0 / 3 + 0.5) / 3) < 1e-15)
  }

  @Test("only the items asked for count, and they need labels")
  func items() throws {
    let labels = try Labels(classes: [0, 1, -1], classNames: ["a", "b"])
    #expect(
      try ClassificationMetrics(predictions: [0, 0, 0], labels: labels, items: [0]).accuracy == 1)
    #expect(throws: ModelError.self) {
      try ClassificationMetrics(predictions: [0, 0, 0], labels: labels, items: [2])
    }
    #expect(throws: ModelError.self) {
      try ClassificationMetrics(predictions: [0, 0, 0], labels: labels, items: [7])
    }
    #expect(throws: ModelError.self) { try ClassificationMetrics(predictions: [0], labels: labels) }
    #expect(throws: ModelError.self) {
      try ClassificationMetrics(predictions: [0, 5, 0], labels: labels)
    }
  }
}
