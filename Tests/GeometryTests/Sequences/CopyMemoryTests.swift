import Geometry
import Numerics
import Testing

@Suite struct CopyMemoryTests {
  @Test(arguments: [false, true])
  func `letters come again after the signal, and nothing else`(isVariable: Bool) throws {
    for (length, delay, letters) in [(10, 50, 8), (1, 1, 2), (3, 7, 254), (5, 2, 3)] {
      let options = CopyMemoryOptions(
        length: length, delay: delay, letters: letters, isVariable: isVariable)
      let steps = delay + 2 * length
      #expect(options.steps == steps)
      let made = try CopyMemory(count: 150, options: options, seed: 3)
      for item in 0..<150 {
        let shown = Array(made.sequences[item * steps..<(item + 1) * steps])
        let answers = Array(made.answers[item * steps..<(item + 1) * steps])
        let told = Array(shown.prefix(length))
        #expect(told.allSatisfy { $0 >= 1 && Int($0) <= letters })
        let signals = shown.indices.filter { Int(shown[$0]) == letters + 1 }
        #expect(signals.count == 1)
        let waited = signals[0] - length + 1
        #expect(waited == made.delays[item])
        #expect(isVariable ? (1...delay).contains(waited) : waited == delay)
        // All else is blank.
        #expect(shown.count { $0 == 0 } == steps - length - 1)
        #expect(Array(answers[(signals[0] + 1)...].prefix(length)) == told)
        #expect(answers.count { $0 != 0 } == length)
      }
    }
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `letters and delays are equally likely`(seed: UInt64) throws {
    let options = CopyMemoryOptions(length: 4, delay: 5, letters: 3, isVariable: true)
    let made = try CopyMemory(count: 3_000, options: options, seed: seed)
    // Five deviations of binomial distributions of 3,000 and of 12,000 draws.
    for delay in 1...5 {
      let found = made.delays.count { $0 == delay }
      #expect(abs(found - 600) < 110, "seed \(seed)")
    }
    for letter in 1...3 {
      let found = made.answers.count { Int($0) == letter }
      #expect(abs(found - 4_000) < 259, "seed \(seed)")
    }
  }

  @Test func `more sequences begin with fewer, for any number of threads`() throws {
    defer { Parallel.use(workers: 0) }
    let options = CopyMemoryOptions(length: 3, delay: 9, isVariable: true)
    let found = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      return try CopyMemory(count: 201, options: options, seed: 6)
    }
    #expect(found[0] == found[1] && found[0] == found[2])
    let fewer = try CopyMemory(count: 3, options: options, seed: 6)
    #expect(Array(found[0].sequences.prefix(45)) == fewer.sequences)
    #expect(Array(found[0].answers.prefix(45)) == fewer.answers)
    #expect(try CopyMemory(count: 3, options: options, seed: 7) != fewer)
  }

  @Test func `options that make no task are refused`() throws {
    for options in [
      CopyMemoryOptions(length: 0), CopyMemoryOptions(delay: 0), CopyMemoryOptions(letters: 1),
      CopyMemoryOptions(letters: 255),
    ] {
      #expect(throws: GridError.self) { try CopyMemory(count: 1, options: options, seed: 1) }
    }
    #expect(throws: GridError.self) { try CopyMemory(count: -1, seed: 1) }
  }
}
