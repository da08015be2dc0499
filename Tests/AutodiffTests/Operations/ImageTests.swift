import Autodiff
import Testing

@Suite struct ImageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var input: [Int], weights: [Int], options: Convolution2D
    var testDescription: String { "\(input) ∗ \(weights) \(options)" }
  }

  static let cases = [
    Case(input: [2, 5, 7, 3], weights: [3, 3, 3, 4], options: .init()),
    Case(input: [2, 6, 5, 2], weights: [2, 3, 2, 3], options: .init(stride: 2, padding: .valid)),
    Case(input: [1, 7, 7, 1], weights: [3, 3, 1, 2], options: .init(stride: 2)),
    Case(input: [3, 6, 6, 2], weights: [3, 2, 2, 1], options: .init(padding: .same, dilation: 2)),
    Case(input: [1, 1, 1, 1], weights: [1, 1, 1, 1], options: .init()),
    Case(
      input: [1, 4, 6, 2], weights: [3, 3, 2, 2],
      options: .init(
        stride: Extent2D(height: 3, width: 2),
        padding: .explicit(top: 1, left: 0, bottom: 2, right: 1))),
    Case(input: [0, 4, 4, 1], weights: [3, 3, 1, 2], options: .init()),
    Case(input: [2, 8, 9, 8], weights: [3, 3, 8, 16], options: .init()),
    Case(input: [19, 5, 5, 3], weights: [3, 3, 3, 8], options: .init(padding: .valid)),
  ]

  /// Where a window begins along an axis, by TensorFlow's rule for `same`.
  static func before(_ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
    let out = (size + stride - 1) / stride
    return max(0, (out - 1) * stride + (kernel - 1) * dilation + 1 - size) / 2
  }

  static func reference(
    _ x: Tensor<Double>, _ w: Tensor<Double>, _ out: [Int], _ options: Convolution2D
  ) -> [Double] {
    var (top, left) = (0, 0)
    switch options.padding {
    case .valid: break
    case .explicit(let t, let l, _, _): (top, left) = (t, l)
    case .same:
      top = before(x.shape[1], w.shape[0], options.stride.height, options.dilation.height)
      left = before(x.shape[2], w.shape[1], options.stride.width, options.dilation.width)
    }
    let (a, b) = (x.scalars, w.scalars)
    return indices(of: out).map { place in
      var sum = 0.0
      for ky in 0..<w.shape[0] {
        for kx in 0..<w.shape[1] {
          let iy = place[1] * options.stride.height - top + ky * options.dilation.height
          let ix = place[2] * options.stride.width - left + kx * options.dilation.width
          guard (0..<x.shape[1]).contains(iy), (0..<x.shape[2]).contains(ix) else { continue }
          for c in 0..<x.shape[3] {
            sum +=
              a[((place[0] * x.shape[1] + iy) * x.shape[2] + ix) * x.shape[3] + c]
              * b[((ky * w.shape[1] + kx) * x.shape[3] + c) * w.shape[3] + place[3]]
          }
        }
      }
      return sum
    }
  }

  @Test(arguments: cases) func `a convolution is the loop over its window, in both precisions`(
    _ test: Case
  ) throws {
    var numbers = TestNumbers(seed: 1)
    let (x, w): (Tensor<Double>, Tensor<Double>) = (
      numbers.tensor(test.input), numbers.tensor(test.weights)
    )
    let out = try ShapeRules.convolution2d(
      test.input, weights: test.weights, bias: nil, test.options)
    let reference = Self.reference(x, w, out, test.options)
    let tape = Tape<Double>()
    let (image, kernel) = (tape.parameter(x), tape.parameter(w))
    let double = image.convolution2d(weights: kernel, test.options)
    expectClose(double.value, reference, shape: out, tolerance: 1e-13)
    let singles = Tape<Float>()
    let (singleImage, singleKernel) = (
      singles.parameter(x.converted(to: Float.self)), singles.parameter(w.converted(to: Float.self))
    )
    let bias = singles.parameter(Tensor<Float>(zeros: [test.weights[3]]))
    let single = singleImage.convolution2d(weights: singleKernel, bias: bias, test.options)
    expectClose(single.value, reference, shape: out, tolerance: 1e-5)
    // Double's gradients are checked against differences, Float's against Double's.
    let probe: Tensor<Double> = numbers.tensor(out)
    let expected = tape.gradients(
      of: (double * tape.constant(probe)).sum(), withRespectTo: [image, kernel])
    let found = singles.gradients(
      of: (single * singles.constant(probe.converted(to: Float.self))).sum(),
      withRespectTo: [singleImage, singleKernel])
    for (a, b) in zip(found, expected) {
      expectClose(a, b.scalars, shape: b.shape, tolerance: 2e-5)
    }
  }

  @Test(arguments: cases.dropLast(2)) func `gradients to images, weights and bias`(_ test: Case) {
    checkGradient(seed: 2, [test.input, test.weights, [test.weights[3]]]) {
      $0[0].convolution2d(weights: $0[1], bias: $0[2], test.options)
    }
  }

  static let pools = [
    Pool2D(window: 2), Pool2D(window: 3, stride: 2, padding: .same),
    Pool2D(window: Extent2D(height: 2, width: 3), stride: 1),
    Pool2D(window: 2, stride: 1, padding: .explicit(top: 1, left: 1, bottom: 0, right: 1)),
  ]

  @Test(arguments: pools) func `pooling is the loop over its window`(_ options: Pool2D) throws {
    var numbers = TestNumbers(seed: 3)
    for shape in [[2, 5, 6, 3], [1, 3, 3, 1], [0, 4, 4, 2]] {
      let x: Tensor<Double> = numbers.tensor(shape, in: -3 ... -1)
      let out = try ShapeRules.pool2d("maxPool2d", shape, options)
      var (top, left) = (0, 0)
      if case .explicit(let t, let l, _, _) = options.padding { (top, left) = (t, l) }
      if options.padding == .same {
        top = Self.before(shape[1], options.window.height, options.stride.height, 1)
        left = Self.before(shape[2], options.window.width, options.stride.width, 1)
      }
      let cells = indices(of: out).map { place in
        indices(of: [options.window.height, options.window.width]).compactMap { cell -> Double? in
          let iy = place[1] * options.stride.height - top + cell[0]
          let ix = place[2] * options.stride.width - left + cell[1]
          guard (0..<shape[1]).contains(iy), (0..<shape[2]).contains(ix) else { return nil }
          return x[place[0], iy, ix, place[3]]
        }
      }
      let tape = Tape<Double>(recording: false)
      expectClose(
        tape.constant(x).maxPool2d(options).value, cells.map { $0.max() ?? .nan }, shape: out,
        tolerance: 0)
      expectClose(
        tape.constant(x).averagePool2d(options).value,
        cells.map { $0.reduce(0, +) / Double($0.count) }, shape: out, tolerance: 1e-14)
      checkGradient(seed: 4, [shape]) { $0[0].maxPool2d(options) }
      checkGradient(seed: 5, [shape]) { $0[0].averagePool2d(options) }
    }
  }

  @Test func `misfits are refused before anything runs`() {
    #expect(throws: TensorError.self) {
      try ShapeRules.convolution2d([1, 4, 4, 3], weights: [3, 3, 2, 8], bias: nil, .init())
    }
    #expect(throws: TensorError.self) {
      try ShapeRules.convolution2d(
        [1, 2, 2, 3], weights: [3, 3, 3, 8], bias: nil, .init(padding: .valid))
    }
    #expect(throws: TensorError.self) {
      try ShapeRules.pool2d("maxPool2d", [4, 4, 3], .init(window: 2))
    }
  }
}
