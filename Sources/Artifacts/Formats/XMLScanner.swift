/// The tags and text of an XML file, one after the other, as far as data files use them.
///
/// Comments, processing instructions and the document type are read over; of entities, the five named ones and
/// character references are expanded, so that no entity can grow. Namespace prefixes are cut off.
struct XMLScanner {
  /// What comes next in the file.
  enum Event {
    /// `<name …>`, or `<name …/>`, which is followed by its end as well.
    case start(name: String, attributes: [String: String])
    /// `</name>`.
    case end(name: String)
    /// Text that is not blank.
    case text(String)
  }

  var scanner: ByteScanner
  /// Where the event that was read last begins.
  private(set) var place: UnsafePointer<UInt8>
  private var open: [String] = []
  private var pendingEnd: String?

  init(_ scanner: ByteScanner) {
    self.scanner = scanner
    place = scanner.position
  }

  /// The next event; nil when the last element was closed and nothing follows.
  mutating func next() throws(FormatError) -> Event? {
    if let name = pendingEnd {
      pendingEnd = nil
      return .end(name: name)
    }
    while true {
      place = scanner.position
      guard !scanner.isAtEnd else {
        if let name = open.last {
          throw error(.truncated, "the file ends within <\(name)>", "copy or write it again")
        }
        return nil
      }
      if scanner.current != UInt8(ascii: "<") {
        if let text = try readText() { return .text(text) }
      } else if scanner.skip("<!--") {
        try skip(through: "-->")
      } else if scanner.skip("<?") {
        try skip(through: "?>")
      } else if scanner.skip("<![CDATA[") {
        let first = scanner.position
        try skip(through: "]]>")
        return .text(Self.text(from: first, to: scanner.position - 3))
      } else if scanner.skip("<!") {
        try skip(through: ">")
      } else if scanner.skip("</") {
        return try readEnd()
      } else {
        scanner.position += 1
        return try readStart()
      }
    }
  }

  /// An error at the event that was read last.
  func error(
    _ code: FormatError.Code, _ problem: String, _ remedy: String, element: String? = nil
  ) -> FormatError {
    scanner.error(code, element, problem, remedy, at: place)
  }

  private mutating func readStart() throws(FormatError) -> Event {
    let name = try readName()
    var attributes: [String: String] = [:]
    while true {
      scanner.skipWhitespace()
      if scanner.skip("/>") {
        pendingEnd = name
        return .start(name: name, attributes: attributes)
      }
      if scanner.skip(">") {
        guard open.count < Self.mostDepth else {
          throw error(.unsupported, "nests more than \(Self.mostDepth) elements", "flatten it")
        }
        open.append(name)
        return .start(name: name, attributes: attributes)
      }
      let attribute = try readName()
      scanner.skipWhitespace()
      guard scanner.skip("=") else { throw broken("expected = behind \(attribute)") }
      scanner.skipWhitespace()
      let quote = scanner.current
      guard quote == Ascii.quote || quote == UInt8(ascii: "'") else {
        throw broken("expected a quoted value of \(attribute)")
      }
      scanner.position += 1
      let first = scanner.position
      while !scanner.isAtEnd, scanner.current != quote { scanner.position += 1 }
      guard !scanner.isAtEnd else { throw broken("the value of \(attribute) has no end") }
      let value = try expanded(first, scanner.position)
      scanner.position += 1
      guard attributes.updateValue(value, forKey: attribute) == nil else {
        throw broken("\(attribute) stands twice in <\(name)>")
      }
    }
  }

  private mutating func readEnd() throws(FormatError) -> Event {
    let name = try readName()
    scanner.skipWhitespace()
    guard scanner.skip(">"), open.last == name else {
      throw error(
        .malformed, "</\(name)> closes \(open.last.map { "<\($0)>" } ?? "nothing")",
        "close every element in turn")
    }
    open.removeLast()
    return .end(name: name)
  }

  private mutating func readText() throws(FormatError) -> String? {
    let first = scanner.position
    var isBlank = true
    while !scanner.isAtEnd, scanner.current != UInt8(ascii: "<") {
      if scanner.current > Ascii.space { isBlank = false }
      scanner.position += 1
    }
    if isBlank { return nil }
    guard !open.isEmpty else {
      throw error(
        .malformed, "text stands outside of any element", "check that this is an XML file")
    }
    return try expanded(first, scanner.position)
  }

  /// A name without its namespace prefix.
  private mutating func readName() throws(FormatError) -> String {
    let first = scanner.position
    var start = first
    while !scanner.isAtEnd, scanner.current > Ascii.space,
      !Self.delimiters.contains(scanner.current)
    {
      scanner.position += 1
      if scanner.position[-1] == UInt8(ascii: ":") { start = scanner.position }
    }
    guard start < scanner.position else { throw broken("expected a name") }
    return Self.text(from: start, to: scanner.position)
  }

  private mutating func skip(through mark: StaticString) throws(FormatError) {
    while !scanner.isAtEnd {
      if scanner.skip(mark) { return }
      scanner.position += 1
    }
    throw error(.truncated, "the file ends before \(mark)", "copy or write it again")
  }

  private func broken(_ problem: String) -> FormatError {
    scanner.error(
      scanner.isAtEnd ? .truncated : .malformed, nil, problem, "write well-formed XML")
  }

  private func expanded(
    _ first: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) throws(FormatError) -> String {
    let raw = Self.text(from: first, to: end)
    guard raw.utf8.contains(UInt8(ascii: "&")) else { return raw }
    var result = ""
    var rest = raw[...]
    while let mark = rest.firstIndex(of: "&") {
      result += rest[..<mark]
      guard let stop = rest[mark...].firstIndex(of: ";"),
        let character = Self.character(rest[rest.index(after: mark)..<stop])
      else {
        throw scanner.error(
          .malformed, nil, "\"\(rest[mark...].prefix(12))\" is no character",
          "write & as &amp;; use &lt;, &gt;, &quot;, &apos; or &#number;", at: first)
      }
      result.append(character)
      rest = rest[rest.index(after: stop)...]
    }
    return result + rest
  }

  private static func character(_ name: Substring) -> Character? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.first == "#" else { return nil }
      let digits = name.dropFirst()
      let number =
        digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
      return number.flatMap(Unicode.Scalar.init).map(Character.init)
    }
  }

  private static func text(
    from first: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
  ) -> String {
    String(decoding: UnsafeBufferPointer(start: first, count: end - first), as: UTF8.self)
  }

  private static let mostDepth = 64
  private static let delimiters = Array("<>/=\"'".utf8)
}

extension ByteScanner {
  /// Moves past some bytes; false (cursor unmoved) if others stand here.
  @inline(__always)
  fileprivate mutating func skip(_ bytes: StaticString) -> Bool {
    let length = bytes.utf8CodeUnitCount
    guard remaining >= length else { return false }
    for index in 0..<length where position[index] != bytes.utf8Start[index] { return false }
    position += length
    return true
  }
}
