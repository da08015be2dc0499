import Autodiff
import Testing

@Suite struct EmbeddingTests {
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `rows are those of the table, and their gradients the sums over their uses`(_ seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    let (entries, width) = (1 + numbers.below(5), numbers.below(4))
    let shape = (0..<1 + numbers.below(2)).map { _ in numbers.below(6) }
    let chosen = (0..<shape.reduce(1, *)).map { _ in Int32(numbers.below(entries)) }
    let indices = Tensor<Int32>(shape: shape, chosen)
    let table: Tensor<Double> = numbers.tensor([entries, width])
    let tape = Tape<Double>()
    let variable = tape.parameter(table)
    let result = variable.embedding(indices)
    let reference = chosen.flatMap { index in (0..<width).map { table[Int(index), $0] } }
    expectClose(result.value, reference, shape: shape + [width], tolerance: 0, "seed \(seed)")
    checkGradient(seed: seed, [[entries, width]]) { $0[0].embedding(indices) }

    let weights: Tensor<Double> = numbers.tensor(shape + [width])
    let padding = Int32(numbers.below(entries))
    let padded = tape.gradients(
      of: (variable.embedding(indices, padding: padding) * tape.constant(weights)).sum(),
      withRespectTo: [variable])[0]
    var sums = [Double](repeating: 0, count: entries * width)
    for (place, index) in chosen.enumerated() where index != padding {
      for c in 0..<width { sums[Int(index) * width + c] += weights.scalars[place * width + c] }
    }
    expectClose(padded, sums, shape: [entries, width], tolerance: 1e-14, "seed \(seed)")
  }

  @Test func `a table needs two axes`() {
    #expect(throws: TensorError.self) { try ShapeRules.embedding([3], indices: [2]) }
  }
}
