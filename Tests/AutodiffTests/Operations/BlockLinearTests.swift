import Autodiff
import Numerics
import Testing

@Suite struct BlockLinearTests {
  /// Blocks over two inputs: the second half of a's columns twice, all of b's, and a run of outputs that two share.
  private func blocks<S: TensorScalar>(_ p: [Variable<S>], _ sizes: [Int]) -> Variable<S> {
    let (a, c) = (sizes[0], sizes[2])
    return linear(
      [
        LinearBlock(p[0], columns: a..<2 * a, weights: p[2], output: 1),
        LinearBlock(p[1], weights: p[3], output: 1),
        LinearBlock(p[0], columns: a..<2 * a, weights: p[4], output: 1 + c),
      ], width: 3 + 2 * c, bias: p[5])
  }

  private func shapes(_ rows: Int, _ sizes: [Int]) -> [[Int]] {
    let (a, b, c) = (sizes[0], sizes[1], sizes[2])
    return [[rows, 2, a], [rows, b], [a, c], [b, c], [a, c], [3 + 2 * c]]
  }

  @Test(arguments: [
    (3, [2, 3, 4]), (1, [1, 1, 1]), (0, [2, 1, 3]), (7, [0, 2, 3]), (5, [2, 3, 0]),
    (301, [17, 40, 33]), (40, [600, 3, 5]),
  ])
  func `blocks are what one product with zeros between them is`(_ rows: Int, _ sizes: [Int]) {
    let (a, b, c) = (sizes[0], sizes[1], sizes[2])
    var numbers = TestNumbers(seed: UInt64(rows))
    let inputs = shapes(rows, sizes).map { numbers.tensor($0) as Tensor<Double> }
    let values = inputs.map(\.scalars)
    let width = 3 + 2 * c
    var expected: [Double] = []
    for row in 0..<rows {
      for column in 0..<width {
        var sum = values[5][column]
        for k in 0..<a {
          let x = values[0][row * 2 * a + a + k]
          if (1..<1 + c).contains(column) { sum += x * values[2][k * c + column - 1] }
          if (1 + c..<1 + 2 * c).contains(column) { sum += x * values[4][k * c + column - 1 - c] }
        }
        for k in 0..<b where (1..<1 + c).contains(column) {
          sum += values[1][row * b + k] * values[3][k * c + column - 1]
        }
        expected.append(sum)
      }
    }
    expectClose(
      blocks(inputs.map(fixed), sizes).value, expected, shape: [rows, width], tolerance: 1e-13)
    expectClose(
      blocks(inputs.map { fixed($0.converted(to: Float.self)) }, sizes).value, expected,
      shape: [rows, width], tolerance: 1e-5)
    guard rows < 20 else { return }
    checkGradient(seed: 5, shapes(rows, sizes)) { blocks($0, sizes) }
    // Inputs or weights that are data get no gradient; the others' do not change.
    let tape = Tape<Double>()
    let all = inputs.map(tape.parameter)
    func gradients(constant: Set<Int>) -> [Tensor<Double>] {
      let given = all.indices.map { constant.contains($0) ? all[$0].detached() : all[$0] }
      let result = blocks(given, sizes)
      return tape.gradients(
        of: (result * result).sum(),
        withRespectTo: all.indices.filter { !constant.contains($0) }.map { all[$0] },
        keepingTape: true)
    }
    let whole = gradients(constant: [])
    #expect(gradients(constant: [0, 1]) == Array(whole[2...]))
    #expect(gradients(constant: [2, 3, 4, 5]) == Array(whole[..<2]))
  }

  @Test func `shapes that do not fit are refused`() {
    func message(_ weights: [Int], bias: [Int]? = nil, columns: Range<Int> = 2..<5) -> String {
      do throws(TensorError) {
        _ = try ShapeRules.blockLinear([([7, 5], columns, weights, 2)], width: 6, bias: bias)
        return ""
      } catch { return error.description }
    }
    #expect(message([3, 4]) == "")
    #expect(
      message([3, 5])
        == "linear blocks of [7, 5] and [3, 5]: 3 columns for columns from 2 of 6 need weights [3, 4 at most]"
    )
    #expect(
      message([3, 4], columns: 3..<6)
        == "linear blocks of [7, 5]: columns 3..<6 need an input of 7 rows with so many elements each"
    )
    #expect(message([3, 4], bias: [5]) == "linear blocks of [5]: the bias needs shape [6]")
  }
}

extension DeterminismTests {
  @Test func `linear layers of blocks`() {
    same("blocks") {
      gradients([[1_237, 77], [1_237, 31], [40, 65], [31, 65], [37, 19], [90]]) { p in
        linear(
          [
            LinearBlock(p[0], columns: 0..<40, weights: p[2], output: 0),
            LinearBlock(p[1], weights: p[3], output: 0),
            LinearBlock(p[0], columns: 40..<77, weights: p[4], output: 65),
          ], width: 90, bias: p[5])
      }
    }
  }
}
