import Geometry
import Numerics
import Testing

@Suite struct WarpedRecallTests {
  /// The characters of one sequence and where each begins, read from what is shown alone.
  private func characters(
    _ row: [UInt8], _ filling: WarpedRecallOptions.Filling
  ) -> [(character: UInt8, start: Int)] {
    row.indices.filter { step in
      filling == .blanks ? row[step] != 0 : step == 0 || row[step] != row[step - 1]
    }.map { (row[$0], $0) }
  }

  @Test(
    arguments: WarpedRecallOptions.Warping.allCases, WarpedRecallOptions.Filling.allCases)
  func `answers are the characters before, and characters last as long as they may`(
    warping: WarpedRecallOptions.Warping, filling: WarpedRecallOptions.Filling
  ) throws {
    for (steps, size, longest) in [(500, 10, 10), (2, 3, 1), (37, 4, 36), (60, 3, 1), (101, 7, 5)] {
      let options = WarpedRecallOptions(
        steps: steps, characters: size, longest: longest, warping: warping, filling: filling)
      let made = try WarpedRecall(count: 70, options: options, seed: 5)
      for item in 0..<70 {
        let row = Array(made.sequences[item * steps..<(item + 1) * steps])
        let shown = characters(row, filling)
        #expect(shown.allSatisfy { $0.character >= 1 && Int($0.character) < size })
        #expect(shown[0].start == 0 && shown.count >= 2)
        for (one, next) in zip(shown, shown.dropFirst()) {
          #expect(one.character != next.character)
          let lasting = next.start - one.start
          #expect(warping == .uniform ? lasting == longest : (1...longest).contains(lasting))
        }
        #expect(steps - shown[shown.count - 1].start <= longest)
        var wanted = [UInt8](repeating: 0, count: steps)
        for (place, one) in shown.enumerated() {
          let end = place + 1 < shown.count ? shown[place + 1].start : steps
          let answered = filling == .blanks ? one.start..<one.start + 1 : one.start..<end
          for step in answered { wanted[step] = place == 0 ? 0 : shown[place - 1].character }
        }
        #expect(Array(made.answers[item * steps..<(item + 1) * steps]) == wanted)
        #expect(made.lastAnswers[item] == shown[shown.count - 2].character)
      }
    }
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `characters and their lengths are equally likely`(seed: UInt64) throws {
    let options = WarpedRecallOptions(steps: 400, characters: 4, longest: 5, filling: .blanks)
    let made = try WarpedRecall(count: 100, options: options, seed: seed)
    var pairs = [[Int]](repeating: [0, 0, 0, 0], count: 4)
    var lengths = [Int](repeating: 0, count: 6)
    for item in 0..<100 {
      let shown = characters(Array(made.sequences[item * 400..<(item + 1) * 400]), .blanks)
      for (one, next) in zip(shown, shown.dropFirst()) {
        pairs[Int(one.character)][Int(next.character)] += 1
        lengths[next.start - one.start] += 1
      }
    }
    let total = Double(lengths.reduce(0, +))
    for length in 1...5 {
      let bound = 5 * (total * 0.16).squareRoot()
      #expect(abs(Double(lengths[length]) - total / 5) < bound, "seed \(seed)")
    }
    for one in 1...3 {
      #expect(pairs[one][one] == 0)
      for next in 1...3 where next != one {
        let bound = 5 * (total * 5 / 36).squareRoot()
        #expect(abs(Double(pairs[one][next]) - total / 6) < bound, "seed \(seed)")
      }
    }
  }

  @Test func `more sequences begin with fewer, for any number of threads`() throws {
    defer { Parallel.use(workers: 0) }
    let options = WarpedRecallOptions(steps: 31, longest: 4)
    let found = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      return try WarpedRecall(count: 201, options: options, seed: 6)
    }
    #expect(found[0] == found[1] && found[0] == found[2])
    let fewer = try WarpedRecall(count: 3, options: options, seed: 6)
    #expect(Array(found[0].sequences.prefix(93)) == fewer.sequences)
    #expect(Array(found[0].lastAnswers.prefix(3)) == fewer.lastAnswers)
    #expect(try WarpedRecall(count: 3, options: options, seed: 7) != fewer)
  }

  @Test func `options that make no task are refused`() throws {
    for options in [
      WarpedRecallOptions(steps: 1), WarpedRecallOptions(steps: 10, longest: 10),
      WarpedRecallOptions(longest: 0), WarpedRecallOptions(characters: 2),
      WarpedRecallOptions(characters: 257),
    ] {
      #expect(throws: GridError.self) {
        try WarpedRecall(count: 1, options: options, seed: 1)
      }
    }
  }
}
