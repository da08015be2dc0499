import Command
import Testing

/// The time that is left of a run.
@Suite struct RemainingTimeTests {
  /// a (4 s) → b (6 s), and c (8 s) beside them.
  private func time(jobs: Int) -> RemainingTime {
    RemainingTime([("a", 4, 10), ("b", 6, 6), ("c", 8, 8)], jobs: jobs)
  }

  @Test func `one job has all the work before it, many the longest chain`() {
    #expect(time(jobs: 1).seconds(at: 0) == 18)
    #expect(time(jobs: 2).seconds(at: 0) == 10)
    #expect(time(jobs: 8).seconds(at: 0) == 10)
  }

  @Test func `time passes with the stages that run, no further than they were expected to take`() {
    var time = time(jobs: 1)
    time.start("a", at: 100)
    #expect(time.seconds(at: 103) == 15)
    #expect(time.seconds(at: 150) == 14)
    time.finish("a")
    #expect(time.seconds(at: 150) == 14)
    time.start("b", at: 150)
    time.start("c", at: 150)
    time.finish("b")
    time.finish("c")
    #expect(time.seconds(at: 160) == 0)
  }

  @Test func `a stage skipped is no longer waited for`() {
    var time = time(jobs: 2)
    time.finish("a")
    time.finish("b")
    #expect(time.seconds(at: 0) == 8)
  }
}
