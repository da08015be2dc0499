import Autodiff
import Testing

/// Convolutions, their adjoints and pooling on grids of one to three dimensions.
@Suite struct GridTests {
  /// A convolution drawn from a seed; two shapes in three are odd ones.
  struct Drawn: Sendable, CustomTestStringConvertible {
    let seed: UInt64
    let input: [Int], weights: [Int], options: Convolution
    var testDescription: String { "seed \(seed): \(input) ∗ \(weights), \(options)" }

    init(seed: UInt64) {
      self.seed = seed
      var numbers = TestNumbers(seed: seed)
      let axes = 1 + numbers.below(3)
      let groups = [1, 1, 2, 3][numbers.below(4)]
      let (inside, outside) = (groups * (1 + numbers.below(2)), groups * (1 + numbers.below(3)))
      let window = (0..<axes).map { _ in 1 + numbers.below(3) }
      let dilation = (0..<axes).map { _ in 1 + numbers.below(2) }
      let stride = (0..<axes).map { _ in 1 + numbers.below(3) }
      let before = (0..<axes).map { _ in numbers.below(3) }
      let after = (0..<axes).map { _ in numbers.below(3) }
      // Now and then the window is larger than the grid and reaches into its padding on both sides.
      let padding: Padding =
        [.same, .valid, .explicit(before: Extent(before), after: Extent(after))][numbers.below(3)]
      let sizes = (0..<axes).map { axis in
        let reach = (window[axis] - 1) * dilation[axis] + 1
        switch padding {
        case .same: return 1 + numbers.below(5)
        case .valid: return reach + numbers.below(4)
        case .explicit: return max(1, reach - before[axis] - after[axis]) + numbers.below(4)
        }
      }
      input = [1 + numbers.below(3)] + sizes + [inside]
      weights = window + [inside / groups, outside]
      options = Convolution(
        stride: Extent(stride), padding: padding, dilation: Extent(dilation), groups: groups)
    }
  }

  /// Cells before the first along an axis, by TensorFlow's rule for `same`.
  static func before(_ axis: Int, _ test: (input: [Int], window: [Int]), _ options: Convolution)
    -> Int
  {
    func pick(_ extent: Extent) -> Int {
      extent.sizes.count == 1 ? extent.sizes[0] : extent.sizes[axis]
    }
    switch options.padding {
    case .valid: return 0
    case .explicit(let before, _): return pick(before)
    case .same:
      return ImageTests.before(
        test.input[axis + 1], test.window[axis], pick(options.stride), pick(options.dilation))
    }
  }

  /// The results as a loop over items, cells, channels and the window.
  static func reference(
    _ x: Tensor<Double>, _ w: Tensor<Double>, _ out: [Int], _ options: Convolution
  ) -> [Double] {
    let axes = x.rank - 2
    let window = Array(w.shape[..<axes])
    let starts = (0..<axes).map { before($0, (x.shape, window), options) }
    let strides = (0..<axes).map { options.stride.sizes[options.stride.sizes.count == 1 ? 0 : $0] }
    let dilations = (0..<axes).map {
      options.dilation.sizes[options.dilation.sizes.count == 1 ? 0 : $0]
    }
    let (a, b) = (x.scalars, w.scalars)
    let (inside, outside) = (w.shape[axes], w.shape[axes + 1])
    func result(_ place: [Int]) -> Double {
      let group = place[axes + 1] / (outside / options.groups)
      var sum = 0.0
      for cell in indices(of: window) {
        var at = [place[0]]
        for axis in 0..<axes {
          at.append(place[axis + 1] * strides[axis] - starts[axis] + cell[axis] * dilations[axis])
        }
        guard isInside(at, x.shape) else { continue }
        for c in 0..<inside {
          let left: Double = a[offset(at + [group * inside + c], in: x.shape)]
          let right: Double = b[offset(cell + [c, place[axes + 1]], in: w.shape)]
          sum += left * right
        }
      }
      return sum
    }
    return indices(of: out).map(result)
  }

