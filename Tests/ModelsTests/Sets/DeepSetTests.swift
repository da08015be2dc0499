import Autodiff
import Models
import Numerics
import Testing

@Suite("Sets") struct DeepSetTests {
  @Test(
    "a deep set's linear layer gives each point its own part and the same part of all of its item",
    arguments: ["mean", "sum", "max"], RaggedCases.lengths)
  func linear(pool: String, lengths: [Int]) throws {
    for inputs in [1, 3] {
      let layer = LayerCase(
        block: ["deepset": ["channels": 4, "pool": .string(pool)]], domain: .set,
        shape: [lengths.reduce(0, +), inputs], offsets: RaggedCases.offsets(lengths))
      try checkLayer(layer, seed: 31, motions: [RaggedCases.motion(lengths, seed: 32)]) { x, tree in
        let rows = GraphCases.rows(x)
        let own = RaggedCases.rows(tree, "blocks.0.deepset.own")
        let all = RaggedCases.rows(tree, "blocks.0.deepset.all")
        let bias = RaggedCases.values(tree, "blocks.0.deepset.bias")
        let outputs = RaggedCases.ranges(lengths).flatMap { range in
          let pooled = RaggedCases.pooled(Array(rows[range]), pool, width: inputs)
          let shared = RaggedCases.affine(pooled, all, bias)
          return range.map { zip(RaggedCases.affine(rows[$0], own), shared).map(+) }
        }
        return RaggedCases.tensor(outputs, width: 4)
      }
    }
  }

  @Test(
    "what is joined of an item stands beside each of its points",
    arguments: ["mean", "sum", "max"], RaggedCases.lengths)
  func concat(pool: String, lengths: [Int]) throws {
    for inputs in [1, 3] {
      let layer = LayerCase(
        block: ["globalconcat": .string(pool)], domain: .set,
        shape: [lengths.reduce(0, +), inputs],
        offsets: RaggedCases.offsets(lengths))
      try checkLayer(layer, seed: 33, motions: [RaggedCases.motion(lengths, seed: 34)]) { x, _ in
        let rows = GraphCases.rows(x)
        let outputs = RaggedCases.ranges(lengths).flatMap { range in
          let pooled = RaggedCases.pooled(Array(rows[range]), pool, width: inputs)
          return range.map { rows[$0] + pooled }
        }
        return RaggedCases.tensor(outputs, width: 2 * inputs)
      }
    }
  }

  @Test("what is joined may be made by blocks inside")
  func nestedConcat() throws {
    let lengths = [3, 0, 2]
    let layer = LayerCase(
      block: ["globalconcat": ["pool": "sum", "blocks": [["dense": 5], "tanh"]]], domain: .set,
      shape: [5, 2], offsets: RaggedCases.offsets(lengths))
    try checkLayer(layer, seed: 35, motions: [RaggedCases.motion(lengths, seed: 36)]) { x, tree in
      let rows = GraphCases.rows(x)
      let path = "blocks.0.globalconcat.blocks.0.dense"
      let weight = RaggedCases.rows(tree, "\(path).weight")
      let bias = RaggedCases.values(tree, "\(path).bias")
      let outputs = RaggedCases.ranges(lengths).flatMap { range in
        let made = range.map { row in
          RaggedCases.affine(rows[row], weight, bias).map { 1 - 2 / (exponential(2 * $0) + 1) }
        }
        let pooled = RaggedCases.pooled(made, "sum", width: 5)
        return range.map { rows[$0] + pooled }
      }
      return RaggedCases.tensor(outputs, width: 7)
    }
  }

  @Test(
    "a transform multiplies the channels of each item by a matrix of its own",
    arguments: RaggedCases.lengths)
  func transform(lengths: [Int]) throws {
    let layer = LayerCase(
      block: ["transform": [["dense": 5], ["readout": "sum"]]], domain: .set,
      shape: [lengths.reduce(0, +), 3], offsets: RaggedCases.offsets(lengths))
    try checkLayer(layer, seed: 37, motions: [RaggedCases.motion(lengths, seed: 38)]) { x, tree in
      let rows = GraphCases.rows(x)
      let path = "blocks.0.transform"
      let inner = RaggedCases.rows(tree, "\(path).blocks.0.dense.weight")
      let innerBias = RaggedCases.values(tree, "\(path).blocks.0.dense.bias")
      let weight = RaggedCases.rows(tree, "\(path).weight")
      let bias = RaggedCases.values(tree, "\(path).bias")
      let outputs = RaggedCases.ranges(lengths).flatMap { range in
        let made = range.map { RaggedCases.affine(rows[$0], inner, innerBias) }
        let matrix = RaggedCases.affine(
          RaggedCases.pooled(made, "sum", width: 5), weight, bias)
        return range.map { row in
          (0..<3).map { column in
            (0..<3).reduce(rows[row][column]) { $0 + rows[row][$1] * matrix[3 * $1 + column] }
          }
        }
      }
      return RaggedCases.tensor(outputs, width: 3)
    }
  }

