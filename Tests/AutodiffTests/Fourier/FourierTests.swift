import Autodiff
import Foundation
import Numerics
import Testing

/// The Fourier transform by its sum, over some axes of a complex array of pairs.
func slowFourier(
  _ values: [Double], _ shape: [Int], axes: [Int], sign: Double = -1
) -> [Double] {
  var result: [Double] = []
  for target in indices(of: shape) {
    var sum = (0.0, 0.0)
    for place in indices(of: axes.map { shape[$0] }) {
      var source = target
      var turns = 0.0
      for (axis, index) in zip(axes, place) {
        source[axis] = index
        turns += Double(index * target[axis] % shape[axis]) / Double(shape[axis])
      }
      let (c, s) = (cos(2 * Double.pi * turns), sign * sin(2 * Double.pi * turns))
      let at = 2 * offset(source, in: shape)
      sum.0 += values[at] * c - values[at + 1] * s
      sum.1 += values[at] * s + values[at + 1] * c
    }
    result += [sum.0, sum.1]
  }
  return result
}

@Suite struct FourierTests {
  /// Shapes with the axes to transform: one, two and three, at the front, in the middle and last, apart, odd, of size 1.
  static let cases: [([Int], [Int])] = [
    ([7], [0]), ([2, 8, 3], [1]), ([3, 5, 4, 2], [1, 2]), ([2, 4, 3, 5, 2], [1, 2, 3]),
    ([4, 6], [0]), ([3, 6], [1]), ([3, 4, 5], [0, 2]), ([2, 1, 5], [1]), ([2, 1, 1, 3], [1, 2]),
    ([0, 4, 2], [1]), ([2, 4, 0], [1]), ([3, 2, 9], [-1, -2]), ([5, 3, 37], [1]),
  ]

  private func normalized(_ shape: [Int], _ axes: [Int]) -> [Int] {
    axes.map { $0 < 0 ? $0 + shape.count : $0 }.sorted()
  }

  @Test(arguments: 0..<13) func `real spectra are those of the sum, and go back`(_ number: Int) {
    let (shape, axes) = Self.cases[number]
    let sorted = normalized(shape, axes)
    let last = sorted[sorted.count - 1]
    let points = sorted.reduce(1) { $0 * shape[$1] }
    var numbers = TestNumbers(seed: UInt64(number))
    let x: Tensor<Double> = numbers.tensor(shape)
    let full = slowFourier(x.scalars.flatMap { [$0, 0] }, shape, axes: sorted)
    var half = shape
    half[last] = shape[last] / 2 + 1
    for normalization in FourierNormalization.allCases {
      let scale = normalization == .backward ? 1 : 1 / Double(points).squareRoot()
      let reference = indices(of: half).flatMap { index in
        let at = 2 * offset(index, in: shape)
        return [full[at] * scale, full[at + 1] * scale]
      }
      let tape = Tape<Double>(recording: false)
      let spectrum = tape.constant(x).realFourier(axes: axes, normalization: normalization)
      expectClose(spectrum.parts.value, reference, shape: half + [2], tolerance: 1e-13)
      let back = spectrum.inverseRealFourier(
        axes: axes, size: shape[last], normalization: normalization)
      expectClose(back.value, x.scalars, shape: shape, tolerance: 1e-13)
      let floats = Tape<Float>(recording: false)
      let single = floats.constant(x.converted(to: Float.self))
        .realFourier(axes: axes, normalization: normalization)
      expectClose(single.parts.value, reference, shape: half + [2], tolerance: 2e-6)
      let singleBack = single.inverseRealFourier(
        axes: axes, size: shape[last], normalization: normalization)
      expectClose(singleBack.value, x.scalars, shape: shape, tolerance: 2e-6)
    }
  }

  @Test(arguments: 0..<13) func `complex spectra are those of the sum, and go back`(_ number: Int) {
    let (shape, axes) = Self.cases[number]
    let sorted = normalized(shape, axes)
    let points = Double(sorted.reduce(1) { $0 * shape[$1] })
    var numbers = TestNumbers(seed: UInt64(number))
    let x: Tensor<Double> = numbers.tensor(shape + [2])
    let reference = slowFourier(x.scalars, shape, axes: sorted)
    let tape = Tape<Double>(recording: false)
    let z = ComplexVariable(parts: tape.constant(x))
    let spectrum = z.fourier(axes: axes)
    expectClose(spectrum.parts.value, reference, shape: shape + [2], tolerance: 1e-13)
    expectClose(
      spectrum.inverseFourier(axes: axes).parts.value, x.scalars, shape: shape + [2],
      tolerance: 1e-13)
    let root = points.squareRoot()
    expectClose(
      z.fourier(axes: axes, normalization: .orthonormal).parts.value, reference.map { $0 / root },
      shape: shape + [2], tolerance: 1e-13)
    expectClose(
      z.inverseFourier(axes: axes, normalization: .orthonormal).parts.value,
      slowFourier(x.scalars, shape, axes: sorted, sign: 1).map { $0 / root }, shape: shape + [2],
      tolerance: 1e-13)
    let floats = Tape<Float>(recording: false)
    expectClose(
      ComplexVariable(parts: floats.constant(x.converted(to: Float.self))).fourier(axes: axes)
        .parts.value, reference, shape: shape + [2], tolerance: 2e-6)
  }

