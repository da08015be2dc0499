import Autodiff
import Testing

/// Operations on views have the gradients that they have on tensors in row-major order, and so they do when
/// one variable stands in two places.
@Suite struct ViewGradientTests {
  typealias Operation = ([Variable<Double>]) throws -> Variable<Double>

  /// An operation and the shapes of what it takes, of one rank or more.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let shapes: [[Int]]
    let operation: @Sendable ([Variable<Double>]) throws -> Variable<Double>

    init(
      _ name: String, _ shapes: [[Int]],
      _ operation: @escaping @Sendable ([Variable<Double>]) throws -> Variable<Double>
    ) {
      (testDescription, self.shapes, self.operation) = (name, shapes, operation)
    }
  }

  static let cases = [
    Case("convolution", [[2, 4, 5, 3], [3, 3, 3, 2], [2]]) {
      $0[0].convolution(weights: $0[1], bias: $0[2])
    },
    Case("rectified convolution", [[2, 6, 3], [3, 3, 2], [2]]) {
      $0[0].convolution(weights: $0[1], bias: $0[2], activation: .relu)
    },
    Case("grouped convolution", [[2, 4, 4, 4], [2, 3, 2, 4]]) {
      $0[0].convolution(weights: $0[1], Convolution(groups: 2))
    },
    Case("transposedConvolution", [[2, 3, 4, 3], [2, 2, 2, 3], [2]]) {
      $0[0].transposedConvolution(weights: $0[1], bias: $0[2])
    },
    Case("maxPool", [[2, 4, 5, 3]]) { $0[0].maxPool(Pool(window: [2, 2], stride: [2, 2])) },
    Case("averagePool", [[2, 4, 5, 3]]) {
      $0[0].averagePool(Pool(window: [2, 2], stride: [2, 2]))
    },
    Case("batchNormalized", [[5, 3], [3], [3]]) {
      $0[0].batchNormalized(scale: $0[1], shift: $0[2]).output
    },
    Case("groupNormalized", [[2, 5, 4], [4], [4]]) {
      $0[0].groupNormalized(groups: 2, scale: $0[1], shift: $0[2])
    },
    Case("layerNormalized", [[5, 4], [5, 4], [4], [4]]) {
      $0[0].layerNormalized(adding: $0[1], scale: $0[2], shift: $0[3])
    },
    Case("linear", [[4, 3], [3, 5], [5]]) {
      $0[0].linear(weights: $0[1], bias: $0[2], activation: .gelu)
    },
    Case("attention", [[2, 2, 3, 4], [2, 2, 5, 4], [2, 2, 5, 3], [3, 5]]) {
      $0[0].attention(keys: $0[1], values: $0[2], bias: $0[3])
    },
    Case("selfAttention", [[2, 3, 12]]) { $0[0].selfAttention(heads: 2) },
    Case("lstm", [[2, 3, 4], [4, 12], [3, 12], [2, 3], [2, 3]]) {
      $0[0].lstm(.init(input: $0[1], hidden: $0[2]), initial: ($0[3], $0[4])).outputs
    },
    Case("gru", [[2, 3, 4], [4, 9], [3, 9], [9], [9]]) {
      $0[0].gru(.init(input: $0[1], hidden: $0[2], inputBias: $0[3], hiddenBias: $0[4])).outputs
    },
    Case("crossEntropy", [[4, 3]]) { $0[0].crossEntropy(labels: [2, -1, 0, 1], smoothing: 0.1) },
    Case("crossEntropy of rows", [[4, 3]]) {
      $0[0].crossEntropy(labels: [2, -1, 0, 1], rows: [3, 0, 3])
    },
    Case("squaredError", [[4, 3], [4, 3]]) { $0[0].squaredError(to: $0[1], rows: [2, 0]) },
    Case("cosineSimilarity", [[4, 3], [4, 3]]) { $0[0].cosineSimilarity(to: $0[1]) },
    Case("softmax", [[3, 4]]) { $0[0].softmax() },
    Case("logSumExp", [[3, 4]]) { $0[0].logSumExp(axis: 0) },
    Case("cumulativeSum", [[3, 4]]) { $0[0].cumulativeSum(axis: 0) },
    Case("max", [[3, 4]]) { $0[0].max(axis: 1) },
    Case("norm", [[3, 4]]) { $0[0].norm(axes: [1]) },
    Case("variance", [[3, 4]]) { $0[0].variance(axes: [0]) },
    Case("matmul", [[2, 3, 4], [4, 5]]) { $0[0].matmul($0[1]) },
    Case("gatherRows", [[4, 3]]) { $0[0].gatherRows([3, 1, 3]) },
    Case("selected", [[4, 3]]) { $0[0].selected([2, 0, 2], axis: 1) },
    Case("sum over segments", [[5, 3]]) {
      try $0[0].sum(over: Segments(ids: [1, 0, 2, 0, 1], count: 3))
    },
    Case("softmax over segments", [[5, 3]]) {
      try $0[0].softmax(over: Segments(ids: [1, 0, 2, 0, 1], count: 3))
    },
    Case("realFourier", [[2, 6, 3]]) { $0[0].realFourier(axes: [1]).parts },
    Case("messages", [[4, 6], [5, 2], [2, 3], [3]]) {
      try EdgeList(senders: [0, 1, 2, 3, 0], receivers: [1, 2, 3, 0, 2], nodes: 4)
        .messages(nodes: $0[0], edges: ($0[1], $0[2]), bias: $0[3], activation: .silu)
    },
    Case("attend", [[3, 2], [4, 2], [4, 2, 3]]) {
      try SparsePattern(rows: 3, columns: 4, edges: [(0, 1), (0, 3), (1, 0), (2, 2), (2, 3)])
        .attend(queries: $0[0], keys: $0[1], values: $0[2])
    },
    Case("sampledProduct", [[3, 2], [4, 2]]) {
      try SparsePattern(rows: 3, columns: 4, edges: [(0, 1), (0, 3), (1, 0), (2, 2), (2, 3)])
        .sampledProduct($0[0], $0[1])
    },
    Case("relu with dropout", [[9, 8]]) { $0[0].relu(dropout: 0.3, key: 4) },
    Case("padded", [[3, 4]]) { $0[0].padded([(1, 2), (0, 1)]) },
    Case("power", [[3, 4], [3, 4]]) { ($0[0] * $0[0] + 1).power($0[1]) },
  ]

  /// Twice the size along the first axis, to be cut from its second row on.
  private static func larger(_ shape: [Int]) -> [Int] { [shape[0] + 2] + shape.dropFirst() }

  @Test(arguments: cases) func `rows cut from a larger tensor have right gradients`(_ test: Case)
    throws
  {
    checkGradient(seed: 51, test.shapes.map(Self.larger), tolerance: 1e-5) { inputs in
      let parts = zip(inputs, test.shapes).map { $0.rows(1..<($1[0] + 1)) }
      return Self.result(test, parts)
    }
  }

  @Test(arguments: cases) func `tensors with their axes exchanged have right gradients`(
    _ test: Case
  ) throws {
    checkGradient(
      seed: 52, test.shapes.map { Array($0.reversed()) }, tolerance: 1e-5
    ) { inputs in Self.result(test, inputs.map { $0.transposed() }) }
  }

  private static func result(_ test: Case, _ inputs: [Variable<Double>]) -> Variable<Double> {
    do {
      return try test.operation(inputs)
    } catch {
      Issue.record("\(test): \(error)")
      return inputs[0]
    }
  }

  @Test func `one variable in two places gets both gradients`() {
    checkGradient(seed: 53, [[4, 4]]) { $0[0].matmul($0[0]) + $0[0] * $0[0] }
    checkGradient(seed: 54, [[4, 4], [4], [4]]) {
      $0[0].layerNormalized(adding: $0[0], scale: $0[1], shift: $0[1])
    }
    checkGradient(seed: 55, [[2, 2, 3, 3]]) { $0[0].attention(keys: $0[0], values: $0[0]) }
    checkGradient(seed: 56, [[4, 4]]) { $0[0].linear(weights: $0[0], activation: .tanh) }
    checkGradient(seed: 57, [[5, 3]]) {
      let parts = $0[0].split(axis: 1, sizes: [1, 2])
      return concatenate(
        [$0[0], parts[1], parts[0].exp(), $0[0].relu(dropout: 0.4, key: 2)], axis: 1)
    }
    checkGradient(seed: 58, [[3, 3, 3, 3]]) { $0[0].convolution(weights: $0[0]) }
  }

  @Test func `a gradient that is asked for stays as it is when a later pullback works in place`() {
    var numbers = TestNumbers(seed: 59)
    let x: Tensor<Float> = numbers.tensor([7, 9])
    let tape = Tape<Float>()
    let input = tape.parameter(x)
    let sum = input + tape.parameter(x)
    let result = sum.relu(dropout: 0.5, key: 3)
    let copy = result * 1
    let found = tape.gradients(of: copy.sum(), withRespectTo: [result, sum, input])
    #expect(found[0] == Tensor(repeating: 1, shape: [7, 9]))
    #expect(found[1] == found[2])
    #expect(found[1] != found[0])
  }

  @Test func `a power of 0 has slope 0, at 0 too`() {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor([0.0, 2, -3]))
    let exponents = tape.parameter(Tensor([0.0, 0, 0]))
    let loss = (x.power(0) + x.power(exponents)).sum()
    #expect(loss.value.scalar == 6)
    let found = tape.gradients(of: loss, withRespectTo: [x])[0]
    #expect(found == Tensor(zeros: [3]))
  }

  @Test func `statistics over no rows are zeros, and so are the gradients`() {
    let tape = Tape<Float>()
    let x = tape.parameter(Tensor(zeros: [0, 3]))
    let (scale, shift) = (
      tape.parameter(Tensor(repeating: 2, shape: [3])), tape.parameter(Tensor(zeros: [3]))
    )
    let batch = x.batchNormalized(scale: scale, shift: shift)
    #expect(batch.output.shape == [0, 3])
    #expect(batch.mean == Tensor(zeros: [3]) && batch.variance == Tensor(zeros: [3]))
    let found = tape.gradients(of: batch.output.sum(), withRespectTo: [scale, shift])
    #expect(found == [Tensor(zeros: [3]), Tensor(zeros: [3])])
  }

  @Test(arguments: [1, 2, 3, 4])
  func `transforms of rows within a tensor are those of the rows alone`(
    _ row: Int
  ) {
    var numbers = TestNumbers(seed: 60)
    // Rows of 35 numbers begin at every alignment that single precision has.
    let whole: Tensor<Float> = numbers.tensor([9, 7, 5])
    let part = whole.rows(row..<(row + 4))
    let alone = Tensor(shape: part.shape, part.scalars)
    let tape = Tape<Float>(recording: false)
    func spectrum(_ x: Tensor<Float>) -> Tensor<Float> {
      tape.constant(x).realFourier(axes: [1]).parts.value
    }
    expectClose(
      spectrum(part), spectrum(alone).scalars.map { Double($0) }, shape: [4, 4, 5, 2],
      tolerance: 1e-6, "realFourier")
    let complex: Tensor<Float> = numbers.tensor([9, 7, 3, 2])
    let inner = complex.rows(row..<(row + 4))
    func back(_ x: Tensor<Float>) -> Tensor<Float> {
      ComplexVariable(parts: tape.constant(x)).inverseFourier(axes: [1]).parts.value
    }
    expectClose(
      back(inner), back(Tensor(shape: inner.shape, inner.scalars)).scalars.map { Double($0) },
      shape: [4, 7, 3, 2], tolerance: 1e-6, "inverseFourier")
  }
}
