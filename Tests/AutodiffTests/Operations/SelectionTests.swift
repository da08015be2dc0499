import Autodiff
import Testing

@Suite struct SelectionTests {
  @Test func `places along an axis`() {
    forSeeds(1...40) { seed, numbers in
      let shape = numbers.shape(rank: 1...4, allowingEmpty: false)
      let axis = numbers.below(shape.count)
      let x: Tensor<Double> = numbers.tensor(shape)
      let reference = Reference(x)
      var target = shape
      target[axis] = numbers.below(6)
      let indices = numbers.indices([target[axis]], below: shape[axis])
      let selected = Reference(target) { index in
        var source = index
        source[axis] = Int(indices.scalars[index[axis]])
        return reference[source]
      }
      expectClose(
        fixed(x).selected(indices, axis: axis).value, selected.values, shape: target,
        tolerance: 0, "seed \(seed)")
      #expect(
        fixed(x).selected(indices.scalars, axis: axis - shape.count).value.scalars
          == selected.values)
      checkGradient(seed: seed, [shape]) { $0[0].selected(indices, axis: axis) }

      let places = numbers.indices(target, below: shape[axis])
      let named = Reference(places.converted(to: Double.self))
      let gathered = Reference(target) { index in
        var source = index
        source[axis] = Int(named[index])
        return reference[source]
      }
      expectClose(
        fixed(x).gathered(places, axis: axis - shape.count).value, gathered.values,
        shape: target, tolerance: 0, "seed \(seed)")
      checkGradient(seed: seed, [shape]) { $0[0].gathered(places, axis: axis) }

      let size = shape[axis] + numbers.below(3)
      let goals = numbers.indices(shape, below: size)
      var wide = shape
      wide[axis] = size
      var sums = [Double](repeating: 0, count: wide.reduce(1, *))
      let goal = Reference(goals.converted(to: Double.self))
      for index in AutodiffTests.indices(of: shape) {
        var to = index
        to[axis] = Int(goal[index])
        sums[offset(to, in: wide)] += reference[index]
      }
      expectClose(
        fixed(x).scattered(goals, axis: axis, size: size).value, sums, shape: wide,
        tolerance: 1e-14, "seed \(seed)")
      checkGradient(seed: seed, [shape]) { $0[0].scattered(goals, axis: axis, size: size) }
    }
  }

  @Test func `rows gathered by indices of any shape, and added where indices name them`() {
    forSeeds(1...30) { seed, numbers in
      let shape = [1 + numbers.below(5)] + numbers.shape(rank: 0...2)
      let indices = numbers.indices(numbers.shape(rank: 0...2, elements: 9), below: shape[0])
      let x: Tensor<Double> = numbers.tensor(shape)
      let size = shape.dropFirst().reduce(1, *)
      let rows = indices.scalars.flatMap { x.scalars[(Int($0) * size)..<(Int($0) + 1) * size] }
      expectClose(
        fixed(x).gatherRows(indices).value, rows, shape: indices.shape + shape.dropFirst(),
        tolerance: 0, "seed \(seed)")
      checkGradient(seed: seed, [shape]) { $0[0].gatherRows(indices) }
      let goals = numbers.indices([shape[0]], below: 4)
      var sums = [Double](repeating: 0, count: 4 * size)
      for (row, goal) in goals.scalars.enumerated() {
        for c in 0..<size { sums[Int(goal) * size + c] += x.scalars[row * size + c] }
      }
      expectClose(
        fixed(x).scatterRows(goals, count: 4).value, sums, shape: [4] + shape.dropFirst(),
        tolerance: 1e-14, "seed \(seed)")
      checkGradient(seed: seed, [shape]) { $0[0].scatterRows(goals, count: 4) }
    }
  }

  @Test func `padding lays a number around`() {
    forSeeds(1...30) { seed, numbers in
      let shape = numbers.shape(rank: 0...3)
      let sides = shape.map { _ in (before: numbers.below(3), after: numbers.below(3)) }
      let x: Tensor<Double> = numbers.tensor(shape)
      let reference = Reference(x)
      let target = zip(shape, sides).map { $0 + $1.before + $1.after }
      let padded = Reference(target) { index in
        let source = zip(index, sides).map { $0 - $1.before }
        return zip(source, shape).allSatisfy { $0 >= 0 && $0 < $1 } ? reference[source] : 7
      }
      expectClose(
        fixed(x).padded(sides, with: 7).value, padded.values, shape: target, tolerance: 0,
        "seed \(seed)")
      checkGradient(seed: seed, [shape]) { $0[0].padded(sides, with: 7) }
    }
  }

  @Test func `continuations mirror, go round, and stand still`() {
    let x = fixed(Tensor<Double>([1, 2, 3]))
    #expect(
      x.padded(axis: 0, before: 2, after: 1, .reflected).value.scalars == [3, 2, 1, 2, 3, 2])
    #expect(
      x.padded(axis: 0, before: 1, after: 3, .circular).value.scalars == [3, 1, 2, 3, 1, 2, 3])
    #expect(x.padded(axis: -1, before: 2, after: 1, .edge).value.scalars == [1, 1, 1, 2, 3, 3])
    for continuation in [Continuation.reflected, .circular, .edge] {
      checkGradient(seed: 3, [[2, 4, 3]]) {
        $0[0].padded(axis: 1, before: 3, after: 2, continuation)
      }
    }
    #expect(throws: TensorError.self) { try ShapeRules.pad([3], [(before: -1, after: 0)]) }
    #expect(throws: TensorError.self) { try ShapeRules.pad([3, 3], [(before: 1, after: 0)]) }
  }

  @Test func `masks choose, and gradients follow`() {
    forSeeds(1...40) { seed, numbers in
      let shape = numbers.shape(rank: 0...3)
      let (a, b) = (numbers.stretchable(to: shape), numbers.stretchable(to: shape))
      let mask = numbers.indices(numbers.stretchable(to: shape), below: 2)
      let x: Tensor<Double> = numbers.tensor(a)
      let y: Tensor<Double> = numbers.tensor(b)
      guard
        let target = try? ShapeRules.broadcast(
          "test", ShapeRules.broadcast("test", a, b), mask.shape)
      else { return }
      let (p, q) = (Reference(x), Reference(y))
      let chosen = Reference(mask.converted(to: Double.self))
      let expected = Reference(target) {
        chosen.stretched($0) == 0 ? p.stretched($0) : q.stretched($0)
      }
      expectClose(
        fixed(x).replaced(where: mask, with: fixed(y)).value, expected.values, shape: target,
        tolerance: 0, "seed \(seed)")
      checkGradient(seed: seed, [a, b]) { $0[0].replaced(where: mask, with: $0[1]) }
      checkGradient(seed: seed, [a]) { $0[0].replaced(where: mask, with: 3) }
      let pair = try? ShapeRules.broadcast("test", a, b)
      let less = Reference(pair ?? []) { p.stretched($0) < q.stretched($0) ? 1 : 0 }
      #expect(x.isLess(than: y).scalars.map { Double($0) } == less.values, "seed \(seed)")
      #expect(y.isGreater(than: x) == x.isLess(than: y), "seed \(seed)")
      #expect(x.isEqual(to: x).scalars.allSatisfy { $0 == 1 })
    }
    // What is not chosen may be anything.
    let x = fixed(Tensor<Float>([1, .nan]))
    #expect(x.replaced(where: x.value.isEqual(to: x.value), with: 0).value.scalars[0] == 0)
    let tape = Tape<Double>()
    let root = tape.parameter(Tensor<Double>([4, 0]))
    let safe = root.replaced(where: Tensor<Int32>([0, 1]), with: 1).squareRoot()
    #expect(tape.gradients(of: safe.sum(), withRespectTo: [root])[0].scalars == [0.25, 0])
  }
}
