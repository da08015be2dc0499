import Autodiff
import Foundation
import Numerics
import Testing

@Suite struct LossTests {
  typealias Loss<S: TensorScalar> = (
    Variable<S>, Variable<S>, Tensor<S>?, [Int32]?, LossReduction
  ) -> Variable<S>

  /// A loss of elements by its operation and by its formula.
  struct Kind: Sendable, CustomStringConvertible {
    let description: String
    /// What targets are drawn from.
    var range = -1.0...1
    let formula: @Sendable (_ x: Double, _ y: Double) -> Double
  }

  static let kinds = [
    Kind(description: "squared") { ($0 - $1) * ($0 - $1) },
    Kind(description: "absolute") { abs($0 - $1) },
    Kind(description: "huber") {
      let d = abs($0 - $1)
      return d <= 0.3 ? d * d / 2 : 0.3 * (d - 0.15)
    },
    Kind(description: "smooth") {
      let d = abs($0 - $1)
      return d < 0.4 ? d * d / 0.8 : d - 0.2
    },
    Kind(description: "binary", range: 0...1) {
      -2.5 * $1 * log(1 / (1 + exp(-$0))) - (1 - $1) * log(1 - 1 / (1 + exp(-$0)))
    },
    Kind(description: "relative", range: 0.1...1) { $1 * (log($1) - $0) },
  ]

  private func loss<S>(_ kind: Kind) -> Loss<S> {
    { x, y, weights, rows, reduction in
      switch kind.description {
      case "squared": x.squaredError(to: y, weights: weights, rows: rows, reduction: reduction)
      case "absolute": x.absoluteError(to: y, weights: weights, rows: rows, reduction: reduction)
      case "huber":
        x.huberError(to: y, delta: 0.3, weights: weights, rows: rows, reduction: reduction)
      case "smooth":
        x.smoothAbsoluteError(to: y, beta: 0.4, weights: weights, rows: rows, reduction: reduction)
      case "binary":
        x.binaryCrossEntropy(
          labels: y, positiveWeight: 2.5, weights: weights, rows: rows, reduction: reduction)
      default: x.relativeEntropy(of: y, weights: weights, rows: rows, reduction: reduction)
      }
    }
  }

  /// Shapes with rows and the shape of weights.
  static let cases: [([Int], [Int32]?, [Int]?)] = [
    ([3, 5], nil, nil), ([3, 5], nil, [3, 5]), ([3, 5], nil, [3]), ([7], nil, [7]), ([], nil, nil),
    ([4, 3], [2, 0, 2], nil), ([4, 3], [3, 1], [4]), ([4, 2, 3], [1, 3], [4, 2, 3]),
    ([5], [4, 0], nil),
    ([3, 4], [], nil), ([0, 4], nil, nil), ([3, 0], nil, [3]), ([2, 300], nil, [2]), ([], nil, []),
    ([1, 1], nil, [1]),
  ]

  @Test(arguments: kinds, cases)
  func `losses are those of loops`(_ kind: Kind, _ one: ([Int], [Int32]?, [Int]?)) {
    let (shape, rows, weightShape) = one
    var numbers = TestNumbers(seed: 3)
    let x: Tensor<Double> = numbers.tensor(shape)
    let y: Tensor<Double> = numbers.tensor(shape, in: kind.range)
    let weights = weightShape.map { numbers.tensor($0, in: 0...2) as Tensor<Double> }
    let columns = shape.dropFirst().reduce(1, *)
    var each: [Double] = []
    var total = 0.0
    for row in rows ?? Array(0..<Int32(shape.first ?? 1)) {
      for c in 0..<columns {
        let at = Int(row) * columns + c
        let weight =
          weights.map { $0.shape == shape ? $0.scalars[at] : $0.scalars[Int(row)] } ?? 1
        each.append(weight * kind.formula(x.scalars[at], y.scalars[at]))
        total += weight
      }
    }
    let sum = each.reduce(0, +)
    if kind.description == "relative" { total /= Double(max(1, columns)) }
    let target = rows.map { [$0.count] + shape.dropFirst() } ?? shape
    func check<S: TensorScalar>(_ type: S.Type, _ tolerance: Double) {
      let tape = Tape<S>(recording: false)
      func value(_ reduction: LossReduction) -> Tensor<S> {
        loss(kind)(
          tape.constant(x.converted(to: S.self)), tape.constant(y.converted(to: S.self)),
          weights?.converted(to: S.self), rows, reduction
        ).value
      }
      expectClose(value(.none), each, shape: target, tolerance: tolerance)
      expectClose(value(.sum), [sum], shape: [], tolerance: tolerance)
      expectClose(value(.mean), [total == 0 ? 0 : sum / total], shape: [], tolerance: tolerance)
    }
    check(Double.self, 1e-12)
    check(Float.self, 2e-5)
    guard shape.reduce(1, *) < 50, kind.description != "absolute" || rows == nil else { return }
    // A label or probability is moved, too, where the range leaves room.
    let positive = kind.range.lowerBound >= 0
    for reduction in [.mean, .sum, .none] as [LossReduction] {
      checkGradient(seed: 4, [shape, shape], in: positive ? 0.1...0.9 : -1...1) {
        loss(kind)($0[0], $0[1], weights, rows, reduction)
      }
    }
  }

