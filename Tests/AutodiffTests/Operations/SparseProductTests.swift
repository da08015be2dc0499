import Autodiff
import Numerics
import Testing

@Suite struct SparseProductTests {
  /// Odd widths reach every way the kernel cuts a row, in one precision or the other.
  static let widths = [
    1, 2, 3, 4, 5, 7, 8, 11, 15, 16, 17, 31, 33, 40, 64, 127, 129, 130, 145, 271,
  ]

  @Test(arguments: widths)
  func `entries times a dense matrix is the sum over the entries of each row`(_ width: Int) throws {
    var numbers = TestNumbers(seed: UInt64(width))
    for heads in [nil, 1, 3] as [Int?] {
      let random = try RandomPattern(rows: 13, columns: 9, edges: 50, &numbers)
      let count = random.pattern.nonzeroCount
      let tail = heads.map { [$0] } ?? []
      let values: Tensor<Double> = numbers.tensor([count] + tail)
      let x: Tensor<Double> = numbers.tensor([9] + tail + [width])
      let step = (heads ?? 1) * width
      var expected = [Double](repeating: 0, count: 13 * step)
      for (entry, place) in random.entries.enumerated() {
        for c in 0..<step {
          let value = values.scalars[entry * (heads ?? 1) + c / width]
          expected[place.row * step + c] += value * x.scalars[place.column * step + c]
        }
      }
      let shape = [13] + tail + [width]
      let tape = Tape<Double>(recording: false)
      let product = random.pattern.multiply(tape.constant(values), tape.constant(x))
      expectClose(product.value, expected, shape: shape, tolerance: 1e-13, "heads \(heads ?? 0)")
      let single = Tape<Float>(recording: false)
      let rough = random.pattern.multiply(
        single.constant(values.converted(to: Float.self)),
        single.constant(x.converted(to: Float.self)))
      expectClose(rough.value, expected, shape: shape, tolerance: 1e-5, "heads \(heads ?? 0)")
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `gradients flow to the entries and to the dense side`(seed: UInt64) throws {
    var numbers = TestNumbers(seed: seed)
    let (rows, columns) = (numbers.below(7), numbers.below(7))
    let (heads, width) = (1 + numbers.below(3), numbers.below(5))
    let random = try RandomPattern(rows: rows, columns: columns, edges: 15, &numbers)
    let (pattern, count) = (random.pattern, random.pattern.nonzeroCount)
    checkGradient(seed: seed, [[count], [columns, width]]) { pattern.multiply($0[0], $0[1]) }
    checkGradient(seed: seed, [[count, heads], [columns, heads, width]]) {
      pattern.multiply($0[0], $0[1])
    }
    checkGradient(seed: seed, [[rows, width], [columns, width]]) {
      pattern.sampledProduct($0[0], $0[1])
    }
    checkGradient(seed: seed, [[rows, heads, width], [columns, heads, width]]) {
      pattern.sampledProduct($0[0], $0[1])
    }
    checkGradient(seed: seed, [[rows], [columns]]) { pattern.sampledSum($0[0], $0[1]) }
    checkGradient(seed: seed, [[rows, heads], [columns, heads]]) {
      pattern.sampledSum($0[0], $0[1])
    }
    let values: Tensor<Double> = numbers.tensor([count])
    let sparse = SparseOperator(pattern: pattern, values: values)
    checkGradient(seed: seed, [[columns, width], [width]]) { sparse.multiply($0[0], adding: $0[1]) }
  }

  @Test(arguments: [1, 5, 8, 33])
  func `products and sums are sampled at the entries alone`(_ width: Int) throws {
    var numbers = TestNumbers(seed: UInt64(width))
    let random = try RandomPattern(rows: 6, columns: 11, edges: 30, &numbers)
    let heads = 3
    let a: Tensor<Float> = numbers.tensor([6, heads, width])
    let b: Tensor<Float> = numbers.tensor([11, heads, width])
    var products: [Double] = []
    var sums: [Double] = []
    for place in random.entries {
      for head in 0..<heads {
        let left = a.scalars[
          (place.row * heads + head) * width..<(place.row * heads + head + 1) * width]
        let start = (place.column * heads + head) * width
        let right = b.scalars[start..<start + width]
        products.append(zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) })
        sums.append(Double(left.first ?? 0) + Double(right.first ?? 0))
      }
    }
    let tape = Tape<Float>(recording: false)
    let shape = [random.pattern.nonzeroCount, heads]
    expectClose(
      random.pattern.sampledProduct(tape.constant(a), tape.constant(b)).value, products,
      shape: shape, tolerance: 1e-6)
    func first(_ x: Tensor<Float>, _ rows: Int) -> Variable<Float> {
      tape.constant(
        Tensor(shape: [rows, heads], (0..<rows * heads).map { x.scalars[$0 * width] }))
    }
    expectClose(
      random.pattern.sampledSum(first(a, 6), first(b, 11)).value, sums, shape: shape,
      tolerance: 1e-6)
  }

  @Test func `a bias is added to every row, rows without entries too`() throws {
    let pattern = try SparsePattern(rows: 3, columns: 2, edges: [(row: 1, column: 0)])
    let sparse = SparseOperator(pattern: pattern, values: Tensor<Float>(shape: [1], [2]))
    let tape = Tape<Float>(recording: false)
    let result = sparse.multiply(
      tape.constant(Tensor(shape: [2, 2], [1, 2, 3, 4])),
      adding: tape.constant(Tensor(shape: [2], [10, 20])))
    #expect(result.value.scalars == [10, 20, 12, 24, 10, 20])
  }

  @Test func `a rectifier with dropout is the one after the other`() {
    var numbers = TestNumbers(seed: 3)
    let x: Tensor<Float> = numbers.tensor([333, 777])
    let tape = Tape<Float>()
    let (one, two) = (tape.parameter(x), tape.parameter(x))
    let joined = one.relu(dropout: 0.3, key: 5)
    let apart = two.relu().dropout(rate: 0.3, key: 5)
    #expect(joined.value == apart.value)
    let weights = tape.constant(numbers.tensor([333, 777]))
    let loss = (joined * weights).sum() + (apart * weights).sum()
    let gradients = tape.gradients(of: loss, withRespectTo: [one, two])
    #expect(gradients[0] == gradients[1])
    checkGradient(seed: 4, [[3, 5]]) { $0[0].relu(dropout: 0.5, key: 9) }
    checkGradient(seed: 5, [[3, 0]]) { $0[0].relu(dropout: 0.5, key: 9) }
  }
}
