import Foundation
import Synchronization

/// An HTTP server on this machine that does to its clients whatever a test wants.
///
/// Each connection is answered once and closed.
public final class LocalServer: Sendable {
  /// What a client asks for.
  public struct Request: Sendable {
    /// The path, with the query.
    public let path: String
    /// The fields by name in lower case.
    public let fields: [String: String]
    /// How many requests came before.
    public let number: Int

    /// Where the range begins that is asked for, if one is.
    public var rangeStart: Int? {
      fields["range"].flatMap { text in
        text.hasPrefix("bytes=") ? Int(text.dropFirst(6).prefix { $0 != "-" }) : nil
      }
    }
  }

  /// What it gets.
  public struct Reply: Sendable {
    /// The status.
    public var status = 200
    /// Fields beside `Content-Length`.
    public var fields: [String: String] = [:]
    /// The body.
    public var body: [UInt8] = []
    /// The `Content-Length`; nil for the true one, negative for none.
    public var announced: Int?
    /// How many bytes of the body are sent before the connection breaks; nil for all.
    public var sent: Int?
    /// How many bytes are sent at a time; nil for all at once.
    public var step: Int?
    /// Whether the connection stays open, silent, until the client leaves.
    public var hangs = false

    /// A reply with this body.
    public init(_ body: [UInt8] = [], status: Int = 200, fields: [String: String] = [:]) {
      self.body = body
      self.status = status
      self.fields = fields
    }

    /// What an honest server gives for a file: the whole, or the rest that is asked for.
    ///
    /// - Parameter tag: the strong tag of the file's version, without quotes; nil for none.
    public init(file: [UInt8], tag: String? = nil, to request: Request) {
      let quoted = tag.map { "\"\($0)\"" }
      let fields = quoted.map { ["ETag": $0] } ?? [:]
      let isSame = request.fields["if-range"].map { $0 == quoted } ?? true
      guard isSame, let start = request.rangeStart else {
        self.init(file, fields: fields)
        return
      }
      guard start < file.count else {
        self.init(status: 416, fields: ["Content-Range": "bytes */\(file.count)"])
        return
      }
      let range = "bytes \(start)-\(file.count - 1)/\(file.count)"
      self.init(
        Array(file[start...]), status: 206, fields: fields.merging(["Content-Range": range]) { $1 })
    }

    /// The reply with the connection breaking after so many bytes.
    public func breaking(after count: Int) -> Reply {
      var reply = self
      reply.sent = count
      return reply
    }
  }

  private let listener: Int32
  private let port: UInt16
  private let seen = Mutex<[Request]>([])

  /// Starts a server; it ends when the last reference goes.
  public init(_ reply: @escaping @Sendable (Request) -> Reply) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard listener >= 0, isOpen else { throw POSIXError(.EADDRNOTAVAIL) }
    signal(SIGPIPE, SIG_IGN)
    Thread { [weak self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        Thread { [weak self] in
          defer { close(client) }
          guard let request = self?.request(from: client) else { return }
          Self.send(reply(request), to: client)
        }.start()
      }
    }.start()
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// The URL of a path on it.
  public func url(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

  /// What was asked for so far.
  public var requests: [Request] { seen.withLock { $0 } }

  private func request(from client: Int32) -> Request? {
    var text = ""
    var bytes = [UInt8](repeating: 0, count: 4096)
    while !text.contains("\r\n\r\n") {
      let count = read(client, &bytes, bytes.count)
      guard count > 0 else { return nil }
      text += String(decoding: bytes.prefix(count), as: UTF8.self)
    }
    let lines = text.components(separatedBy: "\r\n")
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon].lowercased()] =
        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let path = lines[0].split(separator: " ").dropFirst().first.map(String.init) ?? "/"
    let found = fields
    return seen.withLock { seen in
      seen.append(Request(path: path, fields: found, number: seen.count))
      return seen.last
    }
  }

  private static func send(_ reply: Reply, to client: Int32) {
    var head = "HTTP/1.1 \(reply.status) Status\r\nConnection: close\r\n"
    let announced = reply.announced ?? reply.body.count
    if announced >= 0 { head += "Content-Length: \(announced)\r\n" }
    for (name, value) in reply.fields { head += "\(name): \(value)\r\n" }
    var now: Int32 = 1
    setsockopt(
      client, Int32(IPPROTO_TCP), TCP_NODELAY, &now, socklen_t(MemoryLayout<Int32>.size))
    guard write(Array("\(head)\r\n".utf8)[...], to: client) else { return }
    let body = reply.body.prefix(reply.sent ?? reply.body.count)
    let step = max(1, reply.step ?? body.count)
    for start in stride(from: 0, to: body.count, by: step) {
      guard write(body[start..<min(start + step, body.count)], to: client) else { return }
    }
    guard reply.hangs else { return }
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(client, &bytes, bytes.count) > 0 {}
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to client: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(client, $0.baseAddress, $0.count) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
