import Autodiff
import Foundation
import Models
import Numerics
import Testing

@Suite("Recurrent blocks") struct RecurrentTests {
  static let cells = ["rnn", "gru", "lstm", "leakyrnn"]

  /// The states of one item by plain loops over steps and units.
  private struct Reference {
    let cell: String
    let tree: ParameterTree<Double>
    let units: Int
    /// Whether a plain cell is rectified.
    var isRectifier = false

    private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

    /// The states of every step in the item's order.
    func states(_ steps: [[Double]], layer: Int, reversed: Bool) -> [[Double]] {
      let path = "blocks.0.\(cell).layer\(layer).\(reversed ? "reverse_" : "")"
      let input = RaggedCases.rows(tree, path + "input")
      let hidden = RaggedCases.rows(tree, path + "hidden")
      let bias = RaggedCases.values(tree, path + "bias")
      let hiddenBias = RaggedCases.values(tree, path + "hidden_bias")
      let leak = RaggedCases.values(tree, path + "leak")
      var h = [Double](repeating: 0, count: units), c = h
      var states: [[Double]] = []
      for x in reversed ? steps.reversed() : steps {
        let a = RaggedCases.affine(x, input, bias), b = RaggedCases.affine(h, hidden, hiddenBias)
        func z(_ gate: Int, _ unit: Int) -> Double {
          a[gate * units + unit] + b[gate * units + unit]
        }
        var next = h
        for unit in 0..<units {
          switch cell {
          case "lstm":
            c[unit] =
              sigmoid(z(1, unit)) * c[unit] + sigmoid(z(0, unit)) * tanh(z(2, unit))
            next[unit] = sigmoid(z(3, unit)) * tanh(c[unit])
          case "gru":
            let new = tanh(a[2 * units + unit] + sigmoid(z(0, unit)) * b[2 * units + unit])
            next[unit] = (1 - sigmoid(z(1, unit))) * new + sigmoid(z(1, unit)) * h[unit]
          case "leakyrnn":
            let kept = sigmoid(leak[unit])
            next[unit] = (1 - kept) * tanh(z(0, unit)) + kept * h[unit]
          default: next[unit] = isRectifier ? max(0, z(0, unit)) : tanh(z(0, unit))
          }
        }
        h = next
        states.append(h)
      }
      return reversed ? states.reversed() : states
    }
  }

  @Test(
    "states are those of plain loops over the steps of each item",
    arguments: cells, RaggedCases.lengths)
  func states(cell: String, lengths: [Int]) throws {
    for isBidirectional in [false, true] {
      let layer = LayerCase(
        block: [
          cell: ["channels": 3, "layers": 2, "bidirectional": .bool(isBidirectional)]
        ], domain: .sequence, shape: [lengths.reduce(0, +), 2], symmetry: .translation,
        offsets: RaggedCases.offsets(lengths))
      try checkLayer(layer, seed: 51, motions: []) { x, tree in
        let reference = Reference(cell: cell, tree: tree, units: 3)
        let rows = GraphCases.rows(x)
        let outputs = RaggedCases.ranges(lengths).flatMap { range in
          (0..<2).reduce(Array(rows[range])) { steps, layer in
            let forward = reference.states(steps, layer: layer, reversed: false)
            guard isBidirectional else { return forward }
            return zip(forward, reference.states(steps, layer: layer, reversed: true)).map(+)
          }
        }
        return RaggedCases.tensor(outputs, width: isBidirectional ? 6 : 3)
      }
    }
  }

  @Test(
    "the final state is that after each item's own last step, in each direction",
    arguments: cells, RaggedCases.lengths)
  func final(cell: String, lengths: [Int]) throws {
    let layer = LayerCase(
      block: [cell: ["channels": 3, "bidirectional": true, "returns": "final"]],
      domain: .sequence, shape: [lengths.reduce(0, +), 2], symmetry: .translation,
      offsets: RaggedCases.offsets(lengths))
    try checkLayer(layer, seed: 52, motions: []) { x, tree in
      let reference = Reference(cell: cell, tree: tree, units: 3)
      let rows = GraphCases.rows(x), none = [Double](repeating: 0, count: 3)
      let outputs = RaggedCases.ranges(lengths).map { range in
        let steps = Array(rows[range])
        return (reference.states(steps, layer: 0, reversed: false).last ?? none)
          + (reference.states(steps, layer: 0, reversed: true).first ?? none)
      }
      return RaggedCases.tensor(outputs, width: 6)
    }
  }

