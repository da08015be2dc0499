import Autodiff
import Foundation
import Testing

/// Every operation under shapes of chance: its value against a loop, its gradient against differences.
@Suite struct RandomShapeTests {
  typealias Function = @Sendable (Variable<Double>) -> Variable<Double>

  static let unary: [(String, ClosedRange<Double>, Function, @Sendable (Double) -> Double)] = [
    ("sine", -9...9, { $0.sine() }, { sin($0) }),
    ("cosine", -9...9, { $0.cosine() }, { cos($0) }),
    ("log1p", -0.9...4, { $0.log1p() }, { log1p($0) }),
    ("expm1", -3...3, { $0.expm1() }, { expm1($0) }),
    ("reciprocal", 0.5...3, { $0.reciprocal() }, { 1 / $0 }),
    ("reciprocal root", 0.3...3, { $0.reciprocalSquareRoot() }, { 1 / $0.squareRoot() }),
    ("clamped", -3...3, { $0.clamped(to: -1...2) }, { min(max($0, -1), 2) }),
    ("clamped below", -3...3, { $0.clamped(to: 0.5...) }, { max($0, 0.5) }),
    ("clamped above", -3...3, { $0.clamped(to: ...0.5) }, { min($0, 0.5) }),
    ("gelu", -3...3, { $0.gelu() }, { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }),
    ("silu", -3...3, { $0.silu() }, { $0 / (1 + exp(-$0)) }),
    ("scaled", -3...3, { $0 * 2 - 1 }, { $0 * 2 - 1 }),
    ("negated", -3...3, { -$0 }, { -$0 }),
  ]

  @Test(arguments: unary.indices) func `functions of one element`(_ index: Int) {
    let (name, range, function, reference) = Self.unary[index]
    forSeeds(1...8) { seed, numbers in
      let shape = numbers.shape(elements: 20)
      let x: Tensor<Double> = numbers.tensor(shape, in: range)
      expectClose(
        function(fixed(x)).value, x.scalars.map(reference), shape: shape, tolerance: 1e-14,
        "\(name), seed \(seed)")
      checkGradient(seed: seed, [shape], in: range) { function($0[0]) }
      // A gradient that is one number for all takes a way of its own.
      checkGradient(seed: seed, [shape], in: range) { function($0[0]).sum() }
    }
  }

  @Test func `sine and cosine in single precision are right far out, too`() {
    forSeeds(1...3) { seed, numbers in
      for size in [1, 100, 9e5, 1e9] {
        let x: Tensor<Float> = numbers.tensor([400], in: -size...size)
        let exact = x.scalars.map { Double($0) }
        expectClose(
          fixed(x).sine().value, exact.map { sin($0) }, shape: [400], tolerance: 7e-8,
          "seed \(seed)")
        expectClose(
          fixed(x).cosine().value, exact.map { cos($0) }, shape: [400], tolerance: 7e-8,
          "seed \(seed)")
      }
    }
    #expect(fixed(Tensor<Float>([.infinity])).sine().value.scalar.isNaN)
    #expect(fixed(Tensor<Float>([0, -0.0])).sine().value.scalars.map(\.sign) == [.plus, .minus])
  }

  @Test func `single precision holds at the ends of log1p and expm1`() {
    let ends = fixed(Tensor<Float>([-1, 0, .infinity, 1e-20, 3e38])).log1p().value.scalars
    #expect(ends[0] == -.infinity && ends[1] == 0 && ends[2] == .infinity && ends[3] == 1e-20)
    #expect(abs(ends[4] - Float(log(3e38))) < 1e-4)
    #expect(fixed(Tensor<Float>([-2])).log1p().value.scalar.isNaN)
    let powers = fixed(Tensor<Float>([-200, 0, 85, 200, 1e-20])).expm1().value.scalars
    #expect(powers[0] == -1 && powers[1] == 0 && powers[3] == .infinity && powers[4] == 1e-20)
    #expect(abs(Double(powers[2]) / expm1(85) - 1) < 1e-6)
  }

  static let binary:
    [(
      String, @Sendable (Variable<Double>, Variable<Double>) -> Variable<Double>,
      @Sendable (Double, Double) -> Double
    )] = [
      ("add", { $0 + $1 }, { $0 + $1 }), ("subtract", { $0 - $1 }, { $0 - $1 }),
      ("multiply", { $0 * $1 }, { $0 * $1 }), ("divide", { $0 / $1 }, { $0 / $1 }),
      ("maximum", { maximum($0, $1) }, { max($0, $1) }),
      ("minimum", { minimum($0, $1) }, { min($0, $1) }),
      ("power", { $0.power($1) }, { pow($0, $1) }),
    ]

