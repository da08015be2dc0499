import Autodiff
import Numerics
import Testing

@Suite struct FourierModesTests {
  /// Points and modes of each axis: one to three axes, odd, single, all that there are.
  private static let cases: [([Int], [Int])] = [
    ([8], [3]), ([9], [5]), ([8], [5]), ([1], [1]), ([8, 6], [2, 3]), ([7, 9], [3, 5]),
    ([2, 1], [1, 1]), ([4, 5, 6], [2, 1, 4]), ([6, 4, 7], [1, 2, 3]),
  ]

  /// Where the kept frequencies stand in a half-complex spectrum, in their order.
  private func kept(_ points: [Int], _ modes: [Int]) -> [[Int]] {
    points.indices.map { axis in
      let low = Array(0..<modes[axis])
      return axis == points.count - 1
        ? low : low + Array(points[axis] - modes[axis]..<points[axis])
    }
  }

  @Test(arguments: 0..<9) func `modes are the truncated spectrum, grids the padded one`(
    _ number: Int
  ) throws {
    let (points, modes) = Self.cases[number]
    let kept = kept(points, modes)
    let axes = Array(1...points.count)
    for (seed, (batch, channels)) in [(3, 2), (1, 1), (2, 5), (0, 3), (2, 0)].enumerated() {
      for normalization in FourierNormalization.allCases {
        var numbers = TestNumbers(seed: UInt64(seed))
        let plan = try FourierModes<Double>(
          points: points, modes: modes, normalization: normalization)
        #expect(plan.frequencies == kept.map(\.count))
        let tape = Tape<Double>(recording: false)
        let x: Tensor<Double> = numbers.tensor([batch] + points + [channels])
        let spectrum = tape.constant(x).realFourier(axes: axes, normalization: normalization)
        let all = spectrum.parts.value.scalars
        let shape = [batch] + plan.frequencies + [channels]
        func place(_ index: [Int]) -> Int {
          var full = index
          for (axis, list) in kept.enumerated() { full[axis + 1] = list[index[axis + 1]] }
          return 2 * offset(full, in: spectrum.shape)
        }
        let reference = indices(of: shape).flatMap { [all[place($0)], all[place($0) + 1]] }
        let found = plan.modes(of: tape.constant(x))
        expectClose(found.parts.value, reference, shape: shape + [2], tolerance: 1e-12)
        // Any modes, which need not be those of real grids.
        let given: Tensor<Double> = numbers.tensor(shape + [2])
        var padded = [Double](repeating: 0, count: all.count)
        for (index, value) in zip(indices(of: shape), 0...) {
          padded[place(index)] = given.scalars[2 * value]
          padded[place(index) + 1] = given.scalars[2 * value + 1]
        }
        let back = ComplexVariable(
          parts: tape.constant(Tensor(shape: spectrum.shape + [2], padded))
        ).inverseRealFourier(
          axes: axes, size: points[points.count - 1], normalization: normalization)
        let grids = plan.grids(of: ComplexVariable(parts: tape.constant(given)))
        expectClose(grids.value, back.value.scalars, shape: x.shape, tolerance: 1e-12)
        let single = try FourierModes<Float>(
          points: points, modes: modes, normalization: normalization)
        let floats = Tape<Float>(recording: false)
        expectClose(
          single.modes(of: floats.constant(x.converted(to: Float.self))).parts.value, reference,
          shape: shape + [2], tolerance: 1e-5)
        expectClose(
          single.grids(
            of: ComplexVariable(parts: floats.constant(given.converted(to: Float.self)))
          ).value, back.value.scalars, shape: x.shape, tolerance: 1e-5)
      }
    }
  }

  @Test(arguments: 0..<9) func `gradients of both ways and of a Fourier layer`(
    _ number: Int
  ) throws {
    let (points, modes) = Self.cases[number]
    let plan = try FourierModes<Double>(points: points, modes: modes)
    for seed in UInt64(1)...2 {
      checkGradient(seed: seed, [[2] + points + [2]]) { plan.modes(of: $0[0]).parts }
      checkGradient(seed: seed, [[2] + plan.frequencies + [2, 2]]) {
        plan.grids(of: ComplexVariable(parts: $0[0]))
      }
    }
    checkGradient(seed: 3, [[2] + points + [2], plan.frequencies + [2, 3, 2]]) {
      plan.grids(of: plan.modes(of: $0[0]).mixingChannels(by: ComplexVariable(parts: $0[1])))
    }
  }

  @Test func `grids below the cut come back whole`() throws {
    let plan = try FourierModes<Double>(points: [13], modes: [4])
    var numbers = TestNumbers(seed: 2)
    let tape = Tape<Double>(recording: false)
    let given: Tensor<Double> = numbers.tensor([3] + plan.frequencies + [2, 2])
    let smooth = plan.grids(of: ComplexVariable(parts: tape.constant(given)))
    let again = plan.grids(of: plan.modes(of: smooth))
    expectClose(again.value, smooth.value.scalars, shape: smooth.shape, tolerance: 1e-14)
  }

  @Test func `more modes than there are is an error that names both`() {
    for (points, modes) in [
      ([8], [6]), ([8, 8], [5, 2]), ([8, 8], [2]), ([], []), ([0], [1]), ([4], [0]),
    ] as [([Int], [Int])] {
      do throws(TensorError) {
        _ = try FourierModes<Float>(points: points, modes: modes)
        Issue.record("\(modes) modes of \(points) points were taken")
      } catch {
        #expect(error.shapes == [points, modes])
      }
    }
  }
}
