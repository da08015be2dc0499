import Store
import Testing

@Suite struct CanonicalCBORTests {
  /// The examples of RFC 8949, appendix A.
  @Test(arguments: [
    (CanonicalCBOR.integer(0), "00"), (.integer(23), "17"), (.integer(24), "1818"),
    (.integer(100), "1864"), (.integer(1000), "1903e8"), (.integer(1_000_000), "1a000f4240"),
    (.integer(1_000_000_000_000), "1b000000e8d4a51000"),
    (.unsigned(18_446_744_073_709_551_615), "1bffffffffffffffff"), (.integer(-1), "20"),
    (.integer(-10), "29"), (.integer(-1000), "3903e7"), (.double(1.1), "fb3ff199999999999a"),
    (.double(-4.1), "fbc010666666666666"), (.bool(false), "f4"), (.bool(true), "f5"),
    (.null, "f6"), (.text("IETF"), "6449455446"), (.text("ü"), "62c3bc"),
    (.bytes([1, 2, 3, 4]), "4401020304"),
    (.array([.integer(1), .array([.integer(2), .integer(3)])]), "8201820203"),
    (.map([("b", .integer(2)), ("a", .integer(1))]), "a2616101616202"),
  ])
  func encodesAsTheStandardShows(value: CanonicalCBOR, hex: String) {
    #expect(value.encoded().map(twoDigits).joined() == hex)
  }

  @Test func mapsIgnoreOrderAndSortByBytes() {
    let forth = CanonicalCBOR.map([("aa", .null), ("b", .null), ("é", .null)])
    let back = CanonicalCBOR.map([("é", .null), ("b", .null), ("aa", .null)])
    #expect(forth.encoded() == back.encoded())
    #expect(Array(forth.encoded().prefix(3)) == [0xa3, 0x62, 0x61])
  }

  @Test func digestsPrintParseAndSort() throws {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    let digest = Digest.of([])
    #expect(digest.hex == empty)
    #expect(Digest(hex: empty) == digest)
    #expect(Digest(hex: empty.uppercased()) == digest)
    #expect(Digest(bytes: digest.bytes) == digest)
    #expect(Digest(hex: empty.dropLast()) == nil)
    #expect(Digest(hex: empty.dropLast() + "g") == nil)
    let other = Digest.of(text: "x")
    #expect((digest < other) == (digest.hex < other.hex))
  }
}

func twoDigits(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