  @Test("the last step of each item, zeros where there is none", arguments: RaggedCases.lengths)
  func last(lengths: [Int]) throws {
    let layer = LayerCase(
      block: "last", domain: .sequence, shape: [lengths.reduce(0, +), 2], symmetry: .translation,
      offsets: RaggedCases.offsets(lengths))
    // Steps that take twice and three times as long.
    let slow = RaggedCases.ranges(lengths).flatMap { range in
      range.flatMap { [Int32](repeating: Int32($0), count: 2 + $0 % 2) }
    }
    let slowLengths = RaggedCases.ranges(lengths).map { $0.reduce(0) { $0 + 2 + $1 % 2 } }
    let warp = Motion(
      name: "a warp of time", offsets: RaggedCases.offsets(slowLengths),
      moveInput: { $0.rows(at: slow) })
    for symmetry in [Symmetry.translation, .timeWarping] {
      var layer = layer
      layer.symmetry = symmetry
      try checkLayer(layer, seed: 53, motions: [warp]) { x, _ in
        let rows = GraphCases.rows(x)
        return RaggedCases.tensor(
          RaggedCases.ranges(lengths).map { $0.isEmpty ? [0, 0] : rows[$0.upperBound - 1] },
          width: 2)
      }
    }
  }

  @Test("rectifiers and dropout between layers do what their formulas say")
  func variants() throws {
    let lengths = [4, 2]
    let rectified = LayerCase(
      block: ["rnn": ["channels": 3, "nonlinearity": "relu"]], domain: .sequence, shape: [6, 2],
      symmetry: .translation, offsets: RaggedCases.offsets(lengths))
    try checkLayer(rectified, seed: 54, motions: []) { x, tree in
      let reference = Reference(cell: "rnn", tree: tree, units: 3, isRectifier: true)
      let rows = GraphCases.rows(x)
      return RaggedCases.tensor(
        RaggedCases.ranges(lengths).flatMap {
          reference.states(Array(rows[$0]), layer: 0, reversed: false)
        }, width: 3)
    }
    let dropped = LayerCase(
      block: ["gru": ["channels": 4, "layers": 3, "dropout": 0.4]], domain: .sequence,
      shape: [6, 2], isTraining: true, symmetry: .translation,
      offsets: RaggedCases.offsets(lengths))
    try checkLayer(dropped, seed: 55, motions: []) { x, tree in
      let reference = Reference(cell: "gru", tree: tree, units: 4)
      let rows = GraphCases.rows(x)
      let keys = DropoutFactors.keys(seed: 55, path: "blocks.0.gru", count: 2)
      // Two items of four steps each, of which the second has two.
      let factors = keys.map { DropoutFactors.values(count: 2 * 4 * 4, rate: 0.4, key: $0) }
      let outputs = RaggedCases.ranges(lengths).enumerated().flatMap { item, range in
        (0..<3).reduce(Array(rows[range])) { steps, layer in
          let states = reference.states(steps, layer: layer, reversed: false)
          guard layer < 2 else { return states }
          return states.enumerated().map { step, state in
            state.indices.map { state[$0] * factors[layer][(item * 4 + step) * 4 + $0] }
          }
        }
      }
      return RaggedCases.tensor(outputs, width: 4)
    }
  }

  @Test(
    "a state knows nothing of later steps and of other items, to the last bit", arguments: cells)
  func causality(cell: String) throws {
    let model = try model([[cell: ["channels": 5, "layers": 2]]], inputs: 3)
    let lengths = [7, 3, 0, 6, 1]
    let x = randomTensor([17, 3], seed: 56, "input").converted(to: Float.self)
    let whole = try outputs(model, x, lengths)
    for (item, range) in RaggedCases.ranges(lengths).enumerated() where !range.isEmpty {
      // Alone, without what stood around it.
      let alone = try outputs(model, x.rows(range), [range.count])
      #expect(alone == whole.rows(range), "item \(item)")
      for cut in 1...range.count {
        let short = range.lowerBound..<range.lowerBound + cut
        #expect(try outputs(model, x.rows(short), [cut]) == whole.rows(short), "\(item), \(cut)")
      }
    }
  }

