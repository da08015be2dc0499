import Autodiff
import Foundation
import Testing

@Suite struct CrossEntropyTests {
  /// The loss by its formula, with Σ w of the labels or the number of rows below the line.
  private func reference(
    _ x: Tensor<Double>, targets: [[Double]?], shares: [Double], weights: [Double]?,
    smoothing: Double
  ) -> Double {
    let (n, columns) = (x.shape[0], x.shape[1])
    var sum = 0.0
    for row in 0..<n {
      guard let target = targets[row] else { continue }
      let logits = (0..<columns).map { x[row, $0] }
      let logarithm = log(logits.map { exp($0) }.reduce(0, +))
      for c in 0..<columns {
        let t = (1 - smoothing) * target[c] + smoothing / Double(columns)
        sum += (weights?[c] ?? 1) * t * (logarithm - logits[c])
      }
    }
    let share = shares.reduce(0, +)
    return share > 0 ? sum / share : 0
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `labels and probabilities, with weights and smoothing, give the formula and its slopes`(
    _ seed: UInt64
  ) {
    var numbers = TestNumbers(seed: seed)
    let (n, columns) = (numbers.below(7), 1 + numbers.below(6))
    let x: Tensor<Double> = numbers.tensor([n, columns], in: -4...4)
    let labels = (0..<n).map { _ in Int32(numbers.below(columns + 1)) - 1 }
    let weights =
      numbers.below(2) == 0 ? nil : (0..<columns).map { _ in numbers.uniform(0...2) }
    let smoothing = numbers.below(2) == 0 ? 0 : numbers.uniform(0...1)
    let oneHot = labels.map { label in
      label < 0 ? nil : (0..<columns).map { $0 == Int(label) ? 1.0 : 0 }
    }
    let shares = labels.map { $0 < 0 ? 0 : weights?[Int($0)] ?? 1 }
    let tape = Tape<Double>(recording: false)
    let found = tape.constant(x).crossEntropy(
      labels: labels, classWeights: weights, smoothing: smoothing)
    let expected = reference(
      x, targets: oneHot, shares: shares, weights: weights, smoothing: smoothing)
    #expect(abs(found.value.scalar - expected) < 1e-12, "seed \(seed)")
    let singles = Tape<Float>(recording: false)
    let single = singles.constant(x.converted(to: Float.self)).crossEntropy(
      labels: labels, classWeights: weights?.map { Float($0) }, smoothing: smoothing)
    #expect(abs(Double(single.value.scalar) - expected) < 1e-5, "seed \(seed)")
    checkGradient(seed: seed, [[n, columns]]) {
      $0[0].crossEntropy(labels: labels, classWeights: weights, smoothing: smoothing)
    }

    let soft: Tensor<Double> = numbers.tensor([n, columns], in: 0...1)
    let whole = tape.constant(x).crossEntropy(
      probabilities: soft, classWeights: weights, smoothing: smoothing)
    let wholeExpected = reference(
      x, targets: (0..<n).map { row in (0..<columns).map { soft[row, $0] } },
      shares: [Double](repeating: 1, count: n), weights: weights, smoothing: smoothing)
    #expect(abs(whole.value.scalar - wholeExpected) < 1e-12, "seed \(seed)")
    checkGradient(seed: seed, [[n, columns]]) {
      $0[0].crossEntropy(probabilities: soft, classWeights: weights, smoothing: smoothing)
    }
  }

  @Test func `chosen rows may have weights and smoothing, too`() {
    var numbers = TestNumbers(seed: 31)
    let x: Tensor<Double> = numbers.tensor([5, 3], in: -2...2)
    let labels: [Int32] = [2, -1, 0, 1, 1]
    let tape = Tape<Double>(recording: false)
    let chosen = tape.constant(x).crossEntropy(
      labels: labels, rows: [4, 1, 0, 4], classWeights: [1, 2, 0.5], smoothing: 0.1)
    let copied = tape.constant(x.rows(at: [4, 1, 0, 4])).crossEntropy(
      labels: [1, -1, 2, 1], classWeights: [1, 2, 0.5], smoothing: 0.1)
    #expect(chosen.value == copied.value)
    checkGradient(seed: 32, [[5, 3]]) {
      $0[0].crossEntropy(
        labels: labels, rows: [4, 1, 0, 4], classWeights: [1, 2, 0.5], smoothing: 0.1)
    }
  }

  @Test func `logits far from 0 lose nothing`() {
    let x = Tape<Float>(recording: false).constant(
      Tensor(shape: [2, 2], [1_000, 1_000, -2_000, 2_000]))
    let loss = x.crossEntropy(labels: [0, 1]).value.scalar
    #expect(abs(loss - Float(0.5 * log(2.0))) < 1e-6)
  }
}