  @Test(arguments: binary.indices) func `functions of two elements broadcast`(_ index: Int) throws {
    let (name, function, reference) = Self.binary[index]
    try forSeeds(1...20) { seed, numbers in
      let shape = numbers.shape(rank: 0...5, elements: 30)
      let (a, b) = (numbers.stretchable(to: shape), numbers.stretchable(to: shape))
      let target = try ShapeRules.broadcast(name, a, b)
      let x: Tensor<Double> = numbers.tensor(a, in: 0.5...2)
      let y: Tensor<Double> = numbers.tensor(b, in: 0.5...2)
      let (p, q) = (Reference(x), Reference(y))
      let tape = Tape<Double>(recording: false)
      expectClose(
        function(tape.constant(x), tape.constant(y)).value,
        Reference(target) { reference(p.stretched($0), q.stretched($0)) }.values, shape: target,
        tolerance: 1e-14, "\(name), seed \(seed)")
      checkGradient(seed: seed, [a, b], in: 0.5...2) { function($0[0], $0[1]) }
    }
  }

  @Test func `equals share the gradient of maximum and minimum, and NaN wins`() {
    let tape = Tape<Double>()
    let (x, y) = (tape.parameter(Tensor([1, 2, 3])), tape.parameter(Tensor([1, 3, 2])))
    let both = maximum(x, y).sum() + minimum(x, y).sum() * 10
    let gradients = tape.gradients(of: both, withRespectTo: [x, y])
    #expect(gradients[0].scalars == [5.5, 10, 1])
    #expect(gradients[1].scalars == [5.5, 1, 10])
    let wrong = fixed(Tensor<Float>([.nan, 1]))
    let right = wrong.tape.constant(Tensor([1, .nan]))
    #expect(maximum(wrong, right).value.scalars.allSatisfy { $0.isNaN })
    #expect(minimum(wrong, right).value.scalars.allSatisfy { $0.isNaN })
  }

  /// What a loop makes of the elements along the axes of a reduction.
  private func reduced(
    _ x: Tensor<Double>, _ axes: [Int]?, keeping: Bool, _ body: ([Double]) -> Double
  ) -> Reference {
    let gone = axes.map { $0.map { $0 < 0 ? $0 + x.rank : $0 } } ?? Array(x.shape.indices)
    let kept = x.shape.indices.map { gone.contains($0) ? 1 : x.shape[$0] }
    var groups = [[Double]](repeating: [], count: kept.reduce(1, *))
    for (value, index) in zip(x.scalars, indices(of: x.shape)) {
      groups[offset(index, in: kept)].append(value)
    }
    let target =
      keeping ? kept : x.shape.indices.filter { !gone.contains($0) }.map { x.shape[$0] }
    let values = groups.map(body)
    return Reference(target) { values[offset($0, in: target)] }
  }

  @Test func `reductions over axes of chance`() {
    forSeeds(1...40) { seed, numbers in
      let shape = numbers.shape(elements: 30)
      let x: Tensor<Double> = numbers.tensor(shape)
      let chosen = numbers.permutation(shape.count).prefix(numbers.below(shape.count + 1))
      let axes =
        numbers.below(4) == 0 ? nil : chosen.map { numbers.below(2) == 0 ? $0 : $0 - shape.count }
      let keeping = numbers.below(2) == 0
      func check(
        _ name: String, _ function: (Variable<Double>) -> Variable<Double>,
        _ body: ([Double]) -> Double
      ) {
        let expected = reduced(x, axes, keeping: keeping, body)
        expectClose(
          function(fixed(x)).value, expected.values, shape: expected.shape, tolerance: 1e-13,
          "\(name) of \(shape) over \(String(describing: axes)), seed \(seed)")
        checkGradient(seed: seed, [shape]) { function($0[0]) }
      }
      check("sum", { $0.sum(axes: axes, keepingAxes: keeping) }, { $0.reduce(0, +) })
      check(
        "norm", { $0.norm(axes: axes, keepingAxes: keeping) },
        { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() })
      let group = (axes.map { $0.map { $0 < 0 ? $0 + shape.count : $0 } } ?? Array(shape.indices))
        .reduce(1) { $0 * shape[$1] }
      guard group > 0 else { return }
      check(
        "mean", { $0.mean(axes: axes, keepingAxes: keeping) },
        { $0.reduce(0, +) / Double($0.count) })
      for correction in 0...1 where group > correction {
        check(
          "variance",
          { $0.variance(axes: axes, correction: correction, keepingAxes: keeping) },
          { values in
            let mean = values.reduce(0, +) / Double(values.count)
            return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
              / Double(values.count - correction)
          })
      }
    }
  }

