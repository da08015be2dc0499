import Numerics

/// Pieces that several types' exporters share.
enum Exports {
  /// The error for an extension that a type does not export to.
  static func unsupported(_ format: String, _ type: String, _ known: [String], _ file: String)
    -> ArtifactError
  {
    let list = known.map { ".\($0)" }.joined(separator: ", ")
    return ArtifactError(
      .noExporter,
      "\(file): an artifact of type \(type) cannot be exported as \(format.isEmpty ? "a file without extension" : ".\(format)"); use \(list)"
    )
  }

  /// Columns of numbers as CSV.
  static func csv(_ columns: [(name: String, values: [Double])]) -> [UInt8] {
    var writer = CSVWriter(header: columns.map(\.name))
    for row in 0..<(columns.map(\.values.count).max() ?? 0) {
      writer.add(
        columns.map { $0.values.indices.contains(row) ? CSVWriter.text($0.values[row]) : "" })
    }
    return writer.bytes
  }

  /// A number with thousands separated by commas.
  static func count(_ number: Int, _ noun: String = "", plural: String? = nil) -> String {
    var digits = ""
    for (place, digit) in String(number.magnitude).reversed().enumerated() {
      if place > 0, place % 3 == 0 { digits.append(",") }
      digits.append(digit)
    }
    let text = (number < 0 ? "-" : "") + String(digits.reversed())
    guard !noun.isEmpty else { return text }
    return text + " " + (number == 1 ? noun : plural ?? noun + "s")
  }

  /// A number to four significant digits.
  static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return CSVWriter.text(value) }
    let magnitude = value.magnitude
    var scale = 1.0
    while magnitude * scale < 1000 && scale < 1e300 { scale *= 10 }
    var divisor = 1.0
    while magnitude / divisor >= 10_000 && divisor < 1e300 { divisor *= 10 }
    let rounded =
      divisor > 1 ? (value / divisor).rounded() * divisor : (value * scale).rounded() / scale
    return CSVWriter.text(rounded)
  }
}