  @Test func `binary cross-entropy of huge logits is finite and exact`() {
    for labels in [[0.0, 0, 1, 1], [1, 1, 0, 0]] {
      let logits = [-1000.0, -90, 90, 1000]
      let tape = Tape<Float>()
      let x = tape.parameter(Tensor(shape: [4], logits.map { Float($0) }))
      let y = tape.constant(Tensor(shape: [4], labels.map { Float($0) }))
      let loss = x.binaryCrossEntropy(labels: y, reduction: .sum)
      let expected = labels == [0, 0, 1, 1] ? 0 : 2_180.0
      #expect(abs(Double(loss.value.scalar) - expected) < 1e-3)
      let slopes = tape.gradients(of: loss, withRespectTo: [x])[0].scalars
      #expect(slopes == (expected == 0 ? [0, 0, 0, 0] : [-1, -1, 1, 1]) || expected == 0)
      #expect(slopes.filter { !$0.isFinite }.isEmpty)
    }
  }

  @Test func `where a weight is 0, not even a NaN counts`() {
    let x = Tensor<Float>(shape: [2, 2], [1, .nan, 3, 4])
    for kind in Self.kinds {
      for weights in [
        Tensor<Float>(shape: [2, 2], [1, 0, 1, 1]), Tensor<Float>(shape: [2], [0, 1]),
      ] {
        let tape = Tape<Float>()
        let p = [tape.parameter(x), tape.parameter(Tensor(repeating: 0.5, shape: [2, 2]))]
        let loss = loss(kind)(p[0], p[1], weights, nil, .mean)
        #expect(loss.value.isFinite)
        #expect(tape.gradients(of: loss, withRespectTo: p).filter { !$0.isFinite }.isEmpty)
      }
    }
  }

