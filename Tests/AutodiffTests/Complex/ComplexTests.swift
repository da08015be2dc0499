import Autodiff
import Numerics
import Testing

@Suite struct ComplexTests {
  /// The complex elements of a tensor of parts.
  private func pairs(_ tensor: Tensor<Double>) -> [(Double, Double)] {
    let values = tensor.scalars
    return (0..<values.count / 2).map { (values[2 * $0], values[2 * $0 + 1]) }
  }

  private static let shapes: [([Int], [Int])] = [
    ([3, 4], [3, 4]), ([2, 3, 5], [5]), ([2, 1, 4], [3, 1]), ([], [2, 2]), ([0, 3], [3]),
    ([2, 3, 2, 3], [3, 1, 3]), ([1], [1]),
  ]

  @Test(arguments: 0..<7) func `products are those of complex numbers, broadcast`(_ number: Int) {
    let (a, b) = Self.shapes[number]
    for seed in UInt64(1)...3 {
      var numbers = TestNumbers(seed: seed)
      let x: Tensor<Double> = numbers.tensor(a + [2])
      let y: Tensor<Double> = numbers.tensor(b + [2])
      let filter: Tensor<Double> = numbers.tensor(b)
      let tape = Tape<Double>(recording: false)
      let (u, v) = (
        ComplexVariable(parts: tape.constant(x)), ComplexVariable(parts: tape.constant(y))
      )
      let shape = (try? ShapeRules.broadcast("test", a, b)) ?? []
      let (p, q, f) = (pairs(x), pairs(y), filter.scalars)
      var (products, conjugates, scaled): ([Double], [Double], [Double]) = ([], [], [])
      for index in indices(of: shape) {
        let (i, j) = (offset(index, in: a), offset(index, in: b))
        let (r, s) = (p[i], q[j])
        products += [r.0 * s.0 - r.1 * s.1, r.0 * s.1 + r.1 * s.0]
        conjugates += [r.0 * s.0 + r.1 * s.1, r.1 * s.0 - r.0 * s.1]
        scaled += [r.0 * f[j], r.1 * f[j]]
      }
      let parts = shape + [2]
      expectClose((u * v).parts.value, products, shape: parts, tolerance: 1e-14)
      expectClose(
        u.multiplied(byConjugateOf: v).parts.value, conjugates, shape: parts, tolerance: 1e-14)
      expectClose((u * tape.constant(filter)).parts.value, scaled, shape: parts, tolerance: 1e-14)
      let floats = Tape<Float>(recording: false)
      let single =
        ComplexVariable(parts: floats.constant(x.converted(to: Float.self)))
        * ComplexVariable(parts: floats.constant(y.converted(to: Float.self)))
      expectClose(single.parts.value, products, shape: parts, tolerance: 1e-6)
    }
  }

  @Test(arguments: 0..<7) func `gradients of products`(_ number: Int) {
    let (a, b) = Self.shapes[number]
    for seed in UInt64(1)...3 {
      checkGradient(seed: seed, [a + [2], b + [2]]) {
        (ComplexVariable(parts: $0[0]) * ComplexVariable(parts: $0[1])).parts
      }
      checkGradient(seed: seed, [a + [2], b + [2]]) {
        ComplexVariable(parts: $0[0])
          .multiplied(byConjugateOf: ComplexVariable(parts: $0[1])).parts
      }
      checkGradient(seed: seed, [a + [2], b]) { (ComplexVariable(parts: $0[0]) * $0[1]).parts }
    }
  }

  @Test func `a product of a variable with itself gets both gradients`() {
    checkGradient(seed: 4, [[3, 2]]) {
      let z = ComplexVariable(parts: $0[0])
      return (z * z).multiplied(byConjugateOf: z).parts
    }
  }

  @Test(arguments: [[3, 4], [1], [0, 2], []])
  func `parts, conjugates and magnitudes with their gradients`(_ shape: [Int]) {
    var numbers = TestNumbers(seed: 5)
    let x: Tensor<Double> = numbers.tensor(shape + [2])
    let tape = Tape<Double>(recording: false)
    let z = ComplexVariable(parts: tape.constant(x))
    let values = pairs(x)
    expectClose(z.real.value, values.map(\.0), shape: shape, tolerance: 0)
    expectClose(z.imaginary.value, values.map(\.1), shape: shape, tolerance: 0)
    #expect(ComplexVariable(real: z.real, imaginary: z.imaginary).parts.value == x)
    expectClose(
      z.conjugate().parts.value, values.flatMap { [$0.0, -$0.1] }, shape: shape + [2],
      tolerance: 0)
    expectClose(
      z.squaredMagnitude().value, values.map { $0.0 * $0.0 + $0.1 * $0.1 }, shape: shape,
      tolerance: 1e-15)
    checkGradient(seed: 6, [shape + [2]]) { ComplexVariable(parts: $0[0]).real }
    checkGradient(seed: 7, [shape + [2]]) { ComplexVariable(parts: $0[0]).imaginary }
    checkGradient(seed: 8, [shape + [2]]) { ComplexVariable(parts: $0[0]).conjugate().parts }
    checkGradient(seed: 9, [shape + [2]]) { ComplexVariable(parts: $0[0]).squaredMagnitude() }
  }

