import Autodiff
import Foundation
import Models
import Numerics
import Testing

@Suite("Losses") struct LossTests {
  private static let labels = [0, 2, 1, -1, 2, 2, 0] as [Int32]
  private static let items = [6, 1, 2, 4] as [Int32]

  private func classes() throws -> Targets {
    .classes(try Labels(classes: Self.labels, classNames: ["a", "b", "c"]))
  }

  private func values(seed: UInt64, outputs: Int) throws -> Targets {
    let random = randomTensor([7, outputs], seed: seed, "targets")
    return .values(
      try TargetValues(
        .dense(Tensor(shape: random.shape, random.scalars.map { Float(abs(sin($0))) }))))
  }

  /// Value and gradients of a loss over some rows against a loop and central differences, in Double.
  private func check(
    _ loss: LossFunction, _ targets: Targets, seed: UInt64, outputs: Int = 3,
    rows: [Int32]? = nil, wanted: ([Double], Int32) -> Double,
    weight: (Int32) -> Double = { _ in 1 }
  ) {
    let criterion = Criterion(loss, targets: targets, items: Self.items)
    let height = rows == nil ? Self.items.count : 7
    let output = randomTensor([height, outputs], seed: seed, "output")
    func value(_ output: Tensor<Double>) -> Double {
      criterion.mean(
        Tape(recording: false).constant(output), items: Self.items, rows: rows
      ).value.scalar
    }
    let places = rows ?? (0..<Int32(Self.items.count)).map { $0 }
    let total = Self.items.reduce(0) { $0 + weight($1) }
    let sum = zip(Self.items, places).reduce(0) { sum, pair in
      let row = output.rows(Int(pair.1)..<Int(pair.1) + 1).scalars
      return sum + wanted(row, pair.0)
    }
    #expect(abs(value(output) - sum / total) < 1e-7, "\(loss), seed \(seed)")
    #expect(abs(criterion.weight(of: Self.items) - total) < 1e-12)
    let tape = Tape<Double>()
    let variable = tape.parameter(output)
    let mean = criterion.mean(variable, items: Self.items, rows: rows)
    let gradient = tape.gradients(of: mean, withRespectTo: [variable])[0].scalars
    for index in gradient.indices {
      func moved(_ by: Double) -> Double {
        var scalars = output.scalars
        scalars[index] += by
        return value(Tensor(shape: output.shape, scalars))
      }
      let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5
      #expect(abs(gradient[index] - difference) < 1e-6, "\(loss), seed \(seed), \(index)")
    }
  }

  private func logSoftmax(_ row: [Double]) -> [Double] {
    let sum = log(row.reduce(0) { $0 + exp($1) })
    return row.map { $0 - sum }
  }

  @Test("cross-entropy, smoothed and weighted", arguments: 0..<3 as Range<UInt64>)
  func crossEntropy(seed: UInt64) throws {
    let targets = try classes()
    let labels = Self.labels
    for rows in [nil, [3, 0, 6, 2] as [Int32]] {
      for smoothing in [0, 0.2] {
        for weights in [[1.0, 1, 1], [0.5, 2, 3]] {
          let given = weights == [1, 1, 1] ? LossFunction.ClassWeights.none : .given(weights)
          check(
            .crossEntropy(smoothing: smoothing, weights: given), targets, seed: seed, rows: rows,
            wanted: { row, item in
              let label = Int(labels[Int(item)])
              return -logSoftmax(row).enumerated().reduce(0) { sum, entry in
                let share = (entry.offset == label ? 1 - smoothing : 0) + smoothing / 3
                return sum + weights[entry.offset] * share * entry.element
              }
            }, weight: { weights[Int(labels[Int($0)])] })
        }
      }
    }
  }

  @Test("balanced weights make every class count alike over the training items")
  func balanced() throws {
    let criterion = Criterion(
      .crossEntropy(weights: .balanced), targets: try classes(), items: [0, 6, 2, 1])
    // Two of a, one of b, one of c among four items of three classes.
    #expect(abs(criterion.weight(of: [0, 6]) - 4.0 / 3) < 1e-12)
    #expect(abs(criterion.weight(of: [2]) - 4.0 / 3) < 1e-12)
    #expect(abs(criterion.weight(of: [1]) - 4.0 / 3) < 1e-12)
  }

