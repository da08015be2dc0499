import Autodiff
import Numerics
import Testing

@Suite struct MatrixMultiplyTests {
  @Test(arguments: [(1, 1, 1), (3, 5, 7), (0, 3, 2), (2, 0, 3), (65, 33, 129)])
  func `every transposition agrees with a loop in both precisions`(_ m: Int, _ k: Int, _ n: Int) {
    var numbers = TestNumbers(seed: 1)
    for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
      let a: Tensor<Double> = numbers.tensor(ta ? [k, m] : [m, k])
      let b: Tensor<Double> = numbers.tensor(tb ? [n, k] : [k, n])
      var reference: [Double] = []
      let (x, y) = (a.scalars, b.scalars)
      for i in 0..<m {
        for j in 0..<n {
          reference.append(
            (0..<k).map { x[ta ? $0 * m + i : i * k + $0] * y[tb ? j * k + $0 : $0 * n + j] }
              .reduce(0, +))
        }
      }
      let tape = Tape<Double>(recording: false)
      let product = tape.constant(a).matmul(
        tape.constant(b), transposingLeft: ta, transposingRight: tb)
      expectClose(product.value, reference, shape: [m, n], tolerance: 1e-13)
      let singles = Tape<Float>(recording: false)
      let single = singles.constant(a.converted(to: Float.self)).matmul(
        singles.constant(b.converted(to: Float.self)), transposingLeft: ta, transposingRight: tb)
      expectClose(single.value, reference, shape: [m, n], tolerance: 1e-5)
    }
  }

  @Test func `gradients of plain, shared and batched products with every transposition`() {
    for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
      for batch in [[], [3], [2, 1]] as [[Int]] {
        let a = batch + (ta ? [4, 3] : [3, 4])
        let b = tb ? [5, 4] : [4, 5]
        checkGradient(seed: 2, [a, b]) {
          $0[0].matmul($0[1], transposingLeft: ta, transposingRight: tb)
        }
        checkGradient(seed: 3, [a, batch + b]) {
          $0[0].matmul($0[1], transposingLeft: ta, transposingRight: tb)
        }
      }
    }
  }

  @Test func `a batch is its products one by one`() {
    var numbers = TestNumbers(seed: 4)
    let a: Tensor<Double> = numbers.tensor([3, 4, 5])
    let b: Tensor<Double> = numbers.tensor([3, 5, 2])
    let tape = Tape<Double>(recording: false)
    let all = tape.constant(a).matmul(tape.constant(b)).value
    for index in 0..<3 {
      let one = tape.constant(a.rows(index..<index + 1).reshaped(to: [4, 5]))
        .matmul(tape.constant(b.rows(index..<index + 1).reshaped(to: [5, 2]))).value
      #expect(all.rows(index..<index + 1).reshaped(to: [4, 2]) == one)
    }
  }

  @Test func `long inner sums and large tiles agree with double precision`() {
    var numbers = TestNumbers(seed: 5)
    for (m, n, k) in [(3, 5, 20_001), (701, 65, 33), (17, 1_031, 40)] {
      let a: Tensor<Double> = numbers.tensor([m, k])
      let b: Tensor<Double> = numbers.tensor([k, n])
      let singles = Tape<Float>(recording: false)
      let single = singles.constant(a.converted(to: Float.self))
        .matmul(singles.constant(b.converted(to: Float.self))).value
      let tape = Tape<Double>(recording: false)
      let double = tape.constant(a).matmul(tape.constant(b)).value
      expectClose(single, double.scalars, shape: [m, n], tolerance: 2e-5)
      let (x, y) = (a.scalars, b.scalars)
      for (i, j) in [(0, 0), (m - 1, n - 1), (m / 2, n / 3)] {
        let reference = (0..<k).map { x[i * k + $0] * y[$0 * n + j] }.reduce(0, +)
        #expect(abs(double[i, j] - reference) < 1e-10)
      }
    }
  }

  @Test func `a sparse product is the dense one, with the gradient to the dense side`() throws {
    var numbers = TestNumbers(seed: 6)
    for (rows, columns, width) in [(7, 5, 3), (1, 1, 1), (13, 6, 70), (4, 3, 0), (0, 3, 2)] {
      let entries = (0..<rows * columns / 2).map { _ in
        (row: numbers.below(rows), column: numbers.below(columns), value: numbers.uniform())
      }
      let matrix = try SparseMatrix<Double>(rows: rows, columns: columns, triplets: entries)
      var dense = [Double](repeating: 0, count: rows * columns)
      for entry in entries { dense[entry.row * columns + entry.column] += entry.value }
      let x: Tensor<Double> = numbers.tensor([columns, width])
      let sparse = SparseOperator(matrix)
      let reference = Tensor(shape: [rows, columns], dense)
      let tape = Tape<Double>(recording: false)
      let expected = tape.constant(reference).matmul(tape.constant(x)).value
      expectClose(sparse.multiply(x), expected.scalars, shape: [rows, width], tolerance: 1e-13)
      let single = SparseOperator(matrix.converted(to: Float.self))
      expectClose(
        single.multiply(x.converted(to: Float.self)), expected.scalars, shape: [rows, width],
        tolerance: 1e-5)
      if width < 10 { checkGradient(seed: 7, [[columns, width]]) { sparse.multiply($0[0]) } }
    }
  }

  @Test func `dropout on stored entries repeats in the gradient and keeps the pattern`() throws {
    let matrix = try SparseMatrix<Double>(
      rows: 40, columns: 30,
      triplets: (0..<600).map { (row: $0 % 40, column: $0 * 7 % 30, value: 1) })
    let dropped = SparseOperator(matrix).dropout(rate: 0.5, key: 99)
    #expect(dropped.nonzeroCount == matrix.values.count)
    checkGradient(seed: 8, [[30, 2]]) { dropped.multiply($0[0]) }
    let kept = dropped.multiply(Tensor(repeating: 1, shape: [30, 1])).scalars.reduce(0, +)
    let full = SparseOperator(matrix).multiply(Tensor(repeating: 1, shape: [30, 1])).scalars
      .reduce(0, +)
    #expect(kept > 0.6 * full && kept < 1.4 * full && kept != full)
  }
}