  @Test func `a probability of 0 costs nothing`() {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(shape: [1, 2], [log(0.5), log(0.5)]))
    let loss = x.relativeEntropy(of: tape.constant(Tensor(shape: [1, 2], [0, 1])))
    #expect(abs(loss.value.scalar - log(2)) < 1e-15)
    #expect(tape.gradients(of: loss, withRespectTo: [x])[0].scalars == [0, -1])
  }

  @Test func `negative log-likelihood picks what cross-entropy picks`() {
    var numbers = TestNumbers(seed: 13)
    let logits: Tensor<Double> = numbers.tensor([6, 4], in: -3...3)
    let labels: [Int32] = [2, -1, 0, 3, -1, 1]
    let x = Tape<Double>(recording: false).constant(logits)
    for rows in [nil, [5, 1, 5, 3], [1], []] as [[Int32]?] {
      let likelihood = x.logSoftmax().negativeLogLikelihood(labels: labels, rows: rows)
      let entropy = x.crossEntropy(labels: labels, rows: rows).value
      expectClose(likelihood.value, entropy.scalars, shape: [], tolerance: 1e-14)
      for reduction in [.mean, .sum, .none] as [LossReduction] {
        checkGradient(seed: 14, [[6, 4]]) {
          $0[0].negativeLogLikelihood(labels: labels, rows: rows, reduction: reduction)
        }
      }
    }
    let each = x.negativeLogLikelihood(labels: labels, rows: [3, 0], reduction: .none).value
    #expect(each.scalars == [-logits[3, 3], -logits[0, 2]])
  }

  @Test(arguments: [[4, 3], [1, 1], [2, 3, 37], [0, 3], [3, 0]])
  func `cosines are those of loops`(_ shape: [Int]) {
    var numbers = TestNumbers(seed: 23)
    let (x, y): (Tensor<Double>, Tensor<Double>) = (numbers.tensor(shape), numbers.tensor(shape))
    let columns = shape[shape.count - 1]
    let expected = (0..<shape.dropLast().reduce(1, *)).map { row in
      var (dot, xx, yy) = (0.0, 0.0, 0.0)
      for c in row * columns..<(row + 1) * columns {
        dot += x.scalars[c] * y.scalars[c]
        xx += x.scalars[c] * x.scalars[c]
        yy += y.scalars[c] * y.scalars[c]
      }
      return dot / max(1e-300, (xx * yy).squareRoot())
    }
    let tape = Tape<Double>(recording: false)
    expectClose(
      tape.constant(x).cosineSimilarity(to: tape.constant(y)).value, expected,
      shape: Array(shape.dropLast()), tolerance: 1e-13)
    checkGradient(seed: 24, [shape, shape]) { $0[0].cosineSimilarity(to: $0[1]) }
    checkGradient(seed: 25, [shape, shape]) { $0[0].cosineSimilarity(to: $0[1], least: 2) }
  }

  @Test func `embeddings cost by their cosine`() {
    let alike = [true, false, true, false]
    checkGradient(seed: 33, [[4, 5], [4, 5]]) {
      $0[0].cosineEmbeddingLoss($0[1], alike: alike, margin: -0.9)
    }
    let tape = Tape<Double>(recording: false)
    let a = tape.constant(Tensor(shape: [2, 2], [3, 0, 0, 2]))
    let b = tape.constant(Tensor(shape: [2, 2], [0, 1, 0, 5]))
    #expect(a.cosineEmbeddingLoss(b, alike: [true, false], margin: 0.25).value.scalar == 0.875)
  }

  @Test func `shapes that do not fit are refused`() {
    func message(
      _ x: [Int], _ y: [Int], weights: [Int]? = nil, rows: [Int32]? = nil
    ) -> String {
      do throws(TensorError) {
        _ = try ShapeRules.loss("squaredError", x, target: y, weights: weights, rows: rows)
        return ""
      } catch { return error.description }
    }
    #expect(message([3, 5], [3, 5], weights: [3], rows: [2]) == "")
    #expect(
      message([3, 5], [3, 1])
        == "squaredError of [3, 5] and [3, 1]: prediction and target need one shape; nothing stretches"
    )
    #expect(
      message([3, 5], [3, 5], weights: [5])
        == "squaredError of [3, 5] and [5]: weights need the prediction's shape or one number for each of its rows"
    )
    #expect(
      message([3, 5], [3, 5], rows: [3]) == "squaredError of [3, 5]: row 3 is not in 0 ..< 3")
    #expect(
      message([], [], rows: [0]) == "squaredError of []: there is no axis to choose rows of")
  }

  @Test func `norms are clipped together, and only when they are too long`() {
    var tensors = [
      Tensor<Float>(shape: [2], [3, 0]), Tensor<Float>(shape: [], [4]), Tensor<Float>(zeros: [0]),
    ]
    #expect(norm(of: tensors) == 5)
    #expect(clipNorm(of: &tensors, to: 5) == 5)
    #expect(tensors[0].scalars == [3, 0])
    #expect(clipNorm(of: &tensors, to: 1) == 5)
    expectClose(tensors[0], [0.6, 0], shape: [2], tolerance: 1e-7)
    expectClose(tensors[1], [0.8], shape: [], tolerance: 1e-7)
    tensors[1] = Tensor(.nan)
    #expect(clipNorm(of: &tensors, to: 0.1).isNaN)
    #expect(tensors[0].scalars[0] == Float(3) * Float(0.2))
    #expect(norm(of: [Tensor<Float>(repeating: 1e30, shape: [4])]) == 2 * Double(Float(1e30)))
    #expect(norm(of: [Tensor<Float>]()) == 0)
    var numbers = TestNumbers(seed: 41)
    let long: Tensor<Float> = numbers.tensor([200_001])
    let exact = long.scalars.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(norm(of: [long, long]) / (exact * 2.0.squareRoot()) - 1) < 1e-13)
  }
}

extension DeterminismTests {
  @Test func `losses and norms`() {
    let rows = (0..<4_001).map { Int32($0 * 7 % 3_001) }
    var numbers = TestNumbers(seed: 43)
    let weights: Tensor<Float> = numbers.tensor([3_001], in: 0...1)
    same("losses") {
      gradients([[3_001, 37], [3_001, 37]]) {
        $0[0].huberError(to: $0[1], weights: weights, rows: rows) + $0[0].squaredError(to: $0[1])
          + $0[0].cosineSimilarity(to: $0[1]).sum()
      }
    }
    let long: Tensor<Float> = numbers.tensor([211_111])
    same("norms") { [Tensor(Float(norm(of: [long])))] }
  }
}
