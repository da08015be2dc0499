import Autodiff
import Testing

@Suite struct ViewTests {
  /// One view of chance, and what a loop says it shows.
  static func view(
    _ x: Tensor<Double>, _ numbers: inout TestNumbers
  ) -> (Tensor<Double>, Reference) {
    let reference = Reference(x)
    switch numbers.below(6) {
    case 0:
      let order = numbers.permutation(x.rank)
      let target = order.map { x.shape[$0] }
      return (
        x.transposed(order),
        Reference(target) { index in
          var source = index
          for (place, axis) in order.enumerated() { source[axis] = index[place] }
          return reference[source]
        }
      )
    case 1 where x.rank > 0:
      let axis = numbers.below(x.rank)
      let low = numbers.below(x.shape[axis] + 1)
      let high = low + numbers.below(x.shape[axis] - low + 1)
      let step = 1 + numbers.below(3)
      var target = x.shape
      target[axis] = (high - low + step - 1) / step
      return (
        x.slice(axis: numbers.below(2) == 0 ? axis : axis - x.rank, low..<high, step: step),
        Reference(target) { index in
          var source = index
          source[axis] = low + index[axis] * step
          return reference[source]
        }
      )
    case 2:
      let target =
        (0..<numbers.below(2)).map { _ in 1 + numbers.below(3) }
        + x.shape.map { $0 == 1 ? numbers.below(4) : $0 }
      return (x.expanded(to: target), Reference(target, reference.stretched))
    case 3:
      let axis = numbers.below(x.rank + 1)
      var target = x.shape
      target.insert(1, at: axis)
      return (
        x.unsqueezed(axis: axis),
        Reference(target) { index in
          var source = index
          source.remove(at: axis)
          return reference[source]
        }
      )
    case 4:
      let target = x.shape.filter { $0 != 1 }
      return (x.squeezed(), Reference(target) { reference.values[offset($0, in: target)] })
    default:
      let flat = [x.count]
      let target =
        x.rank > 1 && numbers.below(2) == 0
        ? [x.shape[0] * x.shape[1]] + x.shape.dropFirst(2) : flat
      return (
        x.reshaped(to: target), Reference(target) { reference.values[offset($0, in: target)] }
      )
    }
  }

  @Test func `chains of views show what loops say`() {
    forSeeds(1...300) { seed, numbers in
      var x: Tensor<Double> = numbers.tensor(numbers.shape())
      for _ in 0..<(1 + numbers.below(4)) {
        guard x.count < 3_000 else { break }
        let before = x.scalars
        let (view, reference) = Self.view(x, &numbers)
        expectClose(view, reference.values, shape: reference.shape, tolerance: 0, "seed \(seed)")
        #expect(x.scalars == before)
        #expect(view == Tensor(shape: view.shape, view.scalars), "seed \(seed)")
        if let index = indices(of: view.shape).last {
          switch index.count {
          case 1: #expect(view[index[0]] == view.scalars[view.count - 1])
          case 2: #expect(view[index[0], index[1]] == view.scalars[view.count - 1])
          default: break
          }
        }
        x = view
      }
    }
  }

  @Test func `operations take views as they take copies of them`() {
    forSeeds(1...120) { seed, numbers in
      var x: Tensor<Double> = numbers.tensor(numbers.shape(), in: 0.5...2)
      for _ in 0..<2 where x.count < 500 { x = Self.view(x, &numbers).0 }
      let copy = Tensor(shape: x.shape, x.scalars)
      let other: Tensor<Double> = numbers.tensor(numbers.stretchable(to: x.shape), in: 0.5...2)
      func same(
        _ name: String, _ function: (Variable<Double>) -> Variable<Double>
      ) {
        let (tape, plain) = (Tape<Double>(), Tape<Double>())
        let (a, b) = (tape.parameter(x), plain.parameter(copy))
        let (y, z) = (function(a), function(b))
        #expect(y.value == z.value, "\(name), seed \(seed), shape \(x.shape)")
        let weights: Tensor<Double> = numbers.tensor(y.shape)
        let gradients = (
          tape.gradients(of: (y * tape.constant(weights)).sum(), withRespectTo: [a]),
          plain.gradients(of: (z * plain.constant(weights)).sum(), withRespectTo: [b])
        )
        // A repeated element's gradient may be scaled where another is added up.
        expectClose(
          gradients.0[0], gradients.1[0].scalars, shape: x.shape, tolerance: 1e-14,
          "\(name), seed \(seed)")
      }
      same("exp") { $0.exp() }
      same("scale") { $0 * 3 + 1 }
      same("gelu") { $0.gelu() }
      same("divide") { $0 / $0.tape.constant(other) }
      same("multiply by itself") { $0 * $0.tanh() }
      same("concatenate") {
        concatenate([$0.unsqueezed(axis: 0), $0.unsqueezed(axis: 0)], axis: 0)
      }
      for axis in x.shape.indices where x.shape[axis] > 0 {
        same("max") { $0.max(axis: axis) }
        same("logSumExp") { $0.logSumExp(axis: axis) }
        same("softmax") { $0.softmax(axis: axis) }
        same("cumulativeSum") { $0.cumulativeSum(axis: axis) }
      }
      // Sums may scale what a view repeats, so they agree only to rounding.
      for axes in [nil] + x.shape.indices.map({ [$0] }) {
        let (a, b) = (fixed(x).sum(axes: axes).value, fixed(copy).sum(axes: axes).value)
        expectClose(a, b.scalars, shape: b.shape, tolerance: 1e-14, "sum, seed \(seed)")
      }
      #expect(x.converted(to: Float.self) == copy.converted(to: Float.self))
      #expect(abs(x.squaredNorm - copy.squaredNorm) <= 1e-12 * max(1, x.squaredNorm))
    }
  }

