import Autodiff
import Numerics
import Testing

@Suite struct SparsePatternTests {
  @Test func `edges in any order become sorted entries, repeated ones a single entry`() throws {
    let pattern = try SparsePattern(
      rows: 3, columns: 4,
      edges: [(row: 2, column: 3), (row: 0, column: 1), (row: 2, column: 0), (row: 0, column: 1)])
    #expect(pattern.rowOffsets == [0, 1, 1, 3])
    #expect(pattern.columnIndices == [1, 0, 3])
    #expect(pattern.shape == [3, 4] && pattern.nonzeroCount == 3)
    #expect(pattern.position(row: 2, column: 3) == 2)
    #expect(pattern.position(row: 1, column: 3) == nil)
    #expect(throws: NumericsError.self) {
      try SparsePattern(rows: 3, columns: 4, edges: [(row: 3, column: 0)])
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `the transpose exchanges rows and columns and carries the values along`(
    seed: UInt64
  ) throws {
    var numbers = TestNumbers(seed: seed)
    let (rows, columns) = (numbers.below(9), numbers.below(9))
    let random = try RandomPattern(
      rows: rows, columns: columns, edges: numbers.below(30), &numbers)
    let pattern = random.pattern
    let values: Tensor<Float> = numbers.tensor([pattern.nonzeroCount])
    let moved = pattern.transposed(values).scalars
    let transposed = pattern.transposed()
    #expect(transposed.shape == [columns, rows], "seed \(seed)")
    for (entry, place) in random.entries.enumerated() {
      let other = try #require(transposed.position(row: place.column, column: place.row))
      #expect(moved[other] == values.scalars[entry], "seed \(seed)")
    }
    let back = transposed.transposed()
    #expect(back.rowOffsets == pattern.rowOffsets, "seed \(seed)")
    #expect(back.columnIndices == pattern.columnIndices, "seed \(seed)")
  }
}
