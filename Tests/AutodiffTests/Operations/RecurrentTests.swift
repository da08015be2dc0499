import Autodiff
import Foundation
import Numerics
import Testing

@Suite struct RecurrentTests {
  enum Cell: CaseIterable {
    case lstm, gru, tanh, relu

    var gates: Int {
      switch self {
      case .lstm: 4
      case .gru: 3
      case .tanh, .relu: 1
      }
    }
  }

  /// A shape of a layer with what its call may leave out.
  struct Case: CustomStringConvertible {
    var batch: Int, length: Int, inputs: Int, hidden: Int
    var lengths: [Int]?
    var reversed = false

    var description: String {
      "\(batch)×\(length)×\(inputs), \(hidden) units, lengths \(lengths ?? [])"
        + (reversed ? ", reversed" : "")
    }

    /// Of input, input weights, hidden weights, biases and first states.
    func shapes(_ cell: Cell) -> [[Int]] {
      let columns = cell.gates * hidden
      return [
        [batch, length, inputs], [inputs, columns], [hidden, columns], [columns], [columns],
        [batch, hidden], [batch, hidden],
      ]
    }

    static func drawn(_ seed: UInt64) -> Case {
      var numbers = TestNumbers(seed: seed)
      var one = Case(
        batch: 1 + numbers.below(4), length: 1 + numbers.below(4), inputs: 1 + numbers.below(3),
        hidden: 1 + numbers.below(5))
      if seed % 2 == 0 {
        one.lengths = (0..<one.batch).map { _ in numbers.below(one.length + 1) }
      }
      one.reversed = seed % 3 == 0
      return one
    }
  }

  /// Outputs, last hidden state and (LSTM) last cell state.
  private func run<S>(
    _ cell: Cell, _ one: Case, _ inputs: [Variable<S>]
  ) -> [Variable<S>] {
    let weights = RecurrentWeights(
      input: inputs[1], hidden: inputs[2], inputBias: inputs[3], hiddenBias: inputs[4])
    switch cell {
    case .lstm:
      let result = inputs[0].lstm(
        weights, initial: (inputs[5], inputs[6]), lengths: one.lengths, reversed: one.reversed)
      return [result.outputs, result.hidden, result.cell]
    case .gru:
      let result = inputs[0].gru(
        weights, initial: inputs[5], lengths: one.lengths, reversed: one.reversed)
      return [result.outputs, result.hidden]
    case .tanh, .relu:
      let result = inputs[0].recurrent(
        weights, nonlinearity: cell == .tanh ? .tanh : .relu, initial: inputs[5],
        lengths: one.lengths, reversed: one.reversed)
      return [result.outputs, result.hidden]
    }
  }

  private func together(_ results: [Variable<Double>]) -> Variable<Double> {
    concatenate(results.map { $0.reshaped(to: [$0.value.count]) }, axis: 0)
  }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// The same by loops over every number.
  private func reference(_ cell: Cell, _ one: Case, _ inputs: [Tensor<Double>]) -> [[Double]] {
    let (x, w, u, b, c) = (
      inputs[0].scalars, inputs[1].scalars, inputs[2].scalars, inputs[3].scalars, inputs[4].scalars
    )
    let (hidden, columns) = (one.hidden, cell.gates * one.hidden)
    var outputs = [Double](repeating: 0, count: one.batch * one.length * hidden)
    var (states, cells) = (inputs[5].scalars, inputs[6].scalars)
    for sequence in 0..<one.batch {
      let length = one.lengths?[sequence] ?? one.length
      for step in 0..<length {
        let place = one.reversed ? length - 1 - step : step
        let old = Array(states[sequence * hidden..<(sequence + 1) * hidden])
        func part(_ column: Int) -> (Double, Double) {
          var (fromInput, fromState) = (b[column], c[column])
          for i in 0..<one.inputs {
            fromInput +=
              x[(sequence * one.length + place) * one.inputs + i] * w[i * columns + column]
          }
          for i in 0..<hidden { fromState += old[i] * u[i * columns + column] }
          return (fromInput, fromState)
        }
        for unit in 0..<hidden {
          let at = sequence * hidden + unit
          let parts = (0..<cell.gates).map { part($0 * hidden + unit) }
          let sums = parts.map { $0.0 + $0.1 }
          switch cell {
          case .lstm:
            cells[at] = sigmoid(sums[1]) * cells[at] + sigmoid(sums[0]) * tanh(sums[2])
            states[at] = sigmoid(sums[3]) * tanh(cells[at])
          case .gru:
            let (reset, update) = (sigmoid(sums[0]), sigmoid(sums[1]))
            let new = tanh(parts[2].0 + reset * parts[2].1)
            states[at] = (1 - update) * new + update * old[unit]
          case .tanh: states[at] = tanh(sums[0])
          case .relu: states[at] = max(0, sums[0])
          }
          outputs[(sequence * one.length + place) * hidden + unit] = states[at]
        }
      }
    }
    return [outputs, states] + (cell == .lstm ? [cells] : [])
  }

