import Autodiff
import Foundation
import Numerics
import Testing

@Suite struct AttentionTests {
  /// Sizes and options drawn from a seed.
  struct Draw {
    var batch: Int, heads: Int, queries: Int, keys: Int, depth: Int, width: Int
    var options = Attention()
    var bias: [Int]?

    init(_ numbers: inout TestNumbers, below limit: Int) {
      (batch, heads) = (1 + numbers.below(3), 1 + numbers.below(3))
      (queries, keys) = (numbers.below(limit), numbers.below(limit))
      (depth, width) = (1 + numbers.below(limit), 1 + numbers.below(limit))
      options.isCausal = numbers.below(3) == 0
      if numbers.below(2) == 0 {
        options.scale = numbers.uniform(0.2...1.5) / Double(depth).squareRoot()
      }
      if numbers.below(2) == 0 {
        options.keyLengths = (0..<batch).map { _ in Int32(numbers.below(keys + 1)) }
      }
      if numbers.below(2) == 0 {
        let shape = Self.shape(&numbers, batch, heads, queries, keys)
        options.mask = AttentionMask(
          shape: shape, (0..<shape.reduce(1, *)).map { _ in numbers.below(4) > 0 })
      }
      if numbers.below(2) == 0 { bias = Self.shape(&numbers, batch, heads, queries, keys) }
    }

    private static func shape(
      _ numbers: inout TestNumbers, _ batch: Int, _ heads: Int, _ queries: Int, _ keys: Int
    ) -> [Int] {
      numbers.below(3) == 0
        ? [queries, keys]
        : [numbers.below(2) == 0 ? 1 : batch, numbers.below(2) == 0 ? 1 : heads, queries, keys]
    }

    var shapes: [[Int]] {
      [
        [batch, heads, queries, depth], [batch, heads, keys, depth], [batch, heads, keys, width],
      ] + (bias.map { [$0] } ?? [])
    }

    /// The coefficients of one pair by the formula, row by row.
    func coefficients(_ tensors: [Tensor<Double>], mask: [Bool]?, _ b: Int, _ h: Int) -> [[Double]]
    {
      (0..<queries).map { i in
        var row = (0..<keys).map { j -> Double in
          let score = (0..<depth).map { tensors[0][b, h, i, $0] * tensors[1][b, h, j, $0] }
            .reduce(0, +)
          var x = score * (options.scale ?? 1 / Double(depth).squareRoot())
          if let bias { x += tensors[3].scalars[offset([b, h, i, j], in: bias)] }
          if let mask, let shape = options.mask?.shape, !mask[offset([b, h, i, j], in: shape)] {
            x = -.infinity
          }
          if options.isCausal && j > i { x = -.infinity }
          if let lengths = options.keyLengths, j >= Int(lengths[b]) { x = -.infinity }
          return x
        }
        let top = row.max() ?? 0
        if top == -.infinity { return row.map { _ in 0 } }
        row = row.map { exp($0 - top) }
        let sum = row.reduce(0, +)
        return row.map { $0 / sum }
      }
    }
  }

