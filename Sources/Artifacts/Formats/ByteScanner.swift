/// A cursor over the bytes of a text file: tokens, numbers and lines, without making strings.
///
/// Lines are counted only when an error needs one.
struct ByteScanner {
  let start: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>
  var position: UnsafePointer<UInt8>
  let file: String

  init(_ bytes: UnsafeBufferPointer<UInt8>, at base: UnsafePointer<UInt8>, file: String) {
    start = base
    end = base + bytes.count
    position = base
    self.file = file
  }

  /// Runs `body` with a scanner over a file that is not empty.
  @inline(__always)
  static func scan<Result>(
    _ source: FileBytes, _ body: (inout ByteScanner) throws(FormatError) -> Result
  ) throws(FormatError) -> Result {
    try source.requireContent()
    return try source.bytes.withUnsafeBufferPointer {
      (bytes: UnsafeBufferPointer<UInt8>) throws(FormatError) -> Result in
      guard let base = bytes.baseAddress else {
        throw FormatError(
          .empty, file: source.name, problem: "the file is empty", remedy: "write the file again")
      }
      var scanner = ByteScanner(bytes, at: base, file: source.name)
      return try body(&scanner)
    }
  }

  var isAtEnd: Bool { @inline(__always) get { position >= end } }
  var remaining: Int { @inline(__always) get { end - position } }

  /// The byte under the cursor; 0 at the end.
  var current: UInt8 { @inline(__always) get { position < end ? position.pointee : 0 } }

  var isAtLineEnd: Bool {
    @inline(__always) get { position >= end || position.pointee == Ascii.newline }
  }

  /// Whether a token may end here: at blank space, a comment, or the end.
  var isAtBoundary: Bool {
    @inline(__always) get {
      position >= end || position.pointee <= Ascii.space || position.pointee == Ascii.hash
    }
  }

  /// Skips spaces, tabs and carriage returns.
  @inline(__always)
  mutating func skipBlanks() {
    while position < end, position.pointee <= Ascii.space, position.pointee != Ascii.newline {
      position += 1
    }
  }

  /// Skips blanks and line ends.
  @inline(__always)
  mutating func skipWhitespace() {
    while position < end, position.pointee <= Ascii.space { position += 1 }
  }

  /// Skips blanks, and the rest of the line if a comment starts with `mark`.
  @inline(__always)
  mutating func skipBlanksAndComment(_ mark: UInt8 = Ascii.hash) {
    skipBlanks()
    if position < end, position.pointee == mark { skipToLineEnd() }
  }

  /// Skips blank lines and lines that hold only a comment.
  @inline(__always)
  mutating func skipEmptyLines(_ mark: UInt8 = Ascii.hash) {
    while position < end {
      skipBlanksAndComment(mark)
      guard position < end, position.pointee == Ascii.newline else { return }
      position += 1
    }
  }

  @inline(__always)
  mutating func skipToLineEnd() {
    while position < end, position.pointee != Ascii.newline { position += 1 }
  }

  /// Moves past the end of this line.
  @inline(__always)
  mutating func skipLine() {
    skipToLineEnd()
    if position < end { position += 1 }
  }

  /// The bytes up to the next boundary, as text.
  mutating func token() -> String {
    let first = position
    while !isAtBoundary { position += 1 }
    return String(
      decoding: UnsafeBufferPointer(start: first, count: position - first), as: UTF8.self)
  }

  /// The rest of this line without its end, as text.
  mutating func restOfLine() -> String {
    let first = position
    skipToLineEnd()
    var last = position
    if last > first, (last - 1).pointee == Ascii.carriageReturn { last -= 1 }
    return String(decoding: UnsafeBufferPointer(start: first, count: last - first), as: UTF8.self)
  }

  /// The line of a place in the file, from 1.
  func line(at place: UnsafePointer<UInt8>) -> Int {
    var line = 1
    var cursor = start
    while cursor < place {
      if cursor.pointee == Ascii.newline { line += 1 }
      cursor += 1
    }
    return line
  }

  /// An error at a place of this file (the cursor when nil).
  func error(
    _ code: FormatError.Code, _ element: String? = nil, _ problem: String, _ remedy: String,
    at place: UnsafePointer<UInt8>? = nil
  ) -> FormatError {
    FormatError(
      code, file: file, place: .line(line(at: place ?? position)), element: element,
      problem: problem, remedy: remedy)
  }

  /// A short quotation of what stands at a place, for messages.
  func excerpt(at place: UnsafePointer<UInt8>? = nil) -> String {
    var copy = self
    copy.position = place ?? position
    if copy.isAtLineEnd { return "the line's end" }
    let word = copy.token()
    return word.isEmpty ? "\"\(copy.restOfLine().prefix(20))\"" : "\"\(word.prefix(40))\""
  }
}

/// The ASCII codes that the parsers name.
enum Ascii {
  static let newline: UInt8 = 10
  static let carriageReturn: UInt8 = 13
  static let space: UInt8 = 32
  static let quote: UInt8 = 34
  static let hash: UInt8 = 35
  static let percent: UInt8 = 37
  static let plus: UInt8 = 43
  static let comma: UInt8 = 44
  static let minus: UInt8 = 45
  static let dot: UInt8 = 46
  static let slash: UInt8 = 47
  static let zero: UInt8 = 48
  static let backslash: UInt8 = 92
  static let e: UInt8 = 101
}
