import Autodiff
import Numerics
import Testing

@Suite struct RaggedTests {
  /// Items of 0 to 4 rows; of one length where the seed is a multiple of three.
  private func items(_ seed: UInt64, _ numbers: inout TestNumbers) throws -> RaggedRows {
    let count = numbers.below(5)
    let common = numbers.below(4)
    var offsets = [0]
    for item in 0..<count {
      offsets.append(offsets[item] + (seed % 3 == 0 ? common : numbers.below(5)))
    }
    return try RaggedRows(offsets: offsets)
  }

  @Test(arguments: 1...24 as ClosedRange<UInt64>)
  func `padding gives every row its place, and unpadding takes it back`(seed: UInt64) throws {
    var numbers = TestNumbers(seed: seed)
    let items = try items(seed, &numbers)
    let tail = [[], [1], [3], [2, 5], [0]][numbers.below(5)]
    let width = tail.reduce(1, *)
    let x: Tensor<Double> = numbers.tensor([items.rowCount] + tail)
    let scalars = x.scalars
    var wanted = [Double](repeating: 0, count: items.count * items.longest * width)
    for item in 0..<items.count {
      for (place, row) in items[item].enumerated() {
        for c in 0..<width {
          wanted[(item * items.longest + place) * width + c] = scalars[row * width + c]
        }
      }
    }
    let padded = fixed(x).padded(items: items)
    expectClose(
      padded.value, wanted, shape: [items.count, items.longest] + tail, tolerance: 0,
      "seed \(seed)")
    // What lies past an item's end is not read.
    let spoiled = Tensor(
      shape: padded.shape,
      (0..<padded.value.count).map { place in
        let row = place / max(1, width) % max(1, items.longest)
        let item = place / max(1, width * items.longest)
        return row < items[item].count ? wanted[place] : .nan
      })
    #expect(fixed(spoiled).unpadded(items: items).value == x, "seed \(seed)")
    checkGradient(seed: seed, [x.shape]) { ($0[0] * $0[0]).padded(items: items) }
    checkGradient(seed: seed, [padded.shape]) { ($0[0] * $0[0]).unpadded(items: items) }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `the last row of each item, zeros where there is none`(seed: UInt64) throws {
    var numbers = TestNumbers(seed: seed)
    let items = try items(seed, &numbers)
    let x: Tensor<Double> = numbers.tensor([items.rowCount, 3])
    let wanted = (0..<items.count).flatMap { item in
      (0..<3).map { items[item].isEmpty ? 0 : x[items[item].upperBound - 1, $0] }
    }
    expectClose(
      fixed(x).lastRows(of: items).value, wanted, shape: [items.count, 3], tolerance: 0,
      "seed \(seed)")
    checkGradient(seed: seed, [x.shape]) { ($0[0] * $0[0]).lastRows(of: items) }
  }

  @Test func `items know their sizes`() throws {
    let items = try RaggedRows(offsets: [0, 2, 2, 7])
    #expect(items.count == 3 && items.rowCount == 7 && items.longest == 5)
    #expect(items.lengths == [2, 0, 5] && items[2] == 2..<7 && !items.isUniform)
    #expect(items.segments.count == 3 && items.segments.elementCount == 7)
    #expect(RaggedRows(items: 4, length: 3) == (try RaggedRows(offsets: [0, 3, 6, 9, 12])))
    #expect(RaggedRows(items: 4, length: 3).isUniform && RaggedRows(items: 0, length: 3).isUniform)
  }

  @Test func `what does not fit is told`() {
    for (offsets, phrase) in [
      ([], "begin with 0"), ([1, 2], "begin with 0"), ([0, 3, 2], "item 1 ends before it begins"),
    ] {
      let error = #expect(throws: TensorError.self) { try RaggedRows(offsets: offsets) }
      #expect(error?.description.contains(phrase) == true)
    }
    let padding = #expect(throws: TensorError.self) {
      try ShapeRules.padded([4, 2], rows: 5, items: 2, longest: 3)
    }
    #expect(padding?.description.contains("5 rows") == true)
    let unpadding = #expect(throws: TensorError.self) {
      try ShapeRules.unpadded([2, 4, 2], rows: 5, items: 2, longest: 3)
    }
    #expect(unpadding?.description.contains("[2, 3, …]") == true)
  }
}
