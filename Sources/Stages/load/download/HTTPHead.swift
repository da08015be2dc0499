/// The head of an HTTP response: status and fields.
struct HTTPHead: Sendable {
  private(set) var status = 0
  private var fields: [String: String] = [:]
  /// Whether its last line has come.
  private(set) var isComplete = false

  /// Takes the next line, with its end of line; a new status line begins a new head.
  mutating func take(_ line: String) {
    let text = line.trimmed
    if text.hasPrefix("HTTP/") {
      self = HTTPHead()
      status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    } else if text.isEmpty {
      isComplete = true
    } else if let colon = text.firstIndex(of: ":") {
      let name = text[..<colon].lowercased()
      fields[name] = String(text[text.index(after: colon)...]).trimmed
    }
  }

  /// A field by its name in lower case.
  subscript(name: String) -> String? { fields[name] }

  /// A tag that names the very bytes; weak ones do not.
  var strongTag: String? {
    self["etag"].flatMap {
      $0.hasPrefix("\"") && $0.hasSuffix("\"") && $0.utf8.count > 2 ? $0 : nil
    }
  }

  /// The length of the body in bytes, if told.
  var contentLength: Int? {
    self["content-length"].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 }
  }

  /// How long the server asks to wait, in seconds, when it says so as a number.
  var retryAfter: Double? { self["retry-after"].flatMap { Int($0) }.map { Double(max(0, $0)) } }

  /// The stretch a partial response has and the length of the whole: `bytes 100-199/200`.
  var contentRange: (first: Int, last: Int, total: Int?)? {
    guard let text = self["content-range"], text.lowercased().hasPrefix("bytes ") else {
      return nil
    }
    let parts = text.dropFirst(6).split(separator: "/", maxSplits: 1)
    let ends = (parts.first ?? "").split(separator: "-", maxSplits: 1)
    guard parts.count == 2, ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]),
      first >= 0, last >= first, last < Int.max
    else { return nil }
    return (first, last, Int(parts[1]))
  }
}

extension String {
  fileprivate var trimmed: String {
    let blanks: Set<Character> = [" ", "\t", "\r", "\n", "\r\n"]
    var text = self[...]
    while let last = text.last, blanks.contains(last) { text.removeLast() }
    while let first = text.first, blanks.contains(first) { text.removeFirst() }
    return String(text)
  }
}