  @Test func `extremes, log-sum-exp and cumulative sums along an axis`() {
    forSeeds(1...40) { seed, numbers in
      let shape = numbers.shape(rank: 1...4, elements: 40)
      let axis = numbers.below(shape.count)
      guard shape[axis] > 0 else { return }
      let x: Tensor<Double> = numbers.tensor(shape, in: -3...3)
      let keeping = numbers.below(2) == 0
      func check(
        _ name: String, _ function: (Variable<Double>) -> Variable<Double>,
        _ body: ([Double]) -> Double
      ) {
        let expected = reduced(x, [axis], keeping: keeping, body)
        expectClose(
          function(fixed(x)).value, expected.values, shape: expected.shape, tolerance: 1e-14,
          "\(name), seed \(seed)")
        checkGradient(seed: seed, [shape]) { function($0[0]) }
      }
      check("max", { $0.max(axis: axis, keepingAxes: keeping) }, { $0.max() ?? 0 })
      check("min", { $0.min(axis: axis - shape.count, keepingAxes: keeping) }, { $0.min() ?? 0 })
      check(
        "logSumExp", { $0.logSumExp(axis: axis, keepingAxes: keeping) },
        { log($0.reduce(0) { $0 + exp($1) }) })
      let places = reduced(x, [axis], keeping: false) { values in
        Double(values.firstIndex(of: values.max() ?? 0) ?? 0)
      }
      #expect(x.argmax(axis: axis).scalars.map { Double($0) } == places.values, "seed \(seed)")
      #expect(x.argmax(axis: axis).shape == places.shape)
      let reference = Reference(x)
      for reversed in [false, true] {
        let sums = Reference(shape) { index in
          (reversed ? index[axis]..<shape[axis] : 0..<(index[axis] + 1)).reduce(0) { sum, place in
            var source = index
            source[axis] = place
            return sum + reference[source]
          }
        }
        expectClose(
          fixed(x).cumulativeSum(axis: axis, reversed: reversed).value, sums.values,
          shape: shape, tolerance: 1e-14, "seed \(seed)")
        checkGradient(seed: seed, [shape]) {
          $0[0].cumulativeSum(axis: axis, reversed: reversed)
        }
      }
      let soft = Reference(shape) { index in
        let all = (0..<shape[axis]).reduce(0.0) { sum, place in
          var source = index
          source[axis] = place
          return sum + exp(reference[source])
        }
        return exp(reference[index]) / all
      }
      expectClose(
        fixed(x).softmax(axis: axis).value, soft.values, shape: shape, tolerance: 1e-14)
      expectClose(
        fixed(x).logSoftmax(axis: axis).value, soft.values.map { log($0) }, shape: shape,
        tolerance: 1e-13)
      checkGradient(seed: seed, [shape]) { $0[0].softmax(axis: axis) }
    }
    let infinite = fixed(
      Tensor<Float>(shape: [3, 2], [-.infinity, -.infinity, 1, .infinity, 1e4, 1e4]))
    let sums = infinite.logSumExp(axis: 1).value.scalars
    #expect(sums[0] == -.infinity && sums[1] == .infinity && abs(sums[2] - 10_000.693) < 0.01)
  }

