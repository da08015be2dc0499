import Autodiff
import Foundation
import Numerics
import Testing

@Suite struct MomentsTests {
  /// A pattern, sizes and orders drawn from a seed, with edges, channels and weights few and many.
  private struct Case {
    let random: RandomPattern
    let rows: Int, columns: Int, count: Int, channels: Int
    let orders: [Int]
    let angles: Tensor<Double>

    init(_ numbers: inout TestNumbers, most: Int) throws {
      (rows, columns) = (numbers.below(7), numbers.below(7))
      random = try RandomPattern(
        rows: rows, columns: columns, edges: numbers.below(25), &numbers)
      (count, channels) = (numbers.below(most), numbers.below(most))
      orders = (0..<1 + numbers.below(4)).map { _ in numbers.below(4) }
      angles = numbers.tensor([random.pattern.nonzeroCount], in: -4...4)
    }

    var entries: Int { random.pattern.nonzeroCount }
    var dimension: Int { orders.reduce(0) { $0 + min(2, $1 + 1) } }
    var shapes: [[Int]] { [[columns, dimension, channels], [entries, count]] }

    func moments<S: TensorScalar>(_ x: Variable<S>, _ weights: Variable<S>) -> Variable<S> {
      random.pattern.moments(
        x, weights: weights,
        turns: FrameTurns(angles: angles.converted(to: S.self), orders: orders))
    }

    /// The sums with loops, each number of a field turned by itself.
    func reference(_ x: [Double], _ weights: [Double]) -> [Double] {
      var result = [Double](repeating: 0, count: rows * count * dimension * channels)
      for (entry, place) in random.entries.enumerated() {
        for k in 0..<count {
          for c in 0..<channels {
            var first = 0
            for order in orders {
              let size = min(2, order + 1)
              let angle = Double(order) * angles.scalars[entry]
              let turn = [[cos(angle), -sin(angle)], [sin(angle), cos(angle)]]
              for a in 0..<size {
                for b in 0..<size {
                  let value = x[(place.column * dimension + first + b) * channels + c]
                  result[((place.row * count + k) * dimension + first + a) * channels + c] +=
                    weights[entry * count + k] * turn[a][b] * value
                }
              }
              first += size
            }
          }
        }
      }
      return result
    }
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func `weighted sums of turned neighbours are those of loops`(seed: UInt64) throws {
    var numbers = TestNumbers(seed: seed)
    let one = try Case(&numbers, most: seed % 2 == 0 ? 45 : 12)
    let inputs = one.shapes.map { numbers.tensor($0) as Tensor<Double> }
    let expected = one.reference(inputs[0].scalars, inputs[1].scalars)
    let shape = [one.rows, one.count, one.dimension, one.channels]
    expectClose(
      one.moments(fixed(inputs[0]), fixed(inputs[1])).value, expected, shape: shape,
      tolerance: 1e-13, "seed \(seed)")
    let single = inputs.map { fixed($0.converted(to: Float.self)) }
    expectClose(
      one.moments(single[0], single[1]).value, expected, shape: shape, tolerance: 1e-5,
      "seed \(seed)")
  }

  @Test(arguments: 1...16 as ClosedRange<UInt64>)
  func `gradients to values and weights`(seed: UInt64) throws {
    var numbers = TestNumbers(seed: seed)
    let one = try Case(&numbers, most: seed % 4 == 0 ? 20 : 6)
    checkGradient(seed: seed, one.shapes) { one.moments($0[0], $0[1]) }
    // One of the two may be data.
    let constants = one.shapes.map { numbers.tensor($0) as Tensor<Double> }
    checkGradient(seed: seed, [one.shapes[0]]) {
      one.moments($0[0], $0[0].tape.constant(constants[1]))
    }
    checkGradient(seed: seed, [one.shapes[1]]) {
      one.moments($0[0].tape.constant(constants[0]), $0[0])
    }
  }

  @Test(arguments: [1, 2, 3, 15, 16, 17, 31, 32, 63, 64, 65, 130])
  func `without turns they are sparse products, whatever the number of channels`(
    channels: Int
  ) throws {
    var numbers = TestNumbers(seed: UInt64(channels))
    let pattern = try RandomPattern(rows: 5, columns: 6, edges: 17, &numbers).pattern
    for count in 1...9 {
      let x: Tensor<Float> = numbers.tensor([6, channels])
      let weights: Tensor<Float> = numbers.tensor([pattern.nonzeroCount, count])
      let tape = Tape<Float>()
      let (p, w) = (tape.parameter(x), tape.parameter(weights))
      let found = pattern.moments(p, weights: w)
      let products = stack(
        (0..<count).map { pattern.multiply(w.slice(axis: 1, $0..<$0 + 1).squeezed(axes: [1]), p) },
        axis: 1)
      let factors = tape.constant(numbers.tensor(found.shape))
      let gradients = [found, products].map {
        tape.gradients(
          of: ($0 * factors).sum(), withRespectTo: [p, w], keepingTape: true)
      }
      expectClose(
        found.value, products.value.scalars.map { Double($0) }, shape: [5, count, channels],
        tolerance: 1e-5, "\(count) weights")
      for index in 0..<2 {
        expectClose(
          gradients[0][index], gradients[1][index].scalars.map { Double($0) },
          shape: gradients[1][index].shape, tolerance: 1e-5, "\(count) weights, input \(index)")
      }
    }
  }

  @Test func `shapes that do not fit are refused with both`() {
    func message(_ values: [Int], _ weights: [Int], _ dimension: Int?) -> String {
      do throws(TensorError) {
        _ = try ShapeRules.moments(
          [4, 5], entries: 9, values, weights: weights, dimension: dimension)
        return ""
      } catch { return error.description }
    }
    #expect(message([5, 7], [9, 3], nil) == "")
    #expect(message([5, 2, 7], [9, 3], 2) == "")
    #expect(
      message([5, 7], [8, 3], nil)
        == "moments of [5, 7] and [8, 3]: the weights need shape [9, k], a row for each entry")
    #expect(
      message([4, 7], [9, 3], nil)
        == "moments of [4, 7] and [9, 3]: a pattern of shape [4, 5] needs values [5, c]")
    #expect(
      message([5, 7], [9, 3], 3)
        == "moments of [5, 7] and [9, 3]: a pattern of shape [4, 5] and a field of 3 numbers needs values [5, 3, c]"
    )
  }
}

extension DeterminismTests {
  @Test func `weighted sums of turned neighbours`() throws {
    var numbers = TestNumbers(seed: 31)
    let pattern = try RandomPattern(rows: 2_003, columns: 1_777, edges: 30_011, &numbers).pattern
    let turns = FrameTurns<Float>(
      angles: numbers.tensor([pattern.nonzeroCount], in: -3...3), orders: [0, 1, 2])
    for channels in [3, 19] {
      same("moments of \(channels) channels") {
        gradients([[1_777, 5, channels], [pattern.nonzeroCount, 5]]) {
          pattern.moments($0[0], weights: $0[1], turns: turns)
        }
      }
    }
  }
}
