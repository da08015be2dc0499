internal import CCurl
internal import Foundation

/// One HTTP request and its response.
final class HTTPExchange {
  /// How it ended.
  enum End {
    /// The response came whole.
    case whole
    /// It leads elsewhere.
    case redirect(to: String)
    /// The connection failed or broke; worth another try.
    case broken(String)
    /// Another try would not help.
    case hopeless(String)
    /// libcurl is not there.
    case unavailable(String)
  }

  /// The head of the response, as far as it has come.
  private(set) var head = HTTPHead()

  private let onHead: (HTTPHead) throws -> Bool
  private let onBody: (UnsafeRawBufferPointer) throws -> Void
  private let goesOn: () -> Bool
  private var takesBody: Bool?
  /// How many bytes of a body that nobody wants have gone by.
  private var passedBy = 0
  private var failure: (any Error)?

  /// An exchange.
  ///
  /// - Parameters:
  ///   - onHead: called before the first piece of a body; false leaves the body alone.
  ///   - onBody: called for each piece.
  ///   - goesOn: asked about once a second at least; false breaks off.
  init(
    onHead: @escaping (HTTPHead) throws -> Bool,
    onBody: @escaping (UnsafeRawBufferPointer) throws -> Void, goesOn: @escaping () -> Bool
  ) {
    self.onHead = onHead
    self.onBody = onBody
    self.goesOn = goesOn
  }

  /// Makes the request.
  ///
  /// - Throws: what the closures throw.
  func get(_ url: String, headers: [String], policy: DownloadPolicy) throws -> End {
    var answer = ccurl_answer()
    url.withCString { address in
      Self.withCStrings(headers) { lines in
        var request = ccurl_request()
        request.url = address
        request.headers = lines.baseAddress
        request.header_count = lines.count
        request.connect_seconds = policy.connectSeconds
        request.stall_seconds = policy.stallSeconds
        request.context = Unmanaged.passUnretained(self).toOpaque()
        request.head = { HTTPExchange.at($0)?.takeHead($1, $2) ?? 0 }
        request.body = { HTTPExchange.at($0)?.takeBody($1, $2) ?? 0 }
        request.goes_on = { HTTPExchange.at($0)?.goesOn() ?? false ? 1 : 0 }
        Self.withCertificates {
          request.certificates = $0
          ccurl_perform(&request, &answer)
        }
      }
    }
    let redirect = answer.redirect.map { String(cString: $0) }
    free(answer.redirect)
    if let failure { throw failure }
    // A response without a body has shown its head to nobody yet.
    if answer.code == 0, takesBody == nil { _ = try onHead(head) }
    if answer.code == 0 || passedBy > Self.longestUnwantedBody {
      return redirect.map { .redirect(to: $0) } ?? .whole
    }
    return Self.end(answer)
  }

  private static func end(_ answer: ccurl_answer) -> End {
    let reason = withUnsafeBytes(of: answer.message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if answer.code < 0 { return .unavailable(reason) }
    return passing.contains(answer.code) ? .broken(reason) : .hopeless(reason)
  }

  /// libcurl's codes for what may be over at the next try: name or host not reached, part of the
  /// response, timeout, TLS handshake, nothing, sending or receiving failed, HTTP/2 stream.
  private static let passing: Set<Int32> = [5, 6, 7, 16, 18, 28, 35, 52, 55, 56, 92]

  /// What comes with a redirect or refusal is a short text.
  private static let longestUnwantedBody = 1 << 20

  // MARK: What libcurl calls

  private static func at(_ context: UnsafeMutableRawPointer?) -> HTTPExchange? {
    context.map { Unmanaged<HTTPExchange>.fromOpaque($0).takeUnretainedValue() }
  }

  private func takeHead(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> Int32 {
    let line = UnsafeRawBufferPointer(start: bytes, count: count)
    head.take(String(decoding: line, as: UTF8.self))
    return 1
  }

  private func takeBody(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> Int32 {
    do {
      let takes = try takesBody ?? onHead(head)
      takesBody = takes
      guard takes else {
        // To the end, because only then does libcurl say where a redirect leads.
        passedBy += count
        return passedBy <= Self.longestUnwantedBody ? 1 : 0
      }
      try onBody(UnsafeRawBufferPointer(start: bytes, count: count))
      return goesOn() ? 1 : 0
    } catch {
      failure = error
      return 0
    }
  }

  // MARK: Texts for C

  /// The certificates that `SSL_CERT_FILE` names, as other programs take them; nil for the system's.
  private static func withCertificates(_ body: (UnsafePointer<CChar>?) -> Void) {
    let file = ProcessInfo.processInfo.environment["SSL_CERT_FILE"] ?? ""
    if file.isEmpty { body(nil) } else { file.withCString { body($0) } }
  }

  private static func withCStrings(
    _ texts: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Void
  ) {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    copies.map { UnsafePointer($0) }.withUnsafeBufferPointer(body)
  }
}