  /// Whether an item and its cell lie in a grid.
  static func isInside(_ place: [Int], _ shape: [Int]) -> Bool {
    for axis in place.indices where place[axis] < 0 || place[axis] >= shape[axis] { return false }
    return true
  }

  /// Holds Float's results to the loop's, and its gradients to Double's.
  static func check(_ input: [Int], _ weights: [Int], _ options: Convolution, seed: UInt64) throws {
    var numbers = TestNumbers(seed: seed)
    let x: Tensor<Double> = numbers.tensor(input)
    let w: Tensor<Double> = numbers.tensor(weights)
    let shift: Tensor<Double> = numbers.tensor([weights[weights.count - 1]])
    let out = try ShapeRules.convolution(input, weights: weights, bias: shift.shape, options)
    let plain = reference(x, w, out, options)
    let shifts = shift.scalars
    let expected: [Double] = plain.indices.map { max(0, plain[$0] + shifts[$0 % shifts.count]) }
    let (doubles, singles) = (Tape<Double>(), Tape<Float>())
    let inputs = [x, w, shift]
    let wide = inputs.map(doubles.parameter)
    let narrow = inputs.map { singles.parameter($0.converted(to: Float.self)) }
    let double = wide[0].convolution(weights: wide[1], bias: wide[2], options, activation: .relu)
    let single = narrow[0].convolution(
      weights: narrow[1], bias: narrow[2], options, activation: .relu)
    expectClose(double.value, expected, shape: out, tolerance: 1e-12, "seed \(seed)")
    expectClose(single.value, expected, shape: out, tolerance: 1e-5, "seed \(seed)")
    // A result near 0 may be positive in one precision alone: the gradient leaves it out.
    let probe = Tensor<Double>(
      shape: out, expected.map { abs($0) < 1e-3 ? 0 : numbers.uniform() })
    let found = singles.gradients(
      of: (single * singles.constant(probe.converted(to: Float.self))).sum(),
      withRespectTo: narrow)
    let truth = doubles.gradients(
      of: (double * doubles.constant(probe)).sum(), withRespectTo: wide)
    for (a, b) in zip(found, truth) {
      expectClose(a, b.scalars, shape: b.shape, tolerance: 3e-5, "seed \(seed)")
    }
  }

  @Test(arguments: (0..<24).map { Drawn(seed: $0) })
  func `a convolution is the loop over its window, with right gradients`(_ test: Drawn) throws {
    try Self.check(test.input, test.weights, test.options, seed: test.seed)
    checkGradient(seed: test.seed, [test.input, test.weights, [test.weights.last ?? 0]]) {
      $0[0].convolution(weights: $0[1], bias: $0[2], test.options)
    }
  }