  @Test func `long rows and lanes have the same extremes as a loop`() {
    forSeeds(1...6) { seed, numbers in
      let x: Tensor<Float> = numbers.tensor([3, 1_237])
      let rows = (0..<3).map { Array(x.scalars[$0 * 1_237..<($0 + 1) * 1_237]) }
      let tape = Tape<Float>(recording: false)
      #expect(tape.constant(x).max(axis: 1).value.scalars == rows.compactMap { $0.max() })
      #expect(tape.constant(x).min(axis: 1).value.scalars == rows.compactMap { $0.min() })
      #expect(
        x.argmin(axis: 1).scalars
          == rows.map { row in Int32(row.firstIndex(of: row.min() ?? 0) ?? 0) }, "seed \(seed)")
      let wide: Tensor<Float> = numbers.tensor([5, 20_011])
      let elements = wide.scalars
      let lanes = (0..<20_011).map { c in (0..<5).map { elements[$0 * 20_011 + c] }.max() ?? 0 }
      #expect(tape.constant(wide).max(axis: 0).value.scalars == lanes)
    }
    let wrong = Tensor<Float>(shape: [2, 3], [1, .nan, 5, -1, 2, .nan])
    #expect(wrong.argmax(axis: 1).scalars == [1, 2])
    #expect(wrong.argmin(axis: 1).scalars == [1, 2])
  }

  @Test func `products of matrices and vectors broadcast over their leading axes`() throws {
    try forSeeds(1...60) { seed, numbers in
      let batch = numbers.shape(rank: 0...2, elements: 6)
      let (m, n, k) = (numbers.below(4), numbers.below(4), numbers.below(4))
      let (ta, tb) = (numbers.below(2) == 0, numbers.below(2) == 0)
      let isRow = numbers.below(6) == 0
      let isColumn = numbers.below(6) == 0
      let a = isRow ? [k] : numbers.stretchable(to: batch) + (ta ? [k, m] : [m, k])
      let b = isColumn ? [k] : numbers.stretchable(to: batch) + (tb ? [n, k] : [k, n])
      let target = try ShapeRules.matmul(a, b, transposingLeft: ta, transposingRight: tb)
      let (x, y): (Tensor<Double>, Tensor<Double>) = (numbers.tensor(a), numbers.tensor(b))
      let lead = target.dropLast((isRow ? 0 : 1) + (isColumn ? 0 : 1))
      func element(
        _ array: Reference, _ lead: ArraySlice<Int>, _ row: Int, _ column: Int, _ flipped: Bool,
        _ isVector: Bool, _ place: Int
      ) -> Double {
        if isVector { return array[[place]] }
        let index =
          Array(lead.suffix(array.shape.count - 2)) + (flipped ? [column, row] : [row, column])
        return array.stretched(index)
      }
      let (p, q) = (Reference(x), Reference(y))
      let expected = Reference(target) { index in
        let front = index.prefix(lead.count)
        let i = isRow ? 0 : index[lead.count]
        let j = isColumn ? 0 : index[index.count - 1]
        return (0..<k).reduce(0.0) {
          $0 + element(p, front, i, $1, ta, isRow, $1) * element(q, front, $1, j, tb, isColumn, $1)
        }
      }
      let tape = Tape<Double>(recording: false)
      expectClose(
        tape.constant(x).matmul(
          tape.constant(y), transposingLeft: ta, transposingRight: tb
        ).value, expected.values, shape: target, tolerance: 1e-14, "seed \(seed): \(a) × \(b)")
      checkGradient(seed: seed, [a, b]) {
        $0[0].matmul($0[1], transposingLeft: ta, transposingRight: tb)
      }
    }
  }

  @Test func `products take views as they take copies`() {
    forSeeds(1...60) { seed, numbers in
      func operand(_ rows: Int, _ columns: Int) -> Tensor<Double> {
        let step = 1 + numbers.below(2)
        let wide: Tensor<Double> = numbers.tensor([
          2, rows * step + 1, columns + numbers.below(3), 3,
        ])
        switch numbers.below(4) {
        case 0:
          return wide.slice(axis: 1, 1..<(rows * step + 1), step: step)
            .slice(axis: 2, 0..<columns).transposed([3, 0, 1, 2])
        case 1:
          return (numbers.tensor([2, columns, rows + 1]) as Tensor<Double>).transposed([0, 2, 1])
            .slice(axis: 1, 1..<(rows + 1))
        case 2:
          return (numbers.tensor([rows, columns + 2]) as Tensor<Double>).slice(
            axis: 1, 2..<(columns + 2)
          ).expanded(to: [3, 2, rows, columns])
        default:
          return (numbers.tensor([rows, 1]) as Tensor<Double>).expanded(to: [rows, columns])
        }
      }
      let (m, n, k) = (1 + numbers.below(5), 1 + numbers.below(5), 1 + numbers.below(5))
      let (a, b) = (operand(m, k), operand(k, n))
      let (x, y) = (Tensor(shape: a.shape, a.scalars), Tensor(shape: b.shape, b.scalars))
      let tape = Tape<Double>(recording: false)
      let expected = tape.constant(x).matmul(tape.constant(y)).value
      expectClose(
        tape.constant(a).matmul(tape.constant(b)).value, expected.scalars, shape: expected.shape,
        tolerance: 1e-14, "seed \(seed): \(a.shape) × \(b.shape)")
    }
    // Large enough for tiles, and for an inner sum in chunks.
    forSeeds(1...2) { seed, numbers in
      for (m, n, k) in [(301, 203, 77), (13, 17, 9_001)] {
        let a = (numbers.tensor([k, m + 3]) as Tensor<Double>).slice(axis: 1, 1..<(m + 1))
        let b = (numbers.tensor([k, n + 5]) as Tensor<Double>).slice(axis: 1, 2..<(n + 2))
        let tape = Tape<Double>(recording: false)
        let expected = tape.constant(Tensor(shape: a.shape, a.scalars)).transposed()
          .value.contiguous()
        let product = tape.constant(expected).matmul(
          tape.constant(Tensor(shape: b.shape, b.scalars))
        ).value
        expectClose(
          tape.constant(a.transposed()).matmul(tape.constant(b)).value, product.scalars,
          shape: [m, n], tolerance: 1e-12, "seed \(seed)")
      }
    }
  }
}
