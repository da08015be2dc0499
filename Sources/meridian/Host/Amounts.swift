/// Ages and sizes as people write them.
package enum Amounts {
  /// The seconds of `30d`, `12h`, `45m`, `90s` or `8w`; nil for anything else.
  package static func seconds(_ text: String) -> Double? {
    let units: [String: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    return amount(text, units)
  }

  /// The bytes of `10GB`, `500 MB`, `2GiB` or `1024`; nil for anything else.
  ///
  /// A kilobyte is 1,000 bytes, a kibibyte 1,024; case does not matter.
  package static func bytes(_ text: String) -> Int? {
    var units: [String: Double] = ["": 1, "b": 1]
    for (power, letter) in ["k", "m", "g", "t", "p"].enumerated() {
      let decimal = (0...power).reduce(1.0) { product, _ in product * 1000 }
      units[letter] = decimal
      units["\(letter)b"] = decimal
      units["\(letter)ib"] = (0...power).reduce(1.0) { product, _ in product * 1024 }
    }
    return amount(text, units).flatMap { $0 < 9e18 ? Int($0) : nil }
  }

  private static func amount(_ text: String, _ units: [String: Double]) -> Double? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
    guard let number = Double(digits), number.isFinite, number >= 0, let factor = units[unit]
    else { return nil }
    return number * factor
  }
}
