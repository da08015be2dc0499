/// A text file of numbers without a header: one row a line, commas or blanks between its numbers.
///
/// Blank lines are read over; lines end in LF or CR LF.
struct NumberRows<Value: Sendable>: Sendable {
  /// The file, for messages.
  let source: FileBytes
  /// The numbers of each row.
  let width: Int
  /// The numbers, row after row.
  let values: [Value]

  var count: Int { width == 0 ? 0 : values.count / width }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - width: The numbers that each row must have; as many as the first row when nil.
  ///   - noun: What a number is, for messages: `a whole number`.
  ///   - next: Reads the number under the cursor.
  init(
    _ source: FileBytes, width expected: Int? = nil, noun: String,
    next: (inout ByteScanner) -> Value?
  ) throws(FormatError) {
    var values: [Value] = []
    var width = expected ?? 0
    try ByteScanner.scan(source) { (scanner: inout ByteScanner) throws(FormatError) in
      while true {
        scanner.skipWhitespace()
        if scanner.isAtEnd { return }
        let first = scanner.position
        var found = 0
        while true {
          let place = scanner.position
          guard let value = next(&scanner), scanner.isAtNumberEnd else {
            throw scanner.error(
              .malformed, "number \(found + 1)",
              "expected \(noun), found \(scanner.excerpt(at: place))",
              "write numbers with commas between them", at: place)
          }
          values.append(value)
          found += 1
          scanner.skipBlanks()
          if scanner.current == Ascii.comma {
            scanner.position += 1
            scanner.skipBlanks()
          }
          if scanner.isAtLineEnd { break }
        }
        if width == 0 { width = found }
        guard found == width else {
          throw scanner.error(
            .malformed, nil, "the line has \(found) numbers where \(width) belong",
            expected == nil
              ? "give every line as many as the first" : "write \(width) on each line", at: first)
        }
      }
    }
    self.source = source
    self.width = width
    self.values = values
  }

  /// The line of a row, from 1.
  func line(ofRow row: Int) -> Int {
    var (line, left) = (1, row)
    var isBlank = true
    for byte in source.bytes {
      if byte > Ascii.space, isBlank {
        if left == 0 { return line }
        left -= 1
        isBlank = false
      }
      if byte == Ascii.newline {
        line += 1
        isBlank = true
      }
    }
    return line
  }

  /// An error at a row.
  func error(
    _ code: FormatError.Code = .outOfRange, row: Int, _ problem: String, _ remedy: String
  ) -> FormatError {
    FormatError(
      code, file: source.name, place: .line(line(ofRow: row)), problem: problem, remedy: remedy)
  }
}

extension NumberRows<Int> {
  /// Reads rows of whole numbers.
  init(integers source: FileBytes, width: Int? = nil) throws(FormatError) {
    try self.init(source, width: width, noun: "a whole number") { $0.integer() }
  }
}

extension NumberRows<Double> {
  /// Reads rows of finite numbers.
  init(numbers source: FileBytes, width: Int? = nil) throws(FormatError) {
    try self.init(source, width: width, noun: "a number") { $0.number() }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw error(
        .notFinite, row: bad / self.width, "number \(bad % self.width + 1) is \(values[bad])",
        "replace it with a number")
    }
  }
}

extension ByteScanner {
  /// Whether a number may end here: before a blank, a comma or the end.
  fileprivate var isAtNumberEnd: Bool {
    position >= end || position.pointee <= Ascii.space || position.pointee == Ascii.comma
  }
}
