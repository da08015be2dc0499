import Command
import Testing

@Suite struct AmountsTests {
  @Test(arguments: [
    ("30d", 2_592_000.0), ("12h", 43_200), ("45m", 2700), ("90s", 90), ("2w", 1_209_600),
    ("0d", 0), ("1.5h", 5400),
  ])
  func `ages have a number and a unit`(text: String, seconds: Double) {
    #expect(Amounts.seconds(text) == seconds)
  }

  @Test(arguments: ["", "d", "30", "30x", "-1d", "1e3d", "d30", "3 days", "1.2.3d"])
  func `anything else is no age`(text: String) {
    #expect(Amounts.seconds(text) == nil)
  }

  @Test(arguments: [
    ("10GB", 10_000_000_000), ("500 mb", 500_000_000), ("2GiB", 2_147_483_648), ("1024", 1024),
    ("1.5k", 1500), ("0", 0), ("3TB", 3_000_000_000_000),
  ])
  func `sizes are decimal unless they say otherwise`(text: String, bytes: Int) {
    #expect(Amounts.bytes(text) == bytes)
  }

  @Test(arguments: ["", "GB", "10XB", "-5MB", "99999999999PB", "ten"])
  func `anything else is no size`(text: String) {
    #expect(Amounts.bytes(text) == nil)
  }
}
