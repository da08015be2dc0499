import Geometry
import Numerics
import Testing

@Suite struct AddingProblemTests {
  @Test(arguments: [2, 3, 7, 100])
  func `two numbers are marked, one in either half, and summed`(steps: Int) throws {
    let made = try AddingProblem(count: 300, steps: steps, seed: UInt64(steps))
    #expect(made.sequences.count == 300 * steps * 2)
    var marked = [Int](repeating: 0, count: steps)
    for item in 0..<300 {
      let row = made.sequences[item * steps * 2..<(item + 1) * steps * 2]
      let numbers = (0..<steps).map { row[row.startIndex + 2 * $0] }
      let marks = (0..<steps).filter { row[row.startIndex + 2 * $0 + 1] == 1 }
      #expect((0..<steps).allSatisfy { [0, 1].contains(row[row.startIndex + 2 * $0 + 1]) })
      #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
      #expect(marks.count == 2 && marks[0] < steps / 2 && marks[1] >= steps / 2)
      #expect(made.sums[item] == marks.reduce(0) { $0 + numbers[$1] })
      for mark in marks { marked[mark] += 1 }
    }
    if steps <= 7 { #expect(marked.allSatisfy { $0 > 40 }) }
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `to answer 1 leaves an error of a sixth`(seed: UInt64) throws {
    let made = try AddingProblem(count: 20_000, steps: 5, seed: seed)
    let error = made.sums.reduce(0.0) { $0 + Double(($1 - 1) * ($1 - 1)) } / 20_000
    // The fourth moment of the sum of two is 1/15: five deviations of the mean square.
    let deviation = ((1.0 / 15 - 1.0 / 36) / 20_000).squareRoot()
    #expect(abs(error - 1.0 / 6) < 5 * deviation, "seed \(seed)")
    let numbers = (0..<100_000).map { Double(made.sequences[2 * $0]) }
    let mean = numbers.reduce(0, +) / 100_000
    #expect(abs(mean - 0.5) < 0.0046, "seed \(seed)")
  }

  @Test func `more sequences begin with fewer, for any number of threads`() throws {
    defer { Parallel.use(workers: 0) }
    let found = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      return try AddingProblem(count: 201, steps: 13, seed: 6)
    }
    #expect(found[0] == found[1] && found[0] == found[2])
    let fewer = try AddingProblem(count: 3, steps: 13, seed: 6)
    #expect(Array(found[0].sums.prefix(3)) == fewer.sums)
    #expect(Array(found[0].sequences.prefix(78)) == fewer.sequences)
    #expect(try AddingProblem(count: 3, steps: 13, seed: 7) != fewer)
  }

  @Test func `sequences too short or too many are refused`() throws {
    #expect(throws: GridError.self) { try AddingProblem(count: 1, steps: 1, seed: 1) }
    #expect(throws: GridError.self) { try AddingProblem(count: -1, steps: 2, seed: 1) }
    #expect(throws: GridError.self) { try AddingProblem(count: .max, steps: 1_000, seed: 1) }
    #expect(try AddingProblem(count: 0, steps: 2, seed: 1).sums.isEmpty)
  }
}
