import Autodiff
import Foundation
import Models
import Testing

/// Random scores with many ties, and classes.
private struct ScoreCase {
  var random: Generator
  init(seed: UInt64) { random = Generator(state: seed) }

  /// A small generator whose numbers the seed alone decides (Steele, Lea and Flood's SplitMix64).
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  mutating func scores(_ count: Int, levels: Int) -> [Double] {
    (0..<count).map { _ in Double(Int.random(in: 0..<levels, using: &random)) / 8 }
  }

  mutating func truths(_ count: Int, classes: Int) -> [Int32] {
    (0..<count).map { _ in Int32.random(in: 0..<Int32(classes), using: &random) }
  }
}

@Suite("Rankings by scores") struct RankingMetricsTests {
  /// The area by all pairs, and the average precision by every threshold.
  private func slow(_ scores: [Double], _ positive: [Bool]) -> (auc: Double?, precision: Double?) {
    let (yes, no) = (
      scores.indices.filter { positive[$0] }, scores.indices.filter { !positive[$0] }
    )
    var area = 0.0
    for p in yes {
      for n in no {
        area += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0
      }
    }
    var (sum, recall) = (0.0, 0.0)
    for threshold in Set(scores).sorted(by: >) {
      let taken = scores.indices.filter { scores[$0] >= threshold }
      let hits = Double(taken.count { positive[$0] })
      sum += (hits / Double(yes.count) - recall) * hits / Double(taken.count)
      recall = hits / Double(yes.count)
    }
    return (
      yes.isEmpty || no.isEmpty ? nil : area / Double(yes.count * no.count),
      yes.isEmpty ? nil : sum
    )
  }

