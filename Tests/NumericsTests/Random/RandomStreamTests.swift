import Foundation
import Numerics
import Testing

struct RandomStreamTests {
  /// The published vectors of Random123 (`kat_vectors`, philox4x32-10).
  @Test func philoxGivesThePublishedWords() {
    let zero = Philox.block(counter: .zero, key: .zero)
    #expect(zero == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = Philox.block(
      counter: SIMD4(repeating: 0xffff_ffff), key: SIMD2(repeating: 0xffff_ffff))
    #expect(ones == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    let pi = Philox.block(
      counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: SIMD2(0xa409_3822, 0x299f_31d0))
    #expect(pi == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func theSameNameGivesTheSameNumbersAndAnotherNameOthers() {
    func words(_ seed: UInt64, _ purposes: [String]) -> [UInt64] {
      var stream = RandomStream(seed: seed, purposes: purposes)
      return (0..<8).map { _ in stream.next() }
    }
    let reference = words(1, ["train", "dropout"])
    #expect(words(1, ["train", "dropout"]) == reference)
    for other in [
      words(2, ["train", "dropout"]), words(1, ["train", "shuffle"]), words(1, ["traindropout"]),
      words(1, ["trai", "ndropout"]), words(1, ["train", "dropout", ""]), words(1, []),
    ] {
      #expect(Set(other).isDisjoint(with: reference))
    }
  }

  @Test func aPositionContinuesTheStreamThere() {
    var stream = RandomStream(seed: 5, "position")
    let words = (0..<9).map { _ in stream.next() }
    #expect(stream.position == 9)
    for start in 0..<9 {
      var again = RandomStream(seed: 5, "position")
      again.position = UInt64(start)
      #expect((start..<9).map { _ in again.next() } == Array(words[start...]))
    }
  }

  @Test func aStreamSurvivesEncodingMidway() throws {
    var stream = RandomStream(seed: 5, "coding")
    _ = stream.next()
    let data = try JSONEncoder().encode(stream)
    var copy = try JSONDecoder().decode(RandomStream.self, from: data)
    #expect((0..<5).map { _ in copy.next() } == (0..<5).map { _ in stream.next() })
  }

  @Test func uniformAndNormalNumbersHaveTheirMoments() {
    var stream = RandomStream(seed: 11, "moments")
    let count = 200_000
    let uniform = (0..<count).map { _ in stream.uniform() }
    #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(moment(uniform, 1) - 0.5) < 0.004)
    #expect(abs(moment(uniform.map { $0 - 0.5 }, 2) - 1.0 / 12) < 0.002)
    let normal = (0..<count).map { _ in stream.normal() }
    #expect(abs(moment(normal, 1)) < 0.012)
    #expect(abs(moment(normal, 2) - 1) < 0.02)
    #expect(abs(moment(normal, 3)) < 0.05)
    #expect(abs(moment(normal, 4) - 3) < 0.12)
  }

  private func moment(_ values: [Double], _ power: Double) -> Double {
    values.reduce(0) { $0 + pow($1, power) } / Double(values.count)
  }

  @Test func numbersBelowABoundAreAllEquallyLikely() {
    var stream = RandomStream(seed: 3, "below")
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.below(7)] += 1 }
    // Six degrees of freedom: 30 is beyond the 99.99th percentile.
    let statistic = counts.reduce(0.0) { $0 + pow(Double($1) - 10_000, 2) / 10_000 }
    #expect(statistic < 30)
    #expect(stream.below(1) == 0)
    #expect((0..<100).allSatisfy { _ in stream.below(.max) >= 0 })
  }

  @Test func aPermutationHoldsEveryNumberOnceAndAllOrdersOccurEvenly() {
    var stream = RandomStream(seed: 9, "permutation")
    #expect(stream.permutation(1000).sorted() == Array(0..<1000))
    #expect(stream.permutation(0).isEmpty)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6000 { counts[stream.permutation(3), default: 0] += 1 }
    #expect(counts.count == 6)
    let statistic = counts.values.reduce(0.0) { $0 + pow(Double($1) - 1000, 2) / 1000 }
    #expect(statistic < 28)
  }
}