  @Test func `matrix products and channel mixing agree with loops`() {
    for seed in UInt64(1)...6 {
      var numbers = TestNumbers(seed: seed)
      func size(_ bound: Int) -> Int { numbers.below(bound) + (seed == 6 ? 0 : 1) }
      let (n, f, g, k, o) = (size(5), size(3), size(4), size(5), size(6))
      let x: Tensor<Double> = numbers.tensor([n, f, g, k, 2])
      let w: Tensor<Double> = numbers.tensor([f, g, k, o, 2])
      let (p, q) = (pairs(x), pairs(w))
      var reference: [Double] = []
      for index in indices(of: [n, f, g, o]) {
        let frequency = index[1] * g + index[2]
        var sum = (0.0, 0.0)
        for c in 0..<k {
          let (a, b) = (
            p[(index[0] * f * g + frequency) * k + c], q[(frequency * k + c) * o + index[3]]
          )
          sum.0 += a.0 * b.0 - a.1 * b.1
          sum.1 += a.0 * b.1 + a.1 * b.0
        }
        reference += [sum.0, sum.1]
      }
      let tape = Tape<Double>(recording: false)
      let (u, v) = (
        ComplexVariable(parts: tape.constant(x)), ComplexVariable(parts: tape.constant(w))
      )
      expectClose(
        u.mixingChannels(by: v).parts.value, reference, shape: [n, f, g, o, 2], tolerance: 1e-13,
        "seed \(seed)")
      let floats = Tape<Float>(recording: false)
      expectClose(
        ComplexVariable(parts: floats.constant(x.converted(to: Float.self)))
          .mixingChannels(
            by: ComplexVariable(parts: floats.constant(w.converted(to: Float.self)))
          ).parts.value, reference, shape: [n, f, g, o, 2], tolerance: 1e-5, "seed \(seed)")
      // The same as products of matrices once the frequencies come first.
      let first = ComplexVariable(parts: u.parts.transposed([1, 2, 0, 3, 4]))
      let product = first.matmul(v).parts.transposed([2, 0, 1, 3, 4])
      expectClose(
        product.value, reference, shape: [n, f, g, o, 2], tolerance: 1e-13, "seed \(seed)")
      checkGradient(seed: seed, [[n, f, k, 2], [f, k, o, 2]]) {
        ComplexVariable(parts: $0[0]).mixingChannels(by: ComplexVariable(parts: $0[1])).parts
      }
      checkGradient(seed: seed, [[f, n, k, 2], [f, k, o, 2]]) {
        ComplexVariable(parts: $0[0]).matmul(ComplexVariable(parts: $0[1])).parts
      }
    }
  }

  @Test func `large products are cut into rows that agree with one real product`() {
    var numbers = TestNumbers(seed: 11)
    let (m, k, n) = (519, 33, 7)
    let x: Tensor<Double> = numbers.tensor([m, k, 2])
    let y: Tensor<Double> = numbers.tensor([k, n, 2])
    let tape = Tape<Double>(recording: false)
    let (u, v) = (
      ComplexVariable(parts: tape.constant(x)), ComplexVariable(parts: tape.constant(y))
    )
    let product = u.matmul(v)
    let real = u.real.matmul(v.real) - u.imaginary.matmul(v.imaginary)
    let imaginary = u.real.matmul(v.imaginary) + u.imaginary.matmul(v.real)
    expectClose(product.real.value, real.value.scalars, shape: [m, n], tolerance: 1e-14)
    expectClose(product.imaginary.value, imaginary.value.scalars, shape: [m, n], tolerance: 1e-14)
  }

  @Test func `misfits name both shapes`() {
    #expect(throws: TensorError.self) { try ShapeRules.complexParts([3, 4]) }
    #expect(throws: TensorError.self) { try ShapeRules.complexParts([]) }
    do throws(TensorError) {
      _ = try ShapeRules.channelMixing([2, 3, 4], weights: [3, 5, 6])
      Issue.record("channels that differ were taken")
    } catch {
      #expect(error.shapes == [[2, 3, 4], [3, 5, 6]])
      #expect(error.operation == "mixingChannels")
    }
  }
}