  private func isClose(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) < 1e-12
  }

  @Test("areas and precisions agree with all pairs and all thresholds", arguments: 1...40)
  func pairs(seed: Int) throws {
    var numbers = ScoreCase(seed: UInt64(seed))
    let count = [1, 2, 7, 60][seed % 4]
    let scores = numbers.scores(count, levels: [1, 3, 1000][seed % 3])
    let positive = numbers.truths(count, classes: 2).map { $0 == 1 }
    let metrics = try RankingMetrics(scores: scores, isPositive: positive)
    let slow = slow(scores, positive)
    #expect(isClose(metrics.rocAUC, slow.auc), "seed \(seed)")
    #expect(isClose(metrics.averagePrecision, slow.precision), "seed \(seed)")
    #expect(metrics.positives + metrics.negatives == count)
  }

  @Test("closed forms: perfect, reversed, all equal, one class, nothing")
  func closedForms() throws {
    let perfect = try RankingMetrics(scores: [3, 2, 1, 0], isPositive: [true, true, false, false])
    #expect((perfect.rocAUC, perfect.averagePrecision) == (1, 1))
    let reversed = try RankingMetrics(
      scores: [0, 1, 2, 3], isPositive: [true, true, false, false])
    #expect(reversed.rocAUC == 0)
    #expect(isClose(reversed.averagePrecision, (1.0 / 3 + 2.0 / 4) / 2))
    let equal = try RankingMetrics(scores: [1, 1, 1], isPositive: [true, false, false])
    #expect(equal.rocAUC == 0.5)
    #expect(isClose(equal.averagePrecision, 1.0 / 3))
    let infinite = try RankingMetrics(
      scores: [.infinity, 0, -.infinity], isPositive: [true, false, false])
    #expect(infinite.rocAUC == 1)
    let one = try RankingMetrics(scores: [1, 2], isPositive: [true, true])
    #expect(one.rocAUC == nil && one.averagePrecision == 1)
    let none = try RankingMetrics(scores: [1, 2], isPositive: [false, false])
    #expect(none.rocAUC == nil && none.averagePrecision == nil)
    let empty = try RankingMetrics(scores: [], isPositive: [])
    #expect(empty.rocAUC == nil && empty.averagePrecision == nil)
  }

  @Test("NaN and lists of two lengths are refused with their place")
  func refusals() {
    do throws(ModelError) {
      _ = try RankingMetrics(scores: [0, .nan], isPositive: [true, false])
      Issue.record("nan was ranked")
    } catch {
      #expect(error.code == .evaluation)
      #expect(error.description.contains("item 1"))
    }
    #expect(throws: ModelError.self) { try RankingMetrics(scores: [0], isPositive: []) }
  }

  @Test("one class against the rest, with its means and missing classes")
  func oneVersusRest() throws {
    for seed in UInt64(1)...5 {
      var numbers = ScoreCase(seed: seed)
      let (count, classes) = (31, 4)
      // Nothing is of the last class.
      let truths = numbers.truths(count, classes: classes - 1)
      let scores = numbers.scores(count * classes, levels: 9)
      let labels = try Labels(
        classes: truths.enumerated().map { $0.offset == 5 ? -1 : $0.element },
        classNames: ["a", "b", "c", "d"])
      let measured = try OneVersusRest(
        scores: Tensor<Double>(shape: [count, classes], scores), labels: labels)
      let items = (0..<count).filter { $0 != 5 }
      var areas: [Double] = []
      var precisions: [Double] = []
      for index in 0..<classes {
        let slow = slow(
          items.map { scores[$0 * classes + index] }, items.map { truths[$0] == index })
        #expect(isClose(measured.perClass[index].rocAUC, slow.auc), "seed \(seed)")
        #expect(isClose(measured.perClass[index].averagePrecision, slow.precision), "seed \(seed)")
        slow.auc.map { areas.append($0) }
        slow.precision.map { precisions.append($0) }
      }
      #expect(measured.perClass[3].rocAUC == nil)
      #expect(isClose(measured.macroROCAUC, areas.reduce(0, +) / Double(areas.count)))
      #expect(
        isClose(measured.macroAveragePrecision, precisions.reduce(0, +) / Double(precisions.count)))
    }
    let labels = try Labels(classes: [0, 0], classNames: ["a", "b"])
    let alone = try OneVersusRest(scores: Tensor<Float>(zeros: [2, 2]), labels: labels)
    #expect(alone.macroROCAUC == nil && alone.macroAveragePrecision == 1)
    do throws(ModelError) {
      _ = try OneVersusRest(
        scores: Tensor<Float>(shape: [2, 2], [0, 1, .nan, 0]), labels: labels)
      Issue.record("nan was ranked")
    } catch {
      #expect(error.code == .evaluation)
      #expect(error.description.contains("item 1 has score nan for class a"))
    }
    #expect(throws: ModelError.self) {
      try OneVersusRest(scores: Tensor<Float>(zeros: [2, 3]), labels: labels)
    }
    #expect(throws: ModelError.self) {
      try OneVersusRest(scores: Tensor<Float>(zeros: [3, 2]), labels: labels)
    }
  }
}

@Suite("Calibration") struct CalibrationMetricsTests {
  @Test("bins, errors and loss agree with a table made by hand")
  func byHand() throws {
    let labels = try Labels(classes: [0, 1, 0, 1, -1], classNames: ["a", "b"])
    let probabilities = Tensor<Double>(
      shape: [5, 2], [0.9, 0.1, 0.8, 0.2, 0.5, 0.5, 0.25, 0.75, .nan, .nan])
    let measured = try CalibrationMetrics(probabilities: probabilities, labels: labels, bins: 4)
    #expect(measured.count == 4)
    #expect(measured.bins.map(\.count) == [0, 1, 1, 2])
    #expect(measured.bins.map(\.lower) == [0, 0.25, 0.5, 0.75])
    #expect(measured.bins.map(\.upper) == [0.25, 0.5, 0.75, 1])
    #expect(measured.bins.map(\.accuracy) == [0, 1, 1, 0.5])
    #expect(abs(measured.bins[3].confidence - 0.85) < 1e-15)
    #expect(abs(measured.expectedError - (0.5 + 0.25 + 2 * 0.35) / 4) < 1e-15)
    #expect(abs(measured.largestError - 0.5) < 1e-15)
    let loss = -(log(0.9) + log(0.2) + log(0.5) + log(0.75)) / 4
    #expect(abs(measured.logLoss - loss) < 1e-15)
  }