  @Test(
    "chrono spreads memories up to the longest, and gates that forget mirror those that take in")
  func chrono() throws {
    let units = 200
    let lstm = try model([["lstm": ["channels": .integer(units), "chrono": 500]]], inputs: 1)
    let bias = try #require(lstm.parameters["blocks.0.lstm.layer0.bias"]).scalars
    let forget = Array(bias[units..<2 * units])
    // b = log u: the mean of u over 1 … 499 is 250, that of 200 of them within four deviations of 10.
    let memories = forget.map { exp(Double($0)) }
    #expect(memories.allSatisfy { $0 > 0.999 && $0 < 499.1 })
    #expect(abs(memories.reduce(0, +) / Double(units) - 250) < 40)
    #expect(zip(bias[..<units], forget).allSatisfy { $0 == -$1 })
    #expect(bias[(2 * units)...].allSatisfy { $0 == 0 })
    let gru = try model([["gru": ["channels": .integer(units), "chrono": 500]]], inputs: 1)
    let update = try #require(gru.parameters["blocks.0.gru.layer0.bias"]).scalars
    #expect(
      update[..<units].allSatisfy { $0 == 0 } && update[(2 * units)...].allSatisfy { $0 == 0 })
    #expect(abs(update[units..<2 * units].reduce(0) { $0 + exp($1) } / Float(units) - 250) < 40)
    let leaky = try model([["leakyrnn": ["channels": .integer(units), "chrono": 500]]], inputs: 1)
    let leak = try #require(leaky.parameters["blocks.0.leakyrnn.layer0.leak"]).scalars
    #expect(abs(leak.reduce(0) { $0 + exp($1) } / Float(units) - 250) < 40)
    let plain = try model([["lstm": ["channels": 3, "forget_bias": 2.5]]], inputs: 1)
    #expect(
      plain.parameters["blocks.0.lstm.layer0.bias"]?.scalars == [
        0, 0, 0, 2.5, 2.5, 2.5, 0, 0, 0, 0, 0, 0,
      ])
  }

  /// Input steps that stand still for n steps each: the leaky network whose units keep the n-th root of what they kept goes
  /// through the same states, in the limit of slow change (Tallec & Ollivier 2018, section 1).
  @Test("a leaky network follows a slower time with other leaks, the closer the slower")
  func warping() throws {
    let slow = try model([["leakyrnn": 4]], inputs: 2)
    func gap(_ keep: Double) throws -> Double {
      let x = randomTensor([40, 2], seed: 57, "input").converted(to: Float.self)
      let stretched = x.rows(at: (0..<80).map { $0 / 2 })
      func run(_ keep: Double, _ x: Tensor<Float>) throws -> Tensor<Float> {
        var model = slow
        model.parameters = ParameterTree(
          slow.parameters.leaves.map {
            $0.path.hasSuffix("leak")
              ? .init($0.path, Tensor(repeating: Float(log(keep / (1 - keep))), shape: [4])) : $0
          })
        return try outputs(model, x, [x.shape[0]])
      }
      let once = try run(keep, x)
      let twice = try run(keep.squareRoot(), stretched).rows(at: (0..<40).map { 2 * $0 + 1 })
      return relativeError(
        twice.converted(to: Double.self).scalars, once.converted(to: Double.self).scalars)
    }
    let (quick, slower) = (try gap(0.9), try gap(0.99))
    #expect(slower < 0.3 * quick && slower < 0.02, "\(quick) \(slower)")
  }

  private func model(_ blocks: ModelValue, inputs: Int) throws -> Model {
    let description = try ModelDescription([
      "domain": "sequence", "symmetry": "translation", "inputs": ["x": "scalar"],
      "blocks": blocks,
    ])
    let signature = InputSignature(
      channels: [.init("x", inputs)], gridShape: [], classNames: ["a", "b"])
    return try Model(layers: description, signature: signature, seed: 3)
  }

  private func outputs(_ model: Model, _ x: Tensor<Float>, _ lengths: [Int]) throws -> Tensor<Float>
  {
    let tape = Tape<Float>(recording: false)
    let offsets = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    return try model.forward(
      .dense(tape.constant(x)), operators: [:], offsets: ItemOffsets(levels: [offsets]),
      parameters: model.parameters, tape: tape, mode: .prediction
    ).logits.value
  }
}