  private static let edges = [
    Case(batch: 1, length: 1, inputs: 1, hidden: 1),
    Case(batch: 0, length: 3, inputs: 2, hidden: 3),
    Case(batch: 3, length: 0, inputs: 2, hidden: 3),
    Case(batch: 2, length: 3, inputs: 0, hidden: 17),
    Case(batch: 5, length: 4, inputs: 3, hidden: 16, lengths: [0, 4, 1, 3, 2]),
    Case(batch: 19, length: 7, inputs: 3, hidden: 37),
    Case(batch: 70, length: 5, inputs: 9, hidden: 129, lengths: (0..<70).map { $0 % 6 }),
    Case(batch: 33, length: 30, inputs: 4, hidden: 50, reversed: true),
  ]

  @Test(arguments: edges + (1...6).map { Case.drawn($0) })
  func `all states are those of a loop`(_ one: Case) {
    for cell in Cell.allCases {
      var numbers = TestNumbers(seed: 11)
      // With larger weights rounding errors would grow with every step.
      let bound = 0.9 / Double(max(1, one.hidden)).squareRoot()
      let inputs = one.shapes(cell).map {
        numbers.tensor($0, in: -bound...bound) as Tensor<Double>
      }
      let expected = reference(cell, one, inputs)
      let shapes =
        [[one.batch, one.length, one.hidden]]
        + Array(
          repeating: [one.batch, one.hidden], count: 2)
      let exact = run(cell, one, inputs.map(Tape<Double>(recording: false).constant))
      let kept = run(cell, one, inputs.map(Tape<Double>().parameter))
      let single = run(
        cell, one,
        inputs.map { Tape<Float>(recording: false).constant($0.converted(to: Float.self)) })
      for index in expected.indices {
        expectClose(
          exact[index].value, expected[index], shape: shapes[index], tolerance: 1e-12,
          "\(cell) \(index)")
        #expect(kept[index].value == exact[index].value)
        expectClose(
          single[index].value, expected[index], shape: shapes[index], tolerance: 2e-5,
          "\(cell) \(index)")
      }
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `gradients through short sequences`(_ seed: UInt64) {
    let one = Case.drawn(seed)
    for cell in Cell.allCases {
      let shapes = one.shapes(cell)
      checkGradient(seed: seed, shapes) { together(run(cell, one, $0)) }
      // Each result alone: the others then get no gradient.
      checkGradient(seed: seed + 100, shapes) { run(cell, one, $0)[0] }
      checkGradient(seed: seed + 200, shapes) { run(cell, one, $0)[1] }
      if cell == .lstm { checkGradient(seed: seed + 300, shapes) { run(cell, one, $0)[2] } }
    }
  }

  @Test func `gradients through more units than a register, and through several shards and chunks`()
  {
    for one in [
      Case(batch: 3, length: 2, inputs: 2, hidden: 9),
      Case(batch: 17, length: 26, inputs: 1, hidden: 2, lengths: (0..<17).map { 26 - $0 }),
    ] {
      for cell in Cell.allCases {
        checkGradient(seed: 5, one.shapes(cell)) { run(cell, one, $0)[1] }
      }
    }
  }

  @Test func `biases and first states that are left out are zero`() {
    let one = Case(batch: 3, length: 4, inputs: 2, hidden: 5)
    for cell in Cell.allCases {
      var numbers = TestNumbers(seed: 21)
      let shapes = one.shapes(cell)
      let inputs = shapes.enumerated().map {
        $0.offset < 3 ? numbers.tensor($0.element) : Tensor<Double>(zeros: $0.element)
      }
      let tape = Tape<Double>()
      let variables = inputs.map(tape.parameter)
      let weights = RecurrentWeights(input: variables[1], hidden: variables[2])
      let short =
        switch cell {
        case .lstm: variables[0].lstm(weights).outputs
        case .gru: variables[0].gru(weights).outputs
        case .tanh: variables[0].recurrent(weights).outputs
        case .relu: variables[0].recurrent(weights, nonlinearity: .relu).outputs
        }
      let long = run(cell, one, variables)[0]
      #expect(short.value == long.value)
      let first = tape.gradients(
        of: short.sum(), withRespectTo: Array(variables[..<3]), keepingTape: true)
      #expect(first == tape.gradients(of: long.sum(), withRespectTo: Array(variables[..<3])))
    }
  }

  @Test func `what lies past a sequence's end is never read into a result`() {
    let one = Case(batch: 2, length: 3, inputs: 2, hidden: 3, lengths: [1, 3])
    for cell in Cell.allCases {
      var numbers = TestNumbers(seed: 22)
      var inputs = one.shapes(cell).map { numbers.tensor($0) as Tensor<Float> }
      inputs[0][0, 2, 1] = .nan
      let tape = Tape<Float>()
      let variables = inputs.map(tape.parameter)
      let results = run(cell, one, variables)
      let gradients = tape.gradients(of: results[0].sum(), withRespectTo: variables)
      #expect((results.map(\.value) + gradients).filter { !$0.isFinite }.isEmpty)
      #expect(gradients[0].scalars[2..<6].filter { $0 != 0 }.isEmpty)
      #expect(results[0].value.scalars[3..<9].filter { $0 != 0 }.isEmpty)
    }
  }

  @Test func `a kept tape gives the same gradients twice`() {
    let one = Case(batch: 2, length: 3, inputs: 2, hidden: 3)
    var numbers = TestNumbers(seed: 23)
    let tape = Tape<Double>()
    let variables = one.shapes(.lstm).map { tape.parameter(numbers.tensor($0)) }
    let results = run(.lstm, one, variables)
    let loss = results[0].sum() * results[2].sum()
    let first = tape.gradients(of: loss, withRespectTo: variables, keepingTape: true)
    #expect(first == tape.gradients(of: loss, withRespectTo: variables))
  }

  @Test func `shapes that do not fit are refused with both shapes`() {
    func message(
      _ input: [Int], _ inputWeights: [Int], _ hiddenWeights: [Int], biases: [[Int]] = [],
      states: [[Int]] = [], lengths: [Int]? = nil
    ) -> String {
      do {
        _ = try ShapeRules.recurrent(
          "lstm", input, gates: 4, inputWeights: inputWeights, hiddenWeights: hiddenWeights,
          biases: biases, states: states, lengths: lengths)
        return ""
      } catch { return error.description }
    }
    #expect(message([2, 3, 5], [5, 28], [7, 28], biases: [[28]], states: [[2, 7]]) == "")
    #expect(
      message([3, 5], [5, 28], [7, 28])
        == "lstm of [3, 5]: sequences need shape [batch, length, in]")
    #expect(
      message([2, 3, 5], [5, 28], [7, 21])
        == "lstm of [2, 3, 5] and [7, 21]: the hidden weights need shape [hidden, 4 · hidden] with at least one unit"
    )
    #expect(
      message([2, 3, 5], [4, 28], [7, 28])
        == "lstm of [2, 3, 5] and [4, 28]: the input weights need shape [5, 28]")
    #expect(
      message([2, 3, 5], [5, 28], [7, 28], biases: [[7]])
        == "lstm of [2, 3, 5] and [7]: a bias needs shape [28]")
    #expect(
      message([2, 3, 5], [5, 28], [7, 28], states: [[3, 7]])
        == "lstm of [2, 3, 5] and [3, 7]: a state needs shape [2, 7]")
    #expect(
      message([2, 3, 5], [5, 28], [7, 28], lengths: [1, 4])
        == "lstm of [2, 3, 5]: length 4 of sequence 1 is not in 0 ... 3")
  }
}

extension DeterminismTests {
  @Test func `recurrent layers`() {
    let lengths = (0..<67).map { $0 % 24 }
    for gates in [1, 3, 4] {
      let columns = gates * 29
      same("recurrent with \(gates) gates") {
        gradients([[67, 23, 5], [5, columns], [29, columns], [columns], [67, 29]]) {
          let weights = RecurrentWeights(input: $0[1], hidden: $0[2], inputBias: $0[3])
          return switch gates {
          case 4: $0[0].lstm(weights, initial: ($0[4], $0[4]), lengths: lengths).outputs
          case 3: $0[0].gru(weights, initial: $0[4], lengths: lengths).outputs
          default: $0[0].recurrent(weights, initial: $0[4], lengths: lengths).outputs
          }
        }
      }
    }
  }
}
