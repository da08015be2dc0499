import Foundation
import Numerics
import Synchronization
import Testing

@Suite(.serialized) struct ParallelTests {
  @Test(arguments: [1, 2, 3, 7])
  func everyShardRunsExactlyOnce(workers: Int) {
    for count in [0, 1, 2, 3, 17, 1001] {
      let calls = Mutex([Int](repeating: 0, count: count))
      Workers.use(workers) {
        Parallel.forEach(count) { shard in calls.withLock { $0[shard] += 1 } }
      }
      #expect(calls.withLock { $0 } == [Int](repeating: 1, count: count))
    }
  }

  @Test func nestedLoopsRunInlineAndCompletely() {
    let total = Atomic(0)
    Parallel.forEach(5) { _ in
      Parallel.forEach(7) { _ in total.wrappingAdd(1, ordering: .relaxed) }
    }
    #expect(total.load(ordering: .relaxed) == 35)
  }

  @Test func manyShortLoopsFinishAndSeeEachOthersWrites() {
    var values = [Int](repeating: 0, count: 5)
    values.withUnsafeMutableBufferPointer { buffer in
      Workers.use(3) {
        for _ in 0..<20_000 { Parallel.forEach(5) { buffer[$0] += 1 } }
      }
    }
    #expect(values == [Int](repeating: 20_000, count: 5))
  }

  @Test func loopsFromSeveralThreadsAtOnceAllFinish() async {
    let sums = await withTaskGroup(of: Int.self) { group in
      for task in 0..<4 {
        group.addTask {
          let total = Atomic(0)
          for _ in 0..<200 {
            Parallel.forEach(9) { total.wrappingAdd($0 + task, ordering: .relaxed) }
          }
          return total.load(ordering: .relaxed)
        }
      }
      return await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(sums.sorted() == (0..<4).map { 200 * (36 + 9 * $0) })
  }

  @Test func rangesCoverTheCountInPiecesOfTheGrain() {
    let found = Mutex<[Range<Int>]>([])
    Parallel.forEach(rangesOf: 10, grain: 4) { range in found.withLock { $0.append(range) } }
    #expect(
      found.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } } == [0..<4, 4..<8, 8..<10])
  }

  @Test func useBoundsTheWorkers() {
    #expect(Workers.use(3) { Parallel.workers } == 3)
    #expect(Workers.use(0) { Parallel.workers } >= 1)
    #expect(Workers.use(1_000_000) { Parallel.workers } == 256)
  }
}