  @Test("mse, mae, huber and binary cross-entropy", arguments: 0..<3 as Range<UInt64>)
  func numbers(seed: UInt64) throws {
    let targets = try values(seed: seed, outputs: 2)
    guard case .values(let values) = targets else { return }
    func target(_ item: Int32, _ output: Int) -> Double { Double(values.tensor[Int(item), output]) }
    func mean(_ row: [Double], _ item: Int32, _ f: (Double, Double) -> Double) -> Double {
      (f(row[0], target(item, 0)) + f(row[1], target(item, 1))) / 2
    }
    for rows in [nil, [3, 0, 6, 2] as [Int32]] {
      check(
        .meanSquaredError, targets, seed: seed, outputs: 2, rows: rows,
        wanted: { row, item in
          mean(row, item) { ($0 - $1) * ($0 - $1) }
        })
      check(
        .meanAbsoluteError, targets, seed: seed, outputs: 2, rows: rows,
        wanted: { row, item in
          mean(row, item) { abs($0 - $1) }
        })
      check(
        .huber(delta: 0.4), targets, seed: seed, outputs: 2, rows: rows,
        wanted: { row, item in
          mean(row, item) {
            let r = abs($0 - $1)
            return r <= 0.4 ? r * r / 2 : 0.4 * (r - 0.2)
          }
        })
      check(
        .binaryCrossEntropy, targets, seed: seed, outputs: 2, rows: rows,
        wanted: { row, item in
          mean(row, item) { x, t in
            let p = 1 / (1 + exp(-x))
            return -t * log(p) - (1 - t) * log(1 - p)
          }
        })
    }
  }

  @Test("binary cross-entropy of classes asks of each class whether it is the item's")
  func binaryClasses() throws {
    let labels = Self.labels
    check(
      .binaryCrossEntropy, try classes(), seed: 8,
      wanted: { row, item in
        row.enumerated().reduce(0) { sum, entry in
          let p = 1 / (1 + exp(-entry.element))
          return sum - (entry.offset == Int(labels[Int(item)]) ? log(p) : log(1 - p)) / 3
        }
      })
  }

  @Test("targets are hidden whole, and refused when partly hidden, infinite or of another shape")
  func targetValues() throws {
    let values = try TargetValues(.dense(Tensor(shape: [3, 2], [1, 2, .nan, .nan, 3, 4])))
    #expect(values.isHidden(1) && !values.isHidden(0) && values.outputCount == 2)
    #expect(values.hiding([0]).isHidden(0) && !values.hiding([0]).isHidden(2))
    #expect(values.keeping([2]).isHidden(0) && !values.keeping([2]).isHidden(2))
    #expect(try TargetValues(.dense(Tensor(shape: [3], [1, 2, 3]))).outputCount == 1)
    let points = try TargetValues(.dense(Tensor(shape: [2, 3, 1], [1, 2, 3, 4, 5, 6])))
    #expect(points.count == 6 && points.pointsPerItem == 3 && points.shape == [2, 3, 1])
    for (shape, scalars) in [
      ([2, 2], [1, .nan, 2, 3]), ([1, 2], [.infinity, 0]), ([1, 1, 1, 1], [0]), ([0, 2], []),
    ] as [([Int], [Float])] {
      let error = #expect(throws: ModelError.self) {
        try TargetValues(.dense(Tensor(shape: shape, scalars)))
      }
      #expect(error?.code == .labels)
    }
  }

  @Test("losses are read from options, and mistakes reported with their path")
  func options() throws {
    func loss(_ value: ModelValue) throws -> LossFunction? {
      let options = try TrainingOptions(["loss": value], seed: 0)
      #expect(try TrainingOptions(options.value, seed: 0) == options)
      return options.loss
    }
    #expect(try loss("cross_entropy") == .crossEntropy())
    #expect(try loss(["cross_entropy": 0.1]) == .crossEntropy(smoothing: 0.1))
    #expect(
      try loss(["cross_entropy": ["weights": [1, 2.5]]])
        == .crossEntropy(weights: .given([1, 2.5])))
    #expect(try loss(["cross_entropy": ["balanced": true]]) == .crossEntropy(weights: .balanced))
    #expect(try loss(["huber": 2]) == .huber(delta: 2) && loss("mae") == .meanAbsoluteError)
    #expect(
      try loss("mse") == .meanSquaredError && loss("binary_cross_entropy") == .binaryCrossEntropy)
    for (value, word) in [
      ("mes", "did you mean 'mse'"),
      (["huber": ["delta": 0]], "training.loss.huber.delta"),
      (["cross_entropy": ["weights": [1], "balanced": true]], "not both"),
      (["cross_entropy": ["weights": [-1]]], "training.loss.cross_entropy.weights"),
    ] as [(ModelValue, String)] {
      let problems = TrainingOptions.problems(in: ["loss": value]).map(\.description)
      #expect(problems.count == 1 && problems[0].contains(word), "\(problems)")
    }
  }

  @Test("weights that leave nothing to learn are refused; a batch of weight 0 is not")
  func zeroWeights() throws {
    let error = #expect(throws: ModelError.self) {
      try TrainingCases.barsTrainer { $0.loss = .crossEntropy(weights: .given([0, 0])) }
    }
    #expect(error?.problems.map(\.path) == ["training.loss.cross_entropy.weights"])
    var trainer = try TrainingCases.barsTrainer {
      $0.loss = .crossEntropy(weights: .given([0, 1]))
      $0.batchSize = 1
      $0.epochs = 2
    }
    let progress = Recorder()
    let result = try trainer.run(.init(progress: { progress.losses.append($0.loss) }))
    #expect(result.history.allSatisfy { $0.loss.isFinite })
    #expect(progress.losses.count > 2 && progress.losses.allSatisfy { $0.isFinite })
  }

  private final class Recorder { var losses: [Double] = [] }
}