  @Test func `views are values: a write to one leaves the other alone`() {
    let whole = Tensor<Float>(shape: [3, 4], (0..<12).map { Float($0) })
    var column = whole.slice(axis: 1, 1..<2)
    column[2, 0] = -1
    #expect(column.scalars == [1, 5, -1])
    #expect(whole.scalars == (0..<12).map { Float($0) })
    var changed = whole
    let kept = changed.rows(1..<3)
    changed[1, 0] = 100
    changed.add(Tensor(repeating: 1, shape: [3, 4]))
    #expect(kept.scalars == (4..<12).map { Float($0) })
    #expect(changed[1, 0] == 101)
    var stretched = Tensor<Float>(2).expanded(to: [2, 2])
    stretched[0, 1] = 7
    stretched.scale(by: 2)
    #expect(stretched.scalars == [4, 14, 4, 4])
  }

  @Test func `gradients through views`() {
    forSeeds(1...30) { seed, numbers in
      let shape = numbers.shape(rank: 1...3, elements: 20)
      let axis = numbers.below(shape.count)
      let low = numbers.below(shape[axis] + 1)
      let high = low + numbers.below(shape[axis] - low + 1)
      let step = 1 + numbers.below(3)
      checkGradient(seed: seed, [shape]) { $0[0].slice(axis: axis, low..<high, step: step) }
      let middle = shape[axis] / 2
      checkGradient(seed: seed, [shape]) { inputs in
        let parts = inputs[0].split(axis: axis, sizes: [middle, shape[axis] - middle, 0])
        return concatenate([parts[1].exp(), parts[0], parts[2], parts[0]], axis: axis)
      }
      let small = numbers.stretchable(to: shape)
      checkGradient(seed: seed, [small]) { $0[0].expanded(to: shape).exp() }
      checkGradient(seed: seed, [shape]) {
        $0[0].unsqueezed(axis: axis).transposed().exp().squeezed(axes: [shape.count - axis])
      }
      let order = numbers.permutation(shape.count)
      checkGradient(seed: seed, [shape]) { ($0[0].transposed(order) * 2).tanh() }
    }
  }

  @Test func `what does not fit is refused by name`() {
    #expect(throws: TensorError.self) { try ShapeRules.slice([3, 4], axis: 2, 0..<1) }
    #expect(throws: TensorError.self) { try ShapeRules.slice([3, 4], axis: 1, 2..<5) }
    #expect(throws: TensorError.self) { try ShapeRules.slice([3, 4], axis: 1, 0..<4, step: 0) }
    #expect(throws: TensorError.self) { try ShapeRules.split([3, 4], axis: 1, sizes: [1, 2]) }
    #expect(throws: TensorError.self) { try ShapeRules.squeeze([3, 1], axes: [0]) }
    #expect(throws: TensorError.self) { try ShapeRules.unsqueeze([3], axis: 3) }
    #expect(throws: TensorError.self) { try ShapeRules.stack([[3], [4]], axis: 0) }
    let error = #expect(throws: TensorError.self) { try ShapeRules.expand([3, 2], to: [3, 4]) }
    #expect(error?.shapes == [[3, 2], [3, 4]])
  }
}
