import Autodiff
import Testing

@Suite struct MovementTests {
  @Test(
    arguments: [
      ([3, 5], [1, 0]), ([2, 3, 4], [2, 0, 1]), ([2, 3, 4], [0, 2, 1]), ([2, 3, 4], [1, 0, 2]),
      ([2, 1, 3, 2, 2], [4, 2, 0, 1, 3]), ([0, 3], [1, 0]), ([1, 1], [1, 0]), ([40, 37], [1, 0]),
      ([], []),
    ] as [([Int], [Int])])
  func `a transposition puts every element in its place`(_ shape: [Int], _ order: [Int]) {
    var numbers = TestNumbers(seed: 1)
    let x: Tensor<Double> = numbers.tensor(shape)
    let result = Tape<Double>(recording: false).constant(x).transposed(order).value
    let target = order.map { shape[$0] }
    let reference = indices(of: target).map { index in
      var source = index
      for (place, axis) in order.enumerated() { source[axis] = index[place] }
      return x.scalars[zip(source, shape).reduce(0) { $0 * $1.1 + $1.0 }]
    }
    expectClose(result, reference, shape: target, tolerance: 0)
    if x.count < 100 { checkGradient(seed: 2, [shape]) { $0[0].transposed(order) } }
  }

  @Test func `concatenation lays parts end to end along any axis`() {
    for axis in -3..<3 {
      let place = (axis + 3) % 3
      var shapes = [[2, 3, 4], [2, 3, 4], [2, 3, 4]]
      shapes[1][place] = 1
      shapes[2][place] = 0
      checkGradient(seed: 3, shapes) { concatenate($0, axis: axis) }
    }
    let tape = Tape<Double>(recording: false)
    let (a, b) = (
      tape.constant(Tensor(shape: [2, 1], [1, 2])),
      tape.constant(Tensor(shape: [2, 2], [3, 4, 5, 6]))
    )
    expectClose(
      concatenate([a, b], axis: 1).value, [1, 3, 4, 2, 5, 6], shape: [2, 3], tolerance: 0)
  }

  @Test func `gathered rows send their gradients home, added up`() {
    checkGradient(seed: 4, [[4, 3]]) { $0[0].gatherRows([2, 0, 2, 2, 3]) }
    checkGradient(seed: 5, [[4, 2, 2]]) { $0[0].rows(1..<3) }
    checkGradient(seed: 6, [[4, 3]]) { $0[0].gatherRows([]) }
    checkGradient(seed: 7, [[2, 6]]) { $0[0].reshaped(to: [3, 4]) }
    let x = Tensor<Float>(shape: [3, 2], [1, 2, 3, 4, 5, 6])
    #expect(x.rows(at: [2, 0]).scalars == [5, 6, 1, 2])
    #expect(x.rows(1..<2).scalars == [3, 4])
    #expect(Tensor<Float>(shape: [2, 3], [1, 7, 7, 3, 2, 1]).argmaxRows() == [1, 0])
  }

  @Test func `dropout keeps the mean, follows its key and passes the same gradient`() {
    let tape = Tape<Float>()
    let x = tape.parameter(Tensor(repeating: 1, shape: [100_003]))
    let dropped = x.dropout(rate: 0.3, key: 7)
    let values = dropped.value.scalars
    let zeros = Double(values.filter { $0 == 0 }.count) / 100_003
    #expect(abs(zeros - 0.3) < 0.008)
    #expect(abs(values.map { Double($0) }.reduce(0, +) / 100_003 - 1) < 0.02)
    #expect(Set(values).count == 2)
    #expect(x.dropout(rate: 0.3, key: 7).value == dropped.value)
    #expect(x.dropout(rate: 0.3, key: 8).value != dropped.value)
    #expect(tape.gradients(of: dropped.sum(), withRespectTo: [x])[0] == dropped.value)
    // Neighbours, and elements a block apart, are independent.
    for lag in [1, 8, 64] {
      let both = zip(values, values.dropFirst(lag)).filter { $0.0 == 0 && $0.1 == 0 }.count
      #expect(abs(Double(both) / 100_003 - 0.09) < 0.006, "lag \(lag)")
    }
  }
}
