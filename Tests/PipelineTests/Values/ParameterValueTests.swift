import Pipeline
import Testing

@Suite struct ParameterValueTests {
  @Test("Canonical JSON is read back bit for bit")
  func roundTrip() throws {
    let value: ParameterValue = [
      "z": [1, 1.0, -0.0, .number(.leastNonzeroMagnitude), 1.7976931348623157e308, 0.1],
      "a": "quote \" \\ \n é 🦊 \u{1}",
      "b": ["nested": .null, "t": true, "f": false], "i": .integer(.min), "e": [],
      "m": .map(ParameterMap()),
    ]
    let text = value.canonicalJSON
    let back = try #require(ParameterValue(json: text))
    #expect(back.canonicalJSON == text)
    #expect(back["z"] == value["z"])
    #expect(back["z"]?.listValue?[2].numberValue?.sign == .minus)
    #expect(text.hasPrefix("{\"a\":"))
  }

  @Test(
    "What is no JSON is refused",
    arguments: [
      "", "{", "[1,]", "{\"a\":1,}", "1 2", "nul", "\"\\q\"", "\"\u{1}\"", "1e999", "--1",
      String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000),
    ])
  func refused(text: String) { #expect(ParameterValue(json: text) == nil) }
}
