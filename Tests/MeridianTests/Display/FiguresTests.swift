import Command
import Testing

@Suite struct FiguresTests {
  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1.00 KB"), (4063, "4.06 KB"), (99_949, "99.9 KB"),
    (999_499, "999 KB"), (999_500, "1.00 MB"), (1_722_110, "1.72 MB"),
    (3_000_000_000, "3.00 GB"), (Int.max, "9223 PB"),
  ])
  func `sizes have three digits and a unit`(bytes: Int, text: String) {
    #expect(Figures.bytes(bytes) == text)
  }

  @Test(arguments: [
    (0, "0.0 ms"), (-1, "0.0 ms"), (0.0004, "0.4 ms"), (0.0864, "86 ms"), (0.99949, "999 ms"),
    (0.9996, "1.00 s"), (1.238, "1.24 s"), (12.34, "12.3 s"), (59.96, "1 min 00 s"),
    (185, "3 min 05 s"), (3599.7, "1 h 00 min"), (7620, "2 h 07 min"), (.infinity, "?"),
  ])
  func `durations change their unit without a jump`(seconds: Double, text: String) {
    #expect(Figures.duration(seconds) == text)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (-40_962, "-40,962"), (1_234_567, "1,234,567"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func `counts have their digits in groups of three`(value: Int, text: String) {
    #expect(Figures.count(value) == text)
  }

  @Test func `a noun is plural unless there is one`() {
    #expect(Figures.counted(1, "stage") == "1 stage")
    #expect(Figures.counted(0, "stage") == "0 stages")
    #expect(Figures.counted(2000, "hit") == "2,000 hits")
  }

  @Test func `numbers print as C prints them`() {
    #expect(Figures.fixed(2.0 / 3.0, 3) == "0.667")
    #expect(Figures.significant(1234567.0, 4) == "1.235e+06")
    #expect(Figures.significant(0.25) == "0.25")
    #expect(Figures.fixed(-Double.greatestFiniteMagnitude, 2).count == 313)
  }

  @Test(
    arguments: [
      (49_999, "49999"), (100_002, "100002"), (-7, "-7"), (0, "0"), (-0.0, "0"),
      (999_999_999_999_999, "999999999999999"), (1e15, "1e+15"), (49_999.5, "5e+04"),
      (0.98613, "0.9861"), (.infinity, "inf"),
    ] as [(Double, String)])
  func `measured whole numbers have all their digits`(value: Double, text: String) {
    #expect(Figures.measured(value, 4) == text)
  }

  @Test func `moments print in UTC as ISO 8601`() {
    #expect(Figures.universalTime(0) == "1970-01-01T00:00:00Z")
    #expect(Figures.universalTime(951_782_400) == "2000-02-29T00:00:00Z")
    #expect(Figures.universalTime(.nan) == "?")
  }

  @Test(
    arguments: [
      (0, "1 s"), (0.4, "1 s"), (7.8, "8 s"), (12, "10 s"), (56, "55 s"), (60, "1 min"),
      (130, "2.2 min"), (1500, "25 min"), (3600, "1 h"), (9000, "2.5 h"), (345_600, "4 days"),
    ] as [(Double, String)])
  func `estimates have one or two digits`(seconds: Double, text: String) {
    #expect(Figures.roughDuration(seconds) == text)
  }
}
