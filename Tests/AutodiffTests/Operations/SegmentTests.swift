import Autodiff
import Foundation
import Numerics
import Testing

@Suite struct SegmentTests {
  /// Segments with the ids they were made of: consecutive, unsorted, of a pattern's rows and columns.
  struct Case {
    let name: String
    let segments: Segments
    let ids: [Int]
  }

  private func cases(_ numbers: inout TestNumbers) throws -> [Case] {
    let count = 1 + numbers.below(6)
    let ids = (0..<numbers.below(12)).map { _ in numbers.below(count) }
    let sorted = ids.sorted()
    var offsets: [Int32] = [0]
    for segment in 0..<count {
      offsets.append(offsets[segment] + Int32(ids.filter { $0 == segment }.count))
    }
    let random = try RandomPattern(rows: 4, columns: 5, edges: 9, &numbers)
    return [
      Case(name: "offsets", segments: try Segments(offsets: offsets), ids: sorted),
      Case(
        name: "ids", segments: try Segments(ids: ids.map { Int32($0) }, count: count), ids: ids),
      Case(
        name: "sorted ids", segments: try Segments(ids: sorted.map { Int32($0) }, count: count),
        ids: sorted),
      Case(
        name: "rows", segments: random.pattern.rowSegments, ids: random.entries.map(\.row)),
      Case(
        name: "columns", segments: random.pattern.columnSegments,
        ids: random.entries.map(\.column)),
    ]
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `reductions over segments agree with plain loops`(seed: UInt64) throws {
    var numbers = TestNumbers(seed: seed)
    for one in try cases(&numbers) {
      for tail in [[], [1], [5], [2, 17], [37], [0]] as [[Int]] {
        let width = tail.reduce(1, *)
        let x: Tensor<Double> = numbers.tensor([one.ids.count] + tail)
        let scalars = x.scalars
        let segments = one.segments
        let variable = Tape<Double>(recording: false).constant(x)
        let members = (0..<segments.count).map { segment in
          one.ids.indices.filter { one.ids[$0] == segment }
        }
        func reduced(_ function: ([Double]) -> Double) -> [Double] {
          members.flatMap { members in
            (0..<width).map { c in
              members.isEmpty ? 0 : function(members.map { scalars[$0 * width + c] })
            }
          }
        }
        let shape = [segments.count] + tail
        let comment = "seed \(seed), \(one.name), \(tail)"
        expectClose(
          variable.sum(over: segments).value, reduced { $0.reduce(0, +) }, shape: shape,
          tolerance: 1e-13, comment)
        expectClose(
          variable.mean(over: segments).value, reduced { $0.reduce(0, +) / Double($0.count) },
          shape: shape, tolerance: 1e-13, comment)
        expectClose(
          variable.max(over: segments).value, reduced { $0.max() ?? 0 }, shape: shape, tolerance: 0,
          comment)
        expectClose(
          variable.min(over: segments).value, reduced { $0.min() ?? 0 }, shape: shape, tolerance: 0,
          comment)
        var softmax = [Double](repeating: 0, count: scalars.count)
        for members in members {
          for c in 0..<width {
            let total = members.reduce(0) { $0 + exp(scalars[$1 * width + c]) }
            for element in members {
              softmax[element * width + c] = exp(scalars[element * width + c]) / total
            }
          }
        }
        expectClose(
          variable.softmax(over: segments).value, softmax, shape: x.shape, tolerance: 1e-13, comment
        )
        let single = Tape<Float>(recording: false).constant(x.converted(to: Float.self))
        expectClose(
          single.softmax(over: segments).value, softmax, shape: x.shape, tolerance: 1e-6, comment)
        let rows: Tensor<Double> = numbers.tensor(shape)
        expectClose(
          Tape<Double>(recording: false).constant(rows).spread(over: segments).value,
          one.ids.flatMap { id in (0..<width).map { rows.scalars[id * width + $0] } },
          shape: x.shape, tolerance: 0, comment)
      }
    }
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `gradients flow back to the elements`(seed: UInt64) throws {
    var numbers = TestNumbers(seed: seed)
    for one in try cases(&numbers) {
      let segments = one.segments
      for tail in [[], [3]] as [[Int]] {
        let shape = [one.ids.count] + tail
        checkGradient(seed: seed, [shape]) { $0[0].sum(over: segments) }
        checkGradient(seed: seed, [shape]) { $0[0].mean(over: segments) }
        checkGradient(seed: seed, [shape]) { $0[0].max(over: segments) }
        checkGradient(seed: seed, [shape]) { $0[0].min(over: segments) }
        checkGradient(seed: seed, [shape]) { $0[0].softmax(over: segments) }
        checkGradient(seed: seed, [[segments.count] + tail]) { $0[0].spread(over: segments) }
      }
    }
  }

  @Test func `rows gathered by the ends of edges are those of the entries`() throws {
    var numbers = TestNumbers(seed: 2)
    let random = try RandomPattern(rows: 5, columns: 7, edges: 20, &numbers)
    let x: Tensor<Float> = numbers.tensor([5, 3])
    let y: Tensor<Float> = numbers.tensor([7, 3])
    let tape = Tape<Float>(recording: false)
    #expect(
      random.pattern.gatherRows(tape.constant(x)).value
        == x.rows(at: random.entries.map { Int32($0.row) }))
    #expect(
      random.pattern.gatherColumns(tape.constant(y)).value
        == y.rows(at: random.entries.map { Int32($0.column) }))
    let pattern = random.pattern
    checkGradient(seed: 3, [[5, 2], [7, 2]]) {
      pattern.gatherRows($0[0]) * pattern.gatherColumns($0[1])
    }
  }