  /// Shapes that single precision has ways of its own for, and ones just beside them.
  static let shapes: [(input: [Int], weights: [Int], options: Convolution)] = [
    // Tiles of 4 × 4 results: whole, cut, smaller than one tile, in a last shard of another size.
    ([19, 10, 14, 16], [3, 3, 16, 32], Convolution(padding: .valid)),
    ([3, 9, 7, 32], [3, 3, 32, 16], Convolution()),
    ([2, 3, 3, 16], [3, 3, 16, 16], Convolution()),
    (
      [1, 5, 3, 48], [3, 3, 48, 80],
      Convolution(padding: .explicit(before: [2, 0], after: [1, 3]))
    ),
    ([9, 2, 2, 16], [3, 3, 16, 16], Convolution(padding: .explicit(before: 2, after: 2))),
    // Channels that whole vectors do not fit: the last two overlap, in one block of columns or in two.
    ([9, 10, 14, 40], [3, 3, 40, 40], Convolution(padding: .valid)),
    ([3, 9, 7, 28], [3, 3, 28, 76], Convolution()),
    ([2, 5, 6, 92], [3, 3, 92, 44], Convolution()),
    ([2, 5, 6, 40], [3, 3, 40, 20], Convolution()),
    // Two rows: too few results for tiles.
    ([2, 2, 9, 16], [3, 3, 16, 16], Convolution()),
    ([2, 8, 8, 16], [3, 3, 16, 16], Convolution(stride: 2)),
    ([2, 8, 8, 16], [3, 3, 16, 16], Convolution(dilation: 2)),
    ([2, 6, 5, 16], [3, 3, 8, 32], Convolution(groups: 2)),
    // Few channels, in each dimension.
    ([17, 11, 9, 1], [3, 3, 1, 32], Convolution(padding: .valid)),
    ([3, 12, 9, 3], [7, 5, 3, 64], Convolution(stride: [2, 3])),
    ([2, 37, 2], [5, 2, 48], Convolution(dilation: 3)),
    ([2, 5, 4, 6, 2], [3, 2, 3, 2, 80], Convolution(stride: [1, 2, 1])),
    // The window is larger than the image with its padding on one side.
    ([1, 2, 1, 3], [5, 5, 3, 16], Convolution()),
    // Depthwise, and channels that no vector fits.
    ([2, 9, 8, 32], [3, 3, 1, 32], Convolution(groups: 32)),
    ([2, 9, 8, 5], [3, 3, 1, 10], Convolution(groups: 5)),
    ([9, 31, 20], [4, 20, 24], Convolution(stride: 2, padding: .valid)),
    ([2, 5, 6, 4, 16], [3, 3, 3, 16, 16], Convolution()),
    ([0, 8, 8, 16], [3, 3, 16, 16], Convolution()),
    ([0, 8, 8, 1], [3, 3, 1, 16], Convolution()),
  ]

  @Test(arguments: shapes.indices)
  func `every way of single precision is the loop, with Double's gradients`(_ index: Int) throws {
    let test = Self.shapes[index]
    try Self.check(test.input, test.weights, test.options, seed: 100 + UInt64(index))
  }

  @Test func `a first layer's gradient to weights and bias alone is that with one to the images`() {
    var numbers = TestNumbers(seed: 3)
    for (input, weights) in [([11, 9, 8, 2], [3, 3, 2, 16]), ([11, 9, 8, 16], [3, 3, 16, 32])] {
      let tape = Tape<Float>()
      let x: Tensor<Float> = numbers.tensor(input)
      let parameters = [weights, [weights[3]]].map { tape.parameter(numbers.tensor($0)) }
      let gradients = [tape.constant(x), tape.parameter(x)].map { image in
        tape.gradients(
          of: image.convolution(weights: parameters[0], bias: parameters[1], activation: .relu)
            .power(2).sum(),
          withRespectTo: parameters, keepingTape: true)
      }
      for (a, b) in zip(gradients[0], gradients[1]) {
        expectClose(a, b.scalars.map { Double($0) }, shape: b.shape, tolerance: 1e-5)
      }
    }
  }

  @Test func `a NaN in an image is seen behind the positive part`() {
    for (input, weights) in [
      ([1, 6, 6, 16], [3, 3, 16, 16]), ([1, 6, 6, 1], [3, 3, 1, 16]),
      ([1, 6, 6, 24], [1, 1, 24, 8]),
    ] {
      var x = Tensor<Float>(repeating: -1, shape: input)
      x[0, 2, 2, 0] = .nan
      let tape = Tape<Float>(recording: false)
      let y = tape.constant(x).convolution(
        weights: tape.constant(Tensor(repeating: 1, shape: weights)), activation: .relu)
      #expect(!y.value.isFinite, "\(input)")
    }
  }

