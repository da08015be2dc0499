import Autodiff
import Testing

/// Batch, instance and group normalization against plain loops.
@Suite struct NormalizationTests {
  static let shapes = [
    [4, 6], [3, 5, 6], [2, 3, 4, 6], [1, 1, 6], [2, 700, 6], [3, 3, 2, 2, 12],
  ]

  static func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
    let mean: Double = values.reduce(0, +) / Double(values.count)
    let squares: [Double] = values.map { ($0 - mean) * ($0 - mean) }
    return (mean, squares.reduce(0, +) / Double(values.count))
  }

  /// Statistics over everything that `key` does not tell apart.
  static func reference(
    _ x: Tensor<Double>, _ scale: [Double], _ shift: [Double], _ key: ([Int]) -> [Int]
  ) -> [Double] {
    let places = indices(of: x.shape)
    var members: [[Int]: [Double]] = [:]
    for (place, value) in zip(places, x.scalars) { members[key(place), default: []].append(value) }
    let statistics = members.mapValues { values -> (Double, Double) in
      let (mean, variance) = moments(values)
      return (mean, 1 / (variance + 1e-5).squareRoot())
    }
    return zip(places, x.scalars).map { place, value in
      let (mean, inverse) = statistics[key(place)] ?? (0, 0)
      let channel = place[place.count - 1]
      return (value - mean) * inverse * scale[channel] + shift[channel]
    }
  }

  @Test(arguments: shapes) func `each is the loop over its statistics, with right gradients`(
    _ shape: [Int]
  ) {
    var numbers = TestNumbers(seed: 31)
    let channels = shape[shape.count - 1]
    let x: Tensor<Double> = numbers.tensor(shape, in: 2...9)
    let (scale, shift): (Tensor<Double>, Tensor<Double>) = (
      numbers.tensor([channels]), numbers.tensor([channels])
    )
    typealias Form<S: TensorScalar> = ([Variable<S>]) -> Variable<S>
    func check(
      _ name: String, _ key: @escaping ([Int]) -> [Int], _ double: Form<Double>,
      _ single: Form<Float>
    ) {
      let expected = Self.reference(x, scale.scalars, shift.scalars, key)
      let wide = Tape<Double>(recording: false)
      expectClose(
        double([x, scale, shift].map(wide.constant)).value, expected, shape: shape,
        tolerance: 1e-11, name)
      let narrow = Tape<Float>(recording: false)
      expectClose(
        single([x, scale, shift].map { narrow.constant($0.converted(to: Float.self)) }).value,
        expected, shape: shape, tolerance: 2e-5, name)
      if x.count < 200 && x.count > channels {
        checkGradient(seed: 32, [shape, [channels], [channels]], double)
      }
    }
    check(
      "batch", { [$0[$0.count - 1]] },
      { $0[0].batchNormalized(scale: $0[1], shift: $0[2]).output },
      { $0[0].batchNormalized(scale: $0[1], shift: $0[2]).output })
    check(
      "instance", { [$0[0], $0[$0.count - 1]] },
      { $0[0].instanceNormalized(scale: $0[1], shift: $0[2]) },
      { $0[0].instanceNormalized(scale: $0[1], shift: $0[2]) })
    check(
      "group", { [$0[0], $0[$0.count - 1] / (channels / 3)] },
      { $0[0].groupNormalized(groups: 3, scale: $0[1], shift: $0[2]) },
      { $0[0].groupNormalized(groups: 3, scale: $0[1], shift: $0[2]) })
  }

  @Test func `given statistics take no gradient, and the batch's own are returned`() {
    let mean = Tensor<Double>(shape: [3], [0.5, -1, 2])
    let variance = Tensor<Double>(shape: [3], [0.25, 4, 1])
    checkGradient(seed: 33, [[4, 2, 3], [3], [3]]) {
      $0[0].normalized(mean: mean, variance: variance, scale: $0[1], shift: $0[2])
    }
    var numbers = TestNumbers(seed: 34)
    let x: Tensor<Double> = numbers.tensor([7, 5, 3], in: 1...2)
    let tape = Tape<Double>(recording: false)
    let (one, zero) = (
      tape.constant(Tensor(repeating: 1, shape: [3])), tape.constant(Tensor(zeros: [3]))
    )
    let batch = tape.constant(x).batchNormalized(scale: one, shift: zero)
    for channel in 0..<3 {
      let values = stride(from: channel, to: x.count, by: 3).map { x.scalars[$0] }
      let (center, spread) = Self.moments(values)
      #expect(abs(batch.mean.scalars[channel] - center) < 1e-14)
      #expect(abs(batch.variance.scalars[channel] - spread) < 1e-14)
    }
  }

  @Test func `single precision keeps the variance of values far from 0`() {
    var numbers = TestNumbers(seed: 35)
    let x: Tensor<Float> = numbers.tensor([40_001, 2], in: 10_000...10_001)
    let tape = Tape<Float>(recording: false)
    let (one, zero) = (
      tape.constant(Tensor(repeating: 1, shape: [2])), tape.constant(Tensor(zeros: [2]))
    )
    let variance = tape.constant(x).batchNormalized(scale: one, shift: zero).variance
    for value in variance.scalars { #expect(abs(value * 12 - 1) < 0.02) }
  }

  @Test func `no item gives no result and no gradient`() {
    let tape = Tape<Float>()
    let x = tape.parameter(Tensor<Float>(zeros: [0, 5, 4]))
    let (scale, shift) = (
      tape.parameter(Tensor<Float>(repeating: 1, shape: [4])),
      tape.parameter(Tensor<Float>(zeros: [4]))
    )
    let y = x.groupNormalized(groups: 2, scale: scale, shift: shift)
    #expect(y.shape == [0, 5, 4])
    let gradients = tape.gradients(of: y.sum(), withRespectTo: [x, scale, shift])
    #expect(gradients[1] == Tensor(zeros: [4]) && gradients[2] == Tensor(zeros: [4]))
  }

  @Test func `groups that do not divide the channels are refused`() {
    #expect(throws: TensorError.self) {
      try ShapeRules.normalization("groupNormalized", [2, 6], groups: 4, scale: [6], shift: [6])
    }
    #expect(throws: TensorError.self) {
      try ShapeRules.normalization("groupNormalized", [2, 6], groups: 3, scale: [6], shift: [5])
    }
  }
}