  @Test("a transform begins as the identity")
  func identity() throws {
    let description = try ModelDescription([
      "domain": "set", "symmetry": "permutation", "inputs": ["x": "scalar"],
      "blocks": [["transform": [["dense": 5], ["readout": "max"]]]],
    ])
    let signature = InputSignature(
      channels: [.init("x", 3)], gridShape: [], classNames: ["a", "b", "c"])
    let model = try Model(description, signature: signature, seed: 1)
    let x = randomTensor([7, 3], seed: 2, "input").converted(to: Float.self)
    #expect(try model.logits(ModelInput(.dense(x), for: description)) == x)
  }

  @Test("blocks inside that do not fit are refused, with what would")
  func refusals() {
    for (block, phrase) in [
      (["transform": [["dense": 5]]], "readout: max"),
      (["globalconcat": ["blocks": [["readout": "max"]]]], "leave out poolings"),
      (["signflip": ["first": 2, "count": 3]], "channels up to 5"),
      (["transformer": ["heads": 3]], "3 heads for 4 channels"),
    ] as [(ModelValue, String)] {
      let error = #expect(throws: ModelError.self) {
        let description = try ModelDescription([
          "domain": "set", "symmetry": "permutation", "inputs": ["x": "scalar"],
          "blocks": [block, ["dense": "classes"]],
        ])
        let signature = InputSignature(
          channels: [.init("x", 4)], gridShape: [], classNames: ["a", "b"])
        _ = try Model(description, signature: signature, seed: 1)
      }
      #expect(error?.description.contains(phrase) == true, "\(error?.description ?? "")")
    }
  }

  @Test("signs flip by whole channels of an item, while training alone")
  func flips() throws {
    let lengths = [3, 0, 2, 4]
    let layer = LayerCase(
      block: ["signflip": ["first": 1, "count": 3]], domain: .set, shape: [9, 5],
      offsets: RaggedCases.offsets(lengths))
    try checkLayer(layer, seed: 39, motions: [RaggedCases.motion(lengths, seed: 40)]) { x, _ in x }
    var training = layer
    training.isTraining = true
    var flipped = 0, kept = 0
    for seed in 1...20 as ClosedRange<UInt64> {
      try checkLayer(training, seed: seed, motions: []) { x, _ in
        var rows = GraphCases.rows(x)
        let key = DropoutFactors.key(seed: seed, path: "blocks.0.signflip")
        var stream = RandomStream(seed: key, "signs")
        for range in RaggedCases.ranges(lengths) {
          for channel in 1..<4 where stream.next() & 1 == 1 {
            for row in range { rows[row][channel] *= -1 }
          }
        }
        return RaggedCases.tensor(rows, width: 5)
      }
      let x = randomTensor([9, 5], seed: seed, "flips")
      let y = try outputs(training, x, seed: seed)
      #expect(y == (try outputs(training, x, seed: seed)), "the same moment, the same signs")
      for range in RaggedCases.ranges(lengths) where !range.isEmpty {
        for channel in 0..<5 {
          let factors = Set(range.map { y[$0, channel] / x[$0, channel] })
          #expect(factors == [1] || (factors == [-1] && (1..<4).contains(channel)))
          if (1..<4).contains(channel) {
            if factors == [-1] { flipped += 1 } else { kept += 1 }
          }
        }
      }
    }
    // 180 fair coins: 13 off the half are two deviations.
    #expect(abs(flipped - kept) < 60 && flipped + kept == 180)
  }

  private func outputs(
    _ layer: LayerCase, _ x: Tensor<Double>, seed: UInt64
  ) throws -> Tensor<Double> {
    let description = try ModelDescription([
      "domain": "set", "symmetry": "permutation", "inputs": ["x": "scalar"],
      "blocks": .list([layer.block]),
    ])
    let signature = InputSignature(channels: [.init("x", 5)], gridShape: [], classNames: ["a"])
    let model = try Model(layers: description, signature: signature, seed: 0)
    let tape = Tape<Double>(recording: false)
    let offsets = try ItemOffsets(levels: [[0, 3, 3, 5, 9]])
    return try model.forward(
      .dense(tape.constant(x)), operators: [:], offsets: offsets, parameters: ParameterTree([]),
      tape: tape, mode: PassMode(isTraining: true, seed: seed, moment: "flips")
    ).logits.value
  }
}