  @Test(arguments: (0..<16).map { Drawn(seed: 50 + $0) })
  func `a transposed convolution is the adjoint, with right gradients`(_ test: Drawn) throws {
    // Of a convolution x ↦ y the adjoint takes y's shape to x's.
    let out = try ShapeRules.convolution(
      test.input, weights: test.weights, bias: nil, test.options)
    let axes = test.input.count - 2
    let options = TransposedConvolution(
      stride: test.options.stride, padding: test.options.padding, dilation: test.options.dilation,
      groups: test.options.groups, size: Extent(Array(test.input[1...axes])))
    var numbers = TestNumbers(seed: test.seed)
    let x: Tensor<Double> = numbers.tensor(test.input)
    let w: Tensor<Double> = numbers.tensor(test.weights)
    let y: Tensor<Double> = numbers.tensor(out)
    let forward = Self.reference(x, w, out, test.options)
    let tape = Tape<Double>(recording: false)
    let back = tape.constant(y).transposedConvolution(weights: tape.constant(w), options)
    #expect(back.shape == test.input)
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map { $0 * $1 }.reduce(0, +) }
    let left = product(forward, y.scalars)
    let right = product(back.value.scalars, x.scalars)
    #expect(abs(left - right) < 1e-11 * max(1, abs(left)), "seed \(test.seed)")
    let singles = Tape<Float>(recording: false)
    expectClose(
      singles.constant(y.converted(to: Float.self)).transposedConvolution(
        weights: singles.constant(w.converted(to: Float.self)), options
      ).value, back.value.scalars, shape: test.input, tolerance: 1e-5)
    checkGradient(seed: test.seed, [out, test.weights, [test.input.last ?? 0]]) {
      $0[0].transposedConvolution(weights: $0[1], bias: $0[2], options)
    }
  }

  @Test func `a transposed convolution's size is the stride's multiple or the smallest`() throws {
    func size(_ options: TransposedConvolution) throws -> [Int] {
      try ShapeRules.transposedConvolution(
        [2, 5, 7, 3], weights: [3, 3, 4, 3], bias: [4], options)
    }
    #expect(try size(.init()) == [2, 5, 7, 4])
    #expect(try size(.init(stride: 2)) == [2, 10, 14, 4])
    #expect(try size(.init(stride: [2, 3], padding: .valid)) == [2, 11, 21, 4])
    #expect(
      try size(.init(stride: 2, padding: .explicit(before: 1, after: 1), size: [10, 14]))
        == [2, 10, 14, 4])
    #expect(throws: TensorError.self) { try size(.init(stride: 2, size: [11, 14])) }
    #expect(throws: TensorError.self) { try size(.init(size: [5, 7, 1])) }
    #expect(throws: TensorError.self) {
      try size(.init(padding: .explicit(before: 4, after: 4)))
    }
  }

  @Test(arguments: (0..<12).map { UInt64($0) })
  func `pooling is the loop over its window in one to three dimensions`(_ seed: UInt64) throws {
    var numbers = TestNumbers(seed: seed)
    let axes = 1 + numbers.below(3)
    let window = (0..<axes).map { _ in 1 + numbers.below(3) }
    let options = Pool(
      window: Extent(window), stride: Extent((0..<axes).map { _ in 1 + numbers.below(3) }),
      padding: [.same, .valid][numbers.below(2)])
    let shape =
      [numbers.below(3)] + window.map { $0 + numbers.below(4) } + [
        [1, 3, 16, 21][numbers.below(4)]
      ]
    let x: Tensor<Double> = numbers.tensor(shape, in: -3 ... -1)
    let out = try ShapeRules.pool("maxPool", shape, options)
    let convolution = Convolution(stride: options.stride, padding: options.padding)
    let starts = (0..<axes).map { Self.before($0, (shape, window), convolution) }
    let (strides, scalars) = (options.stride.sizes, x.scalars)
    func values(_ place: [Int]) -> [Double] {
      var result: [Double] = []
      for cell in indices(of: window) {
        var at = [place[0]]
        for axis in 0..<axes {
          at.append(place[axis + 1] * strides[axis] - starts[axis] + cell[axis])
        }
        guard Self.isInside(at, shape) else { continue }
        at.append(place[axes + 1])
        result.append(scalars[offset(at, in: shape)])
      }
      return result
    }
    let cells: [[Double]] = indices(of: out).map(values)
    let means: [Double] = cells.map { $0.reduce(0, +) / Double($0.count) }
    let tape = Tape<Double>(recording: false)
    expectClose(
      tape.constant(x).maxPool(options).value, cells.map { $0.max() ?? .nan }, shape: out,
      tolerance: 0, "seed \(seed)")
    expectClose(
      tape.constant(x).averagePool(options).value, means, shape: out, tolerance: 1e-14,
      "seed \(seed)")
    checkGradient(seed: seed, [shape]) { $0[0].maxPool(options) }
    checkGradient(seed: seed, [shape]) { $0[0].averagePool(options) }
    if shape[0] > 0 {
      checkGradient(seed: seed, [shape]) { $0[0].globalMaxPool() + $0[0].globalAveragePool() }
    }
  }

  @Test func `a window of more cells than a byte counts remembers where its largest was`() {
    let tape = Tape<Float>()
    var numbers = TestNumbers(seed: 1)
    let x = tape.parameter(numbers.tensor([2, 23, 21, 3]) as Tensor<Float>)
    let top = x.maxPool2d(.init(window: 19, stride: 2))
    let gradient = tape.gradients(of: top.sum(), withRespectTo: [x])[0]
    var expected = [Double](repeating: 0, count: x.value.count)
    let scalars = x.value.scalars
    for place in indices(of: top.shape) {
      var best = (value: -Float.infinity, at: 0)
      for cell in indices(of: [19, 19]) {
        let (row, column) = (place[1] * 2 + cell[0], place[2] * 2 + cell[1])
        let at = offset([place[0], row, column, place[3]], in: x.shape)
        if scalars[at] > best.value { best = (scalars[at], at) }
      }
      expected[best.at] += 1
    }
    expectClose(gradient, expected, shape: x.shape, tolerance: 0)
  }

  @Test func `the first of equals gets the gradient, and NaN is largest`() {
    let tape = Tape<Float>()
    let x = tape.parameter(
      Tensor<Float>(shape: [1, 6, 1], [2, 2, .nan, 5, -.infinity, -.infinity]))
    let top = x.maxPool(Pool(window: 2))
    #expect(top.value.scalars[0] == 2)
    #expect(top.value.scalars[1].isNaN)
    #expect(top.value.scalars[2] == -.infinity)
    #expect(tape.gradients(of: top.sum(), withRespectTo: [x])[0].scalars == [1, 0, 1, 0, 1, 0])
  }

  @Test func `misfits are refused with both shapes`() {
    let misfits: [() throws -> Void] = [
      { _ = try ShapeRules.convolution([1, 4, 3], weights: [3, 3, 3, 8], bias: nil, .init()) },
      { _ = try ShapeRules.convolution([1, 4, 3], weights: [3, 2, 8], bias: nil, .init()) },
      { _ = try ShapeRules.convolution([1, 4, 3], weights: [3, 3, 8], bias: [7], .init()) },
      {
        _ = try ShapeRules.convolution([1, 4, 4], weights: [3, 2, 5], bias: nil, .init(groups: 2))
      },
      {
        _ = try ShapeRules.convolution(
          [1, 4, 4], weights: [3, 4, 5], bias: nil, .init(stride: [1, 2]))
      },
      {
        _ = try ShapeRules.convolution([1, 4, 4], weights: [3, 4, 5], bias: nil, .init(stride: 0))
      },
      { _ = try ShapeRules.convolution([1, 0, 4], weights: [3, 4, 5], bias: nil, .init()) },
      { _ = try ShapeRules.pool("maxPool", [4, 3], .init(window: 2)) },
      { _ = try ShapeRules.pool("maxPool", [4, 1, 3], .init(window: 2)) },
      {
        _ = try ShapeRules.pool(
          "maxPool", [4, 5, 3], .init(window: 2, padding: .explicit(before: 2, after: 0)))
      },
    ]
    for (index, misfit) in misfits.enumerated() {
      #expect(throws: TensorError.self, "misfit \(index)") { try misfit() }
    }
  }
}