  @Test("the error is a weighted mean over any bins", arguments: 1...10)
  func loop(seed: Int) throws {
    var numbers = ScoreCase(seed: UInt64(seed))
    let (count, classes, bins) = (53, 3, 1 + seed)
    let logits = Tensor<Double>(
      shape: [count, classes], numbers.scores(count * classes, levels: 40))
    let truths = numbers.truths(count, classes: classes)
    let probabilities = Tape<Double>(recording: false).constant(logits).softmax().value
    let labels = try Labels(classes: truths, classNames: ["a", "b", "c"])
    let measured = try CalibrationMetrics(
      probabilities: probabilities, labels: labels, bins: bins)
    let guesses = probabilities.argmaxRows()
    var sum = 0.0
    for bin in 0..<bins {
      var (confidence, right) = (0.0, 0.0)
      for item in 0..<count {
        let top = probabilities[item, Int(guesses[item])]
        guard top > Double(bin) / Double(bins), top <= Double(bin + 1) / Double(bins) else {
          continue
        }
        confidence += top
        right += guesses[item] == truths[item] ? 1 : 0
      }
      sum += abs(confidence - right)
    }
    #expect(abs(measured.expectedError - sum / Double(count)) < 1e-12, "seed \(seed)")
    let loss = Tape<Double>(recording: false).constant(logits).crossEntropy(labels: truths)
    #expect(abs(measured.logLoss - loss.value.scalar) < 1e-12, "seed \(seed)")
  }

  @Test("what is no distribution, and nothing at all, are refused")
  func refusals() throws {
    let labels = try Labels(classes: [0, 1], classNames: ["a", "b"])
    for bad in [[1, 0, 3, -2], [1, 0, 0.5, 0.6], [1, 0, .infinity, 0]] as [[Double]] {
      #expect(throws: ModelError.self) {
        try CalibrationMetrics(
          probabilities: Tensor<Double>(shape: [2, 2], bad), labels: labels)
      }
    }
    #expect(throws: ModelError.self) {
      try CalibrationMetrics(
        probabilities: Tensor<Double>(shape: [2, 2], [1, 0, 0, 1]), labels: labels, items: [])
    }
    let sure = try CalibrationMetrics(
      probabilities: Tensor<Double>(shape: [2, 2], [1, 0, 1, 0]), labels: labels)
    #expect(sure.logLoss == .infinity && sure.expectedError == 0.5)
  }
}

@Suite("Top-k accuracy") struct TopKAccuracyTests {
  @Test("agrees with sorting every row", arguments: 1...10)
  func sorting(seed: Int) throws {
    var numbers = ScoreCase(seed: UInt64(seed))
    let (count, classes) = (29, 6)
    let scores = numbers.scores(count * classes, levels: 5)
    let truths = numbers.truths(count, classes: classes)
    let labels = try Labels(classes: truths, classNames: ["a", "b", "c", "d", "e", "f"])
    let logits = Tensor<Float>(shape: [count, classes], scores.map { Float($0) })
    let measured = try TopKAccuracy(scores: logits, labels: labels)
    for k in 1...7 {
      let hits = (0..<count).count { item in
        // A stable sort keeps the lower class first among equals.
        let row = Array(scores[item * classes..<(item + 1) * classes])
        let order = row.indices.sorted { row[$0] > row[$1] || (row[$0] == row[$1] && $0 < $1) }
        return order.prefix(k).contains(Int(truths[item]))
      }
      #expect(measured.accuracy(k) == Double(hits) / Double(count), "seed \(seed), k \(k)")
    }
    let plain = try ClassificationMetrics(predictions: logits.argmaxRows(), labels: labels)
    #expect(measured.accuracy(1) == plain.accuracy)
  }

  @Test("nothing to measure is refused")
  func refusals() throws {
    let labels = try Labels(classes: [-1], classNames: ["a"])
    #expect(throws: ModelError.self) {
      try TopKAccuracy(scores: Tensor<Float>(zeros: [1, 1]), labels: labels)
    }
    #expect(throws: ModelError.self) {
      try TopKAccuracy(scores: Tensor<Float>(zeros: [1, 1]), labels: labels, items: [0])
    }
  }
}
