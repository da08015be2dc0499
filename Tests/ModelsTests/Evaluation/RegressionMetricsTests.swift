import Models
import Testing

@Suite("Regression metrics") struct RegressionMetricsTests {
  @Test("errors agree with a table made by hand")
  func byHand() throws {
    let metrics = try RegressionMetrics(predictions: [1, 2, 4, 8], truths: [1, 4, 3, 4])
    #expect(metrics.count == 4)
    #expect(metrics.meanAbsoluteError == 7.0 / 4)
    #expect(metrics.rootMeanSquaredError == (21.0 / 4).squareRoot())
    // The truths' mean is 3, their squared distances from it 4 + 1 + 0 + 1.
    #expect(metrics.determination == 1 - 21.0 / 6)
  }

  @Test("the truth is determined wholly, its mean not at all, a constant has no share")
  func closedForms() throws {
    let right = try RegressionMetrics(predictions: [1, 5, -2], truths: [1, 5, -2])
    #expect((right.meanAbsoluteError, right.rootMeanSquaredError, right.determination) == (0, 0, 1))
    let mean = try RegressionMetrics(predictions: [2, 2, 2], truths: [1, 2, 3])
    #expect(mean.determination == 0)
    let constant = try RegressionMetrics(predictions: [0.1, 0.4], truths: [0.3, 0.3])
    #expect(constant.determination == nil)
    #expect(try RegressionMetrics(predictions: [1], truths: [2]).determination == nil)
  }

  @Test("what has no error is refused with its place")
  func refusals() {
    for (predictions, truths) in [
      ([], []), ([1], [1, 2]), ([1, .nan], [1, 2]), ([1, 2], [.infinity, 2]),
    ] as [([Double], [Double])] {
      do throws(ModelError) {
        _ = try RegressionMetrics(predictions: predictions, truths: truths)
        Issue.record("\(predictions) against \(truths) was measured")
      } catch {
        #expect(error.code == .evaluation)
      }
    }
  }
}

@Suite("Segmentation metrics") struct SegmentationMetricsTests {
  @Test("overlaps of classes and shapes agree with a table made by hand")
  func byHand() throws {
    let names = ["a", "b", "c", "d"]
    //                                  shape 0      | shape 1   | shape 2
    let labels = try Labels(classes: [0, 0, 1, 1, -1, 2, 2, 0, -1], classNames: names)
    let guesses: [Int32] = [0, 1, 1, 1, 3, 2, 2, 2, 0]
    let metrics = try SegmentationMetrics(
      predictions: guesses, labels: labels, shapes: [5, 8, 9])
    // Class a: 1 of 3 points; b: 2 of 3; c: 2 of 3; d is neither there nor predicted where it counts.
    let (third, half): (Double, Double) = (1.0 / 3, 0.5)
    let perClass: [Double?] = [third, 2 * third, 2 * third, nil]
    #expect(metrics.perClass == perClass)
    let overClasses: Double = (third + 2 * third + 2 * third) / 3
    #expect(metrics.meanOverClasses == overClasses)
    let first: Double = (half + 2 * third) / 2
    let perShape: [Double?] = [first, third, nil]
    #expect(metrics.perShape == perShape)
    let overShapes: Double = (first + third) / 2
    #expect(metrics.meanOverShapes == overShapes)
    // Parts that a shape could have and rightly has not count as found.
    let parted = try SegmentationMetrics(
      predictions: guesses, labels: labels, shapes: [5, 8, 9], parts: [[0, 1, 3], [0, 2], [3]])
    let partedFirst: Double = (half + 2 * third + 1) / 3
    let partedShapes: [Double?] = [partedFirst, third, nil]
    #expect(parted.perShape == partedShapes)
    #expect(parted.perClass == metrics.perClass)
  }

  @Test("a right segmentation has 1, one without labels nothing")
  func closedForms() throws {
    let labels = try Labels(classes: [0, 1, 1], classNames: ["a", "b"])
    let right = try SegmentationMetrics(predictions: [0, 1, 1], labels: labels)
    #expect(right.perClass == [1, 1] && right.perShape == [1])
    let hidden = try SegmentationMetrics(
      predictions: [0, 1, 7], labels: labels.keeping([]))
    #expect(hidden.meanOverClasses == nil && hidden.meanOverShapes == nil)
    let empty = try SegmentationMetrics(
      predictions: [], labels: Labels(classes: [], classNames: []), shapes: [])
    #expect(empty.meanOverClasses == nil && empty.perShape.isEmpty)
  }

  @Test("predictions, shapes and parts that do not fit are refused")
  func refusals() throws {
    let labels = try Labels(classes: [0, 1, 1], classNames: ["a", "b"])
    func measure(_ guesses: [Int32], _ shapes: [Int]? = nil, _ parts: [[Int]]? = nil) throws {
      _ = try SegmentationMetrics(
        predictions: guesses, labels: labels, shapes: shapes, parts: parts)
    }
    #expect(throws: ModelError.self) { try measure([0, 1]) }
    #expect(throws: ModelError.self) { try measure([0, 1, 2]) }
    #expect(throws: ModelError.self) { try measure([0, 1, -1]) }
    #expect(throws: ModelError.self) { try measure([0, 1, 1], [2]) }
    #expect(throws: ModelError.self) { try measure([0, 1, 1], [2, 1, 3]) }
    #expect(throws: ModelError.self) { try measure([0, 1, 1], [-1, 3]) }
    #expect(throws: ModelError.self) { try measure([0, 1, 1], [1, 3], [[0]]) }
    #expect(throws: ModelError.self) { try measure([0, 1, 1], [3], [[0, 2]]) }
  }
}