  @Test(arguments: 0..<12) func `gradients of every transform`(_ number: Int) {
    let (shape, axes) = Self.cases[number]
    let sorted = normalized(shape, axes)
    let last = sorted[sorted.count - 1]
    var half = shape
    half[last] = shape[last] / 2 + 1
    for normalization in FourierNormalization.allCases {
      let seed = UInt64(number) + 1
      checkGradient(seed: seed, [shape]) {
        $0[0].realFourier(axes: axes, normalization: normalization).parts
      }
      checkGradient(seed: seed, [half + [2]]) {
        ComplexVariable(parts: $0[0]).inverseRealFourier(
          axes: axes, size: shape[last], normalization: normalization)
      }
      checkGradient(seed: seed, [shape + [2]]) {
        ComplexVariable(parts: $0[0]).fourier(axes: axes, normalization: normalization).parts
      }
      checkGradient(seed: seed, [shape + [2]]) {
        ComplexVariable(parts: $0[0]).inverseFourier(axes: axes, normalization: normalization)
          .parts
      }
    }
  }

  @Test func `an orthonormal transform keeps the norm`() {
    var numbers = TestNumbers(seed: 3)
    let x: Tensor<Double> = numbers.tensor([2, 45, 14, 3, 2])
    let tape = Tape<Double>(recording: false)
    let spectrum = ComplexVariable(parts: tape.constant(x))
      .fourier(axes: [1, 2], normalization: .orthonormal)
    #expect(abs(spectrum.parts.value.squaredNorm - x.squaredNorm) < 1e-10)
  }

  @Test func `a batch is its grids one by one, however it is cut`() {
    // Wide enough to be shared out by items and by channels, with items that are not aligned among them.
    for shape in [[9, 31, 33, 5], [1, 64, 33, 70], [3, 129, 129], [2, 8, 9, 101]] {
      var numbers = TestNumbers(seed: 4)
      let x: Tensor<Float> = numbers.tensor(shape)
      let tape = Tape<Float>(recording: false)
      let all = tape.constant(x).realFourier(axes: [1, 2])
      let channels = shape.count == 4 ? shape[3] : 1
      for item in 0..<shape[0] {
        for channel in [0, channels / 2, channels - 1] {
          let grid = tape.constant(x.rows(item..<item + 1)).reshaped(
            to: [shape[1] * shape[2], channels])
          let one = grid.transposed().rows(channel..<channel + 1)
            .reshaped(to: [shape[1], shape[2]]).realFourier(axes: [0, 1])
          let (height, width) = (shape[1], shape[2] / 2 + 1)
          let same = ComplexVariable(
            parts: all.parts.rows(item..<item + 1).reshaped(to: [height * width, channels, 2])
              .transposed([1, 0, 2]).rows(channel..<channel + 1)
              .reshaped(to: [height, width, 2]))
          expectClose(
            same.parts.value, one.parts.value.scalars.map { Double($0) },
            shape: [height, width, 2], tolerance: 1e-6)
        }
      }
    }
  }

  @Test func `a circular convolution is learned through its spectrum`() {
    // The filter that made the data is found again by descent on filtered noise.
    let (count, size) = (16, 21)
    var numbers = TestNumbers(seed: 8)
    let signals: Tensor<Double> = numbers.tensor([count, size, 1])
    let truth: Tensor<Double> = numbers.tensor([size, 1])
    let (x, h) = (signals.scalars, truth.scalars)
    var wanted: [Double] = []
    for item in 0..<count {
      for place in 0..<size {
        wanted.append(
          (0..<size).reduce(0.0) {
            $0 + h[$1] * x[item * size + (place - $1 + size) % size]
          })
      }
    }
    let target = Tensor<Double>(shape: [count, size, 1], wanted)
    var filter = Tensor<Double>(zeros: [size, 1])
    var loss = Double.infinity
    for _ in 0..<400 {
      let tape = Tape<Double>()
      let parameter = tape.parameter(filter)
      let spectrum = tape.constant(signals).realFourier(axes: [1])
      let result = (spectrum * parameter.realFourier(axes: [0]))
        .inverseRealFourier(axes: [1], size: size)
      let error = (result - tape.constant(target)).power(2).mean()
      loss = error.value.scalar
      let gradient = tape.gradients(of: error, withRespectTo: [parameter])[0]
      filter.add(gradient, scaledBy: -1.5)
    }
    #expect(loss < 1e-8)
    expectClose(filter, h, shape: [size, 1], tolerance: 1e-3)
  }

  @Test func `misfits are typed errors`() {
    #expect(throws: TensorError.self) { try ShapeRules.realFourier([3, 4], axes: []) }
    #expect(throws: TensorError.self) { try ShapeRules.realFourier([3, 4], axes: [2]) }
    #expect(throws: TensorError.self) { try ShapeRules.realFourier([3, 0], axes: [1]) }
    #expect(throws: TensorError.self) {
      try ShapeRules.inverseRealFourier([3, 4], axes: [1], size: 9)
    }
    #expect((try? ShapeRules.inverseRealFourier([3, 4], axes: [1], size: 7)) == [3, 7])
    #expect((try? ShapeRules.realFourier([3, 9, 2], axes: [0, 1])) == [3, 5, 2])
  }
}