  private func apply<S>(_ draw: Draw, _ v: [Variable<S>]) -> Variable<S> {
    v[0].attention(
      keys: v[1], values: v[2], bias: draw.bias == nil ? nil : v[3], draw.options)
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `the value is a loop's, whatever the sizes, masks and biases`(_ seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    var draw = Draw(&numbers, below: seed < 10 ? 20 : 90)
    if seed == 12 {
      (draw.batch, draw.heads, draw.keys, draw.options, draw.bias) = (1, 1, 1_100, Attention(), nil)
    }
    var mask: [Bool]?
    if let shape = draw.options.mask?.shape {
      mask = (0..<shape.reduce(1, *)).map { _ in numbers.below(4) > 0 }
      draw.options.mask = AttentionMask(shape: shape, mask ?? [])
    }
    let tensors: [Tensor<Double>] = draw.shapes.map { numbers.tensor($0, in: -2...2) }
    var reference: [Double] = []
    for b in 0..<draw.batch {
      for h in 0..<draw.heads {
        for row in draw.coefficients(tensors, mask: mask, b, h) {
          for c in 0..<draw.width {
            reference.append(
              row.indices.map { row[$0] * tensors[2][b, h, $0, c] }.reduce(0, +))
          }
        }
      }
    }
    let shape = [draw.batch, draw.heads, draw.queries, draw.width]
    let tape = Tape<Double>(recording: false)
    let double = apply(draw, tensors.map(tape.constant)).value
    expectClose(double, reference, shape: shape, tolerance: 1e-13, "seed \(seed)")
    let singles = Tape<Float>(recording: false)
    let single = apply(draw, tensors.map { singles.constant($0.converted(to: Float.self)) }).value
    expectClose(single, reference, shape: shape, tolerance: 3e-6, "seed \(seed)")
  }

  @Test(arguments: 1...16 as ClosedRange<UInt64>)
  func `gradients to queries, keys, values and bias`(_ seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    var draw = Draw(&numbers, below: 6)
    if seed > 10 {
      (draw.options.dropoutRate, draw.options.dropoutKey) = (0.3, numbers.next())
    }
    checkGradient(seed: seed, draw.shapes) { apply(draw, $0) }
  }

  @Test func `long sequences give the gradients of separate steps`() {
    for (seed, isCausal, batch) in [(1, false, 1), (2, true, 1), (3, true, 9)]
      as [(UInt64, Bool, Int)]
    {
      var numbers = TestNumbers(seed: seed)
      let (queries, keys) = batch == 1 ? (300, 1_300) : (140, 140)
      let shapes = [
        [batch, 1, queries, 5], [batch, 1, keys, 5], [batch, 1, keys, 3],
        [batch, 1, queries, 3],
      ]
      let tensors: [Tensor<Double>] = shapes.map { numbers.tensor($0) }
      func run(
        _ function: ([Variable<Double>]) -> Variable<Double>
      ) -> [Tensor<Double>] {
        let tape = Tape<Double>()
        let variables = tensors.map(tape.parameter)
        let result = function(variables)
        return [result.value]
          + tape.gradients(
            of: (result * variables[3]).sum(), withRespectTo: Array(variables.prefix(3)))
      }
      let fused = run { $0[0].attention(keys: $0[1], values: $0[2], Attention(isCausal: isCausal)) }
      let hidden = Tensor<Double>(
        shape: [queries, keys],
        (0..<queries * keys).map { isCausal && $0 % keys > $0 / keys ? -1e30 : 0 })
      let apart = run {
        let scores = $0[0].matmul($0[1], transposingRight: true) * (1 / 5.0.squareRoot())
        return (scores + $0[0].tape.constant(hidden)).softmax().matmul($0[2])
      }
      for (one, other) in zip(fused, apart) {
        expectClose(one, other.scalars, shape: other.shape, tolerance: 1e-12, "seed \(seed)")
      }
    }
  }

  @Test func `self-attention is attention of the thirds, gradients as well`() {
    for seed in 1...6 as ClosedRange<UInt64> {
      var numbers = TestNumbers(seed: seed)
      let (batch, length) = (1 + numbers.below(3), numbers.below(9))
      let (heads, depth) = (1 + numbers.below(3), 1 + numbers.below(5))
      let options = Attention(
        isCausal: numbers.below(2) == 0, dropoutRate: seed > 3 ? 0.25 : 0, dropoutKey: seed)
      let bias = [1, heads, length, length]
      let packed: Tensor<Double> = numbers.tensor([batch, length, 3 * heads * depth])
      let values: Tensor<Double> = numbers.tensor(bias)
      func third(_ index: Int) -> Tensor<Double> {
        Tensor(
          shape: [batch, heads, length, depth],
          indices(of: [batch, heads, length, depth]).map {
            packed[$0[0], $0[2], (index * heads + $0[1]) * depth + $0[3]]
          })
      }
      let tape = Tape<Double>(recording: false)
      let whole = tape.constant(packed).selfAttention(
        heads: heads, bias: tape.constant(values), options)
      let apart = tape.constant(third(0)).attention(
        keys: tape.constant(third(1)), values: tape.constant(third(2)),
        bias: tape.constant(values), options)
      let reordered = apart.transposed([0, 2, 1, 3]).value.scalars
      expectClose(
        whole.value, reordered, shape: [batch, length, heads * depth], tolerance: 1e-14,
        "seed \(seed)")
      checkGradient(seed: seed, [packed.shape, bias]) {
        $0[0].selfAttention(heads: heads, bias: $0[1], options)
      }
    }
  }

  @Test func `views are read where they are`() {
    checkGradient(seed: 71, [[2, 5, 3, 4], [2, 5, 3, 4], [2, 4, 5, 3]]) {
      // The rows of the first two have no gaps, those of the last have.
      $0[0].transposed([0, 2, 1, 3]).attention(
        keys: $0[1].transposed([0, 2, 1, 3]), values: $0[2].transposed([0, 3, 2, 1]))
    }
    var numbers = TestNumbers(seed: 72)
    let x: Tensor<Double> = numbers.tensor([2, 5, 3, 4])
    let tape = Tape<Double>(recording: false)
    let view = tape.constant(x).transposed([0, 2, 1, 3])
    let copy = tape.constant(Tensor(shape: view.shape, view.value.scalars))
    #expect(
      view.attention(keys: view, values: view).value
        == copy.attention(keys: copy, values: copy).value)
  }

