import Autodiff
import Foundation
import Numerics
import Testing

@Suite struct GraphAttentionTests {
  @Test(arguments: [(1, 1), (8, 8), (1, 7), (3, 33), (40, 2)])
  func `attention is a softmax over each row's entries`(heads: Int, channels: Int) throws {
    var numbers = TestNumbers(seed: UInt64(heads * 100 + channels))
    let random = try RandomPattern(rows: 12, columns: 10, edges: 40, &numbers)
    let a: Tensor<Double> = numbers.tensor([12, heads])
    let b: Tensor<Double> = numbers.tensor([10, heads])
    let x: Tensor<Double> = numbers.tensor([10, heads, channels])
    let (aScalars, bScalars, xScalars) = (a.scalars, b.scalars, x.scalars)
    var expected = [Double](repeating: 0, count: 12 * heads * channels)
    for row in 0..<12 {
      let neighbours = random.entries.filter { $0.row == row }.map(\.column)
      for head in 0..<heads {
        let scores = neighbours.map { column -> Double in
          let z = aScalars[row * heads + head] + bScalars[column * heads + head]
          return exp(z > 0 ? z : 0.3 * z)
        }
        let total = scores.reduce(0, +)
        for (column, score) in zip(neighbours, scores) {
          for c in 0..<channels {
            expected[(row * heads + head) * channels + c] +=
              score / total * xScalars[(column * heads + head) * channels + c]
          }
        }
      }
    }
    let shape = [12, heads, channels]
    let tape = Tape<Double>(recording: false)
    expectClose(
      random.pattern.attend(
        queries: tape.constant(a), keys: tape.constant(b), values: tape.constant(x), slope: 0.3
      ).value, expected, shape: shape, tolerance: 1e-13)
    let single = Tape<Float>(recording: false)
    expectClose(
      random.pattern.attend(
        queries: single.constant(a.converted(to: Float.self)),
        keys: single.constant(b.converted(to: Float.self)),
        values: single.constant(x.converted(to: Float.self)), slope: 0.3
      ).value, expected, shape: shape, tolerance: 1e-6)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `gradients flow to queries, keys and values, with and without dropout`(
    seed: UInt64
  ) throws {
    var numbers = TestNumbers(seed: seed)
    let (rows, columns) = (numbers.below(6), numbers.below(6))
    let (heads, channels) = (1 + numbers.below(3), 1 + numbers.below(4))
    let pattern = try RandomPattern(rows: rows, columns: columns, edges: 14, &numbers).pattern
    let shapes = [[rows, heads], [columns, heads], [columns, heads, channels]]
    for rate in [0, 0.4] {
      checkGradient(seed: seed, shapes) {
        pattern.attend(queries: $0[0], keys: $0[1], values: $0[2], dropout: rate, key: seed)
      }
    }
    checkGradient(seed: seed, [[rows, heads]]) {
      pattern.attend(
        queries: $0[0], keys: $0[0].tape.constant(Tensor(repeating: 0.5, shape: [columns, heads])),
        values: $0[0].tape.constant(
          Tensor(
            shape: [columns, heads, 2], (0..<columns * heads * 2).map { Double($0 % 5) })))
    }
  }

  @Test func `dropout of coefficients is that of the steps one by one`() throws {
    var numbers = TestNumbers(seed: 4)
    let pattern = try RandomPattern(rows: 30, columns: 30, edges: 200, &numbers).pattern
    let tape = Tape<Float>()
    let a = tape.parameter(numbers.tensor([30, 4]))
    let b = tape.parameter(numbers.tensor([30, 4]))
    let x = tape.parameter(numbers.tensor([30, 4, 6]))
    let fused = pattern.attend(queries: a, keys: b, values: x, dropout: 0.6, key: 8)
    let coefficients = pattern.sampledSum(a, b).leakyRelu(slope: 0.2)
      .softmax(over: pattern.rowSegments).dropout(rate: 0.6, key: 8)
    let stepwise = pattern.multiply(coefficients, x)
    expectClose(
      fused.value, stepwise.value.scalars.map { Double($0) }, shape: [30, 4, 6], tolerance: 1e-6)
    let weights = tape.constant(numbers.tensor([30, 4, 6]))
    let one = tape.gradients(
      of: (fused * weights).sum(), withRespectTo: [a, b, x], keepingTape: true)
    let two = tape.gradients(of: (stepwise * weights).sum(), withRespectTo: [a, b, x])
    for (one, two) in zip(one, two) {
      expectClose(one, two.scalars.map { Double($0) }, shape: two.shape, tolerance: 1e-5)
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `dynamic scores follow their formula, and gradients flow to all three`(
    seed: UInt64
  ) throws {
    var numbers = TestNumbers(seed: seed)
    let (rows, columns) = (1 + numbers.below(5), 1 + numbers.below(5))
    let (heads, channels) = (1 + numbers.below(3), numbers.below(9))
    let random = try RandomPattern(rows: rows, columns: columns, edges: 12, &numbers)
    let pattern = random.pattern
    let a: Tensor<Double> = numbers.tensor([rows, heads, channels])
    let b: Tensor<Double> = numbers.tensor([columns, heads, channels])
    let w: Tensor<Double> = numbers.tensor([heads, channels])
    let expected = random.entries.flatMap { place in
      (0..<heads).map { head in
        (0..<channels).reduce(0.0) { sum, c in
          let z = a[place.row, head, c] + b[place.column, head, c]
          return sum + w[head, c] * (z > 0 ? z : 0.2 * z)
        }
      }
    }
    let tape = Tape<Double>(recording: false)
    expectClose(
      pattern.attentionScores(tape.constant(a), tape.constant(b), weights: tape.constant(w)).value,
      expected, shape: [random.entries.count, heads], tolerance: 1e-13, "seed \(seed)")
    checkGradient(seed: seed, [a.shape, b.shape, w.shape]) {
      pattern.attentionScores($0[0], $0[1], weights: $0[2])
    }
  }
}