  @Test func `empty segments give 0 and pass no gradient on; ties go to the first`() throws {
    let segments = try Segments(offsets: [0, 0, 3, 3])
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(shape: [3], [2, 2, 1]))
    let results = [
      x.sum(over: segments), x.mean(over: segments), x.max(over: segments), x.min(over: segments),
    ]
    for result in results {
      #expect(result.value[0] == 0 && result.value[2] == 0)
    }
    let ends = tape.constant(Tensor(shape: [3], [5, 1, 7]))
    let loss = (results[2] * ends).sum()
    #expect(tape.gradients(of: loss, withRespectTo: [x])[0].scalars == [1, 0, 0])
    let none = Tape<Float>(recording: false).constant(Tensor<Float>(zeros: [0, 2]))
    #expect(none.max(over: try Segments(offsets: [0, 0])).value.scalars == [0, 0])
    #expect(none.sum(over: try Segments(ids: [], count: 0)).shape == [0, 2])
  }

  @Test func `gradients of many gathered rows are added in the order of the indices`() {
    var numbers = TestNumbers(seed: 6)
    let indices = (0..<5_003).map { _ in Int32(numbers.below(97)) }
    let weights: Tensor<Float> = numbers.tensor([5_003, 40])
    let tape = Tape<Float>()
    let x = tape.parameter(Tensor(zeros: [101, 40]))
    let loss = (x.gatherRows(indices) * tape.constant(weights)).sum()
    var expected = [Float](repeating: 0, count: 101 * 40)
    let scalars = weights.scalars
    for (element, row) in indices.enumerated() {
      for c in 0..<40 { expected[Int(row) * 40 + c] += scalars[element * 40 + c] }
    }
    #expect(tape.gradients(of: loss, withRespectTo: [x])[0].scalars == expected)
  }

  @Test func `NaN wins a maximum and a minimum`() throws {
    let segments = try Segments(ids: [0, 1, 0, 1], count: 2)
    let x = Tape<Float>(recording: false).constant(
      Tensor(shape: [4], [.nan, 3, 1, 2]))
    #expect(x.max(over: segments).value.scalars[0].isNaN)
    #expect(x.min(over: segments).value.scalars[0].isNaN)
    #expect(x.max(over: segments).value.scalars[1] == 3)
  }

  @Test func `offsets and ids that are not segments are refused, naming the place`() {
    #expect(throws: NumericsError.self) { try Segments(offsets: []) }
    #expect(throws: NumericsError.self) { try Segments(offsets: [1, 2]) }
    #expect(throws: NumericsError.self) { try Segments(offsets: [0, 3, 2]) }
    #expect(throws: NumericsError.self) { try Segments(ids: [0, 4], count: 4) }
    #expect(throws: NumericsError.self) { try Segments(ids: [-1], count: 4) }
  }
}
