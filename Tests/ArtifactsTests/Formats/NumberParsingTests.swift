import Artifacts
import Testing

@Suite("Numbers in text")
struct NumberParsingTests {
  private func parse(_ texts: [String]) throws -> [Double] {
    try CSV(file("x\n" + texts.joined(separator: "\n"))).numbers("x")
  }

  @Test("numbers of every form are read as the standard library reads them")
  func forms() throws {
    let texts = [
      "0", "-0", "+1", "1.", ".5", "-.25", "1e3", "1E-3", "1e+22", "1e23", "9007199254740993",
      "123456789012345678901", "0.1", "1.7976931348623157e308", "4.9e-324",
      "2.2250738585072011e-308",
      "1.00000000000000000000001", "123456789012345678901.5", ".12345678901234567890123",
      "000000000000000000000000000000000001.5", "0.0000000000000000000000000000000000015",
      "8.5e22", "1e-400", "72057594037927945", "0e9999999",
    ]
    let values = try parse(texts)
    for (text, value) in zip(texts, values) {
      let normal = text.hasSuffix(".") ? text + "0" : text
      let expected = try #require(Double(normal))
      #expect(value.bitPattern == expected.bitPattern, "\(text)")
    }
  }

  @Test("random doubles printed in shortest and in 20-digit form come back bit for bit")
  func random() throws {
    var generator = SystemRandomNumberGenerator()
    let seed = generator.next()
    var state = seed
    var values: [Double] = []
    while values.count < 20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state ^ (state >> 29))
      if value.isFinite { values.append(value) }
      values.append(Double(Int64(bitPattern: state) >> 20) / 1e6)
    }
    let read = try parse(values.map { "\($0)" })
    #expect(read.map(\.bitPattern) == values.map(\.bitPattern), "seed \(seed)")
  }

  @Test("fractions of 16 to 19 digits are read as the standard library reads them, ties included")
  func fractions() throws {
    var generator = SystemRandomNumberGenerator()
    let seed = generator.next()
    var state = seed
    var texts = [
      "4503599627370496.5", "4503599627370497.5", "4503599627370498.5", "9007199254740993.0",
      "9007199254740995.0", "900719925474099.25", "900719925474099.375", "0.9999999999999999999",
      "9.999999999999999999", "9999999999999999999e-27", "9999999999999999999e-28",
      "1000000000000000001e-27", "9007199254740993e-1", "18014398509481985e-1",
    ]
    while texts.count < 60_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let mantissa = (state ^ state >> 31) % 10_000_000_000_000_000_000
      texts.append("\(mantissa)e-\(state >> 40 % 30)")
      // Halfway between two doubles, and the numbers beside it.
      let half = (state >> 12 | 1 << 52) & (1 << 53 - 1)
      texts.append("\(half).\(["5", "4", "6"][Int(state >> 7 % 3)])")
      let digits = "\(mantissa)"
      texts.append("-\(digits.prefix(1)).\(digits.dropFirst())1e\(Int(state >> 50 % 9) - 8)")
    }
    let read = try parse(texts)
    for (text, value) in zip(texts, read) {
      #expect(value.bitPattern == Double(text)?.bitPattern, "\(text), seed \(seed)")
    }
  }

  @Test("words that are no number are refused, with the line")
  func refused() throws {
    for text in ["", "-", "+", ".", "e5", "1e", "1.5x", "0x10", "--1"] {
      let error = formatError { _ = try CSV(file("y,x\n0,1\n0,\(text)\n")).numbers("x") }
      #expect(error?.place == .line(3), "\(text)")
      #expect(error?.element == "row 2, column \"x\"")
    }
    #expect(formatError { _ = try CSV(file("x\n99999999999999999999\n")).integers("x") } != nil)
  }
}
