import Models
import Testing

@Suite("Values of the model language") struct ModelValueTests {
  @Test("JSON text gives the value back, kinds of numbers and order of maps included")
  func roundTrip() throws {
    let value: ModelValue = [
      "zebra": [1, 1.0, -2.5e-7, true, .null],
      "a": ["quote\" slash\\ line\n tab\t bell\u{7} ∑ 🐘": "x"],
      "empty": [:], "none": [],
    ]
    #expect(try ModelValue(json: value.json) == value)
    #expect(value.json.hasPrefix("{\"zebra\":[1,1.0,-2.5e-07,true,null]"))
  }

  @Test("reads blanks and escapes of others")
  func foreign() throws {
    let value = try ModelValue(json: " { \"a\" : [ \"\\u00e9\\ud83d\\ude00\\/\" , 1E2 ] } ")
    #expect(value == ["a": ["é😀/", 100.0]])
  }

  @Test(
    "refuses what is not JSON",
    arguments: [
      "", "{", "[1,]", "{\"a\"}", "\"open", "tru", "1 2", "nan", "\"\\x\"", "\"\\u12\"", "{1:2}",
      String(repeating: "[", count: 100),
    ])
  func refuses(text: String) {
    let error = #expect(throws: ModelError.self) { try ModelValue(json: text) }
    #expect(error?.code == .description)
  }
}