  @Test func `dropout zeroes the coefficients it says, and keeps their mean`() {
    let (batch, length) = (8, 130)
    let tape = Tape<Float>(recording: false)
    let zeros = tape.constant(Tensor<Float>(zeros: [batch, 1, length, 4]))
    let ones = tape.constant(Tensor<Float>(repeating: 1, shape: [batch, 1, length, 1]))
    func run(_ key: UInt64) -> [Float] {
      zeros.attention(
        keys: zeros, values: ones, Attention(dropoutRate: 0.25, dropoutKey: key)
      ).value.scalars
    }
    let (first, second) = (run(1), run(2))
    #expect(first == run(1) && first != second)
    let mean = first.map(Double.init).reduce(0, +) / Double(first.count)
    #expect(abs(mean - 1) < 0.01, "mean \(mean)")
    // Every coefficient is 1/130 or 0, so a row counts those kept.
    for value in first {
      let kept = Double(value) * 130 * 0.75
      #expect(abs(kept - kept.rounded()) < 1e-3 && kept > 65 && kept < 125)
    }
  }

  @Test func `memory grows with the length, not with its square`() {
    let length = 8_192
    var numbers = TestNumbers(seed: 3)
    let packed: Tensor<Float> = numbers.tensor([1, length, 3 * 8])
    let before = TensorPool.retainedBytes
    do {
      let tape = Tape<Float>()
      let x = tape.parameter(packed)
      let options = Attention(isCausal: true, dropoutRate: 0.1, dropoutKey: 1)
      _ = tape.gradients(of: x.selfAttention(heads: 1, options).sum(), withRespectTo: [x])
    }
    // All that was used waits to be used again. Other suites share that memory, so the bound has room: it is half of
    // one matrix of all coefficients, 256 MB.
    #expect(TensorPool.retainedBytes - before < length * length * 4 / 2)
  }

  @Test func `shapes that do not fit are refused with both shapes`() {
    let error = #expect(throws: TensorError.self) {
      try ShapeRules.attention(queries: [1, 2, 3, 4], keys: [1, 2, 5, 3], values: [1, 2, 5, 4])
    }
    #expect(error?.shapes == [[1, 2, 3, 4], [1, 2, 5, 3], [1, 2, 5, 4]])
    #expect(throws: TensorError.self) {
      try ShapeRules.attention(
        queries: [1, 2, 3, 4], keys: [1, 2, 5, 4], values: [1, 2, 5, 4], bias: [3, 4])
    }
    #expect(throws: TensorError.self) { try ShapeRules.selfAttention([2, 5, 12], heads: 3) }
    #expect(throws: TensorError.self) {
      try ShapeRules.selfAttention([2, 5, 12], heads: 2, keyLengths: 3)
    }
  }
}
