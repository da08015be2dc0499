import Foundation
import Pipeline
import Stages
import Store
import Synchronization
import TestSupport
import Testing

/// Downloads from a server that breaks connections, ignores what it is asked, and lies.
@Suite struct DownloadTests {
  private let folder: TemporaryFolder
  private let files: ObjectFiles
  private let key = Digest.of(text: "download")
  /// Odd, and more than a socket buffers.
  private let content = (0..<300_007).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }

  init() throws {
    folder = try TemporaryFolder()
    files = try ObjectFiles(root: folder.path("store"))
  }

  private var patient: DownloadPolicy {
    var policy = DownloadPolicy()
    policy.firstWait = 0
    policy.stallSeconds = 1
    return policy
  }

  private func partial() throws -> PartialFile { try #require(try files.openPartial(for: key)) }

  private func bytes(_ partial: PartialFile) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: partial.path)))
  }

  /// What is left in the store for the key.
  private func leftovers() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path("store/checkpoints"))
  }

  /// Downloads `content` and checks that it came.
  private func get(_ url: String, policy: DownloadPolicy? = nil) throws {
    let file = try RemoteFile(url: url, sha256: Digest.of(content).hex)
    let target = try partial()
    try Download(file, policy: policy ?? patient).run(into: target)
    #expect(try bytes(target) == content)
  }

  private func failure(
    _ url: String, sha256: Digest? = nil, policy: DownloadPolicy? = nil
  ) throws -> DownloadError? {
    let file = try RemoteFile(url: url, sha256: (sha256 ?? Digest.of(content)).hex)
    let target = try partial()
    return #expect(throws: DownloadError.self) {
      try Download(file, policy: policy ?? patient).run(into: target)
    }
  }

  @Test func `a file comes whole, with progress up to its length`() throws {
    let server = try LocalServer { [content] in .init(file: content, to: $0) }
    let file = try RemoteFile(url: server.url("a.bin"), sha256: Digest.of(content).hex)
    let target = try partial()
    let seen = Mutex<[(Int, Int?)]>([])
    try Download(file, onProgress: { done, total in seen.withLock { $0.append((done, total)) } })
      .run(into: target)
    #expect(try bytes(target) == content)
    let reports = seen.withLock { $0 }
    #expect(reports.last?.0 == content.count)
    #expect(reports.allSatisfy { $0.1 == content.count })
    #expect(reports.map(\.0) == reports.map(\.0).sorted())
  }

  @Test func `a connection that breaks again and again goes on where it broke`() throws {
    let server = try LocalServer { [content] request in
      LocalServer.Reply(file: content, tag: "v1", to: request).breaking(after: 70_000)
    }
    try get(server.url("a.bin"))
    let requests = server.requests
    #expect(requests.map(\.rangeStart) == [nil, 70_000, 140_000, 210_000, 280_000])
    #expect(requests.dropFirst().allSatisfy { $0.fields["if-range"] == "\"v1\"" })
  }

  @Test func `what a killed process had is not asked for again`() throws {
    let server = try LocalServer { [content] request in
      LocalServer.Reply(file: content, tag: "v1", to: request)
        .breaking(after: request.number == 0 ? 123_457 : content.count)
    }
    var once = patient
    once.attempts = 1
    let broken = try failure(server.url("a.bin"), policy: once)
    guard case .broken(_, _, _, 123_457, content.count) = broken else {
      Issue.record("\(String(describing: broken))")
      return
    }
    #expect("\(try #require(broken))".contains("123457 of 300007 bytes are kept"))
    try get(server.url("a.bin"))
    #expect(server.requests.last?.rangeStart == 123_457)
  }

  @Test func `a file that was there already is only checked`() throws {
    let server = try LocalServer { [content] in .init(file: content, to: $0) }
    try get(server.url("a.bin"))
    try get(server.url("a.bin"))
    #expect(server.requests.count == 1)
  }

  @Test func `a server that ignores ranges is asked from the beginning`() throws {
    let server = try LocalServer { [content] request in
      LocalServer.Reply(content).breaking(after: request.number == 0 ? 100_000 : content.count)
    }
    try get(server.url("a.bin"))
    #expect(server.requests.map(\.rangeStart) == [nil, 100_000])
  }

  @Test func `a server that ignores ranges and always breaks is given up`() throws {
    let server = try LocalServer { [content] _ in
      LocalServer.Reply(content).breaking(after: 100_000)
    }
    let error = try failure(server.url("a.bin"))
    guard case .broken(_, 6, _, 100_000, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(server.requests.count == 6)
  }

  @Test func `a file that changed between two pieces is fetched anew`() throws {
    let old = content.map { $0 ^ 1 }
    let server = try LocalServer { [content] request in
      request.number == 0
        ? LocalServer.Reply(file: old, tag: "old", to: request).breaking(after: 150_000)
        : LocalServer.Reply(file: content, tag: "new", to: request)
    }
    try get(server.url("a.bin"))
    #expect(server.requests.count == 2)
  }

  @Test func `pieces of two versions without a tag are found out and fetched anew`() throws {
    let old = content.map { $0 ^ 1 }
    let server = try LocalServer { [content] request in
      request.number == 0
        ? LocalServer.Reply(file: old, to: request).breaking(after: 150_000)
        : LocalServer.Reply(file: content, to: request)
    }
    try get(server.url("a.bin"))
    #expect(server.requests.map(\.rangeStart) == [nil, 150_000, nil])
  }

  @Test func `another part than the one asked for is not put in its place`() throws {
    let server = try LocalServer { [content] request in
      switch request.number {
      case 0: return LocalServer.Reply(file: content, to: request).breaking(after: 100_000)
      case 1:
        return LocalServer.Reply(
          Array(content[50_000...]), status: 206,
          fields: ["Content-Range": "bytes 50000-300006/300007"])
      default: return LocalServer.Reply(content)
      }
    }
    try get(server.url("a.bin"))
    #expect(server.requests.count == 3)
  }

  @Test func `a wrong checksum says both and keeps nothing`() throws {
    let server = try LocalServer { _ in .init(Array("another file".utf8)) }
    let error = try failure(server.url("a.bin"))
    let found = Digest.of(text: "another file")
    #expect(
      error
        == .wrongChecksum(
          url: server.url("a.bin"), expected: Digest.of(content), found: found, bytes: 12))
    let text = "\(try #require(error))"
    #expect(text.contains(found.hex) && text.contains(Digest.of(content).hex))
    #expect(text.contains(server.url("a.bin")))
    #expect(try leftovers() == [])
    #expect(server.requests.count == 1, "the same bytes come again")
  }

  @Test func `a length that is too short is found by the checksum`() throws {
    let server = try LocalServer { [content] _ in
      var reply = LocalServer.Reply(content)
      reply.announced = 1000
      return reply
    }
    let error = try failure(server.url("a.bin"))
    guard case .wrongChecksum(_, _, _, 1000) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a length that is too long is a broken connection, unless the content is right`()
    throws
  {
    let server = try LocalServer { [content] request in
      var reply = LocalServer.Reply(content)
      reply.announced = content.count + 5
      return reply
    }
    let error = try failure(server.url("a.bin"))
    guard case .broken(_, 6, _, _, content.count + 5) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // One that then answers honestly that there is no more has given the whole file.
    let second = try LocalServer { [content] request in
      var reply = LocalServer.Reply(file: content, to: request)
      if request.number == 0 { reply.announced = content.count + 5 }
      return reply
    }
    try get(second.url("a.bin"))
  }

  @Test func `a body without a length is taken`() throws {
    let server = try LocalServer { [content] _ in
      var reply = LocalServer.Reply(content)
      reply.announced = -1
      return reply
    }
    try get(server.url("a.bin"))
  }

  @Test func `a server that is busy is asked again, one that refuses is not`() throws {
    let busy = try LocalServer { [content] request in
      request.number < 3
        ? .init(Array("later".utf8), status: [503, 429, 500][request.number])
        : .init(file: content, to: request)
    }
    try get(busy.url("a.bin"))
    #expect(busy.requests.count == 4)

    let refusing = try LocalServer { _ in .init(Array("no".utf8), status: 404) }
    #expect(
      try failure(refusing.url("b.bin"), sha256: Digest.of(text: "b"))
        == .refused(url: refusing.url("b.bin"), status: 404))
    #expect(refusing.requests.count == 1)
  }

  @Test func `redirects are followed, but not for ever and not away from the web`() throws {
    let target = try LocalServer { [content] request in
      LocalServer.Reply(file: content, tag: "t", to: request).breaking(after: 200_000)
    }
    let end = target.url("real.bin")
    let server = try LocalServer { request in
      switch request.path {
      case "/a.bin": .init(status: 302, fields: ["Location": "/b.bin"])
      case "/b.bin": .init(Array("moved".utf8), status: 301, fields: ["Location": end])
      case "/file": .init(status: 302, fields: ["Location": "file:///etc/passwd"])
      default: .init(status: 307, fields: ["Location": request.path])
      }
    }
    try get(server.url("a.bin"))
    #expect(target.requests.map(\.rangeStart) == [nil, 200_000])

    #expect(
      try failure(server.url("round"), sha256: Digest.of(text: "x"))
        == .tooManyRedirects(url: server.url("round"), count: 10))
    #expect(
      try failure(server.url("file"), sha256: Digest.of(text: "x"))
        == .unsafeRedirect(url: server.url("file"), target: "file:///etc/passwd"))
  }

  @Test func `a slow server is waited for, a silent one is not`() throws {
    let slow = try LocalServer { [content] in
      var reply = LocalServer.Reply(file: content, to: $0)
      reply.step = 997
      return reply
    }
    try get(slow.url("a.bin"))

    let silent = try LocalServer { [content] in
      var reply = LocalServer.Reply(file: content, to: $0).breaking(after: 1000)
      reply.hangs = $0.number == 0
      return $0.number == 0 ? reply : .init(file: content, to: $0)
    }
    let other = Digest.of(text: "silent")
    let file = try RemoteFile(url: silent.url("a.bin"), sha256: Digest.of(content).hex)
    let target = try #require(try files.openPartial(for: other))
    try Download(file, policy: patient).run(into: target)
    #expect(silent.requests.map(\.rangeStart) == [nil, 1000])
  }

  @Test func `nobody at the other end is said so`() throws {
    var server: LocalServer? = try LocalServer { _ in .init() }
    let url = try #require(server?.url("a.bin"))
    server = nil
    let error = try failure(url)
    guard case .broken(url, 6, _, 0, nil) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a download stops when it is asked to, and keeps what it has`() throws {
    let server = try LocalServer { [content] in
      var reply = LocalServer.Reply(file: content, to: $0).breaking(after: 100_000)
      reply.hangs = true
      return reply
    }
    let file = try RemoteFile(url: server.url("a.bin"), sha256: Digest.of(content).hex)
    let target = try partial()
    let isAsked = Atomic(false)
    let error = #expect(throws: PipelineError.self) {
      try Download(
        file, onProgress: { done, _ in isAsked.store(done == 100_000, ordering: .relaxed) },
        isCancelled: { isAsked.load(ordering: .relaxed) }
      ).run(into: target)
    }
    guard case .cancelled = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(target.size == 100_000)
  }

  @Test func `a file of this machine is copied and checked`() throws {
    let path = try folder.write("a b.bin", Data(content))
    try get("file://" + path.replacingOccurrences(of: " ", with: "%20"))
    let error = try failure("file://" + folder.path("none.bin"))
    #expect(
      "\(try #require(error))".contains("none.bin: cannot be read"))
  }

  @Test func `two at once on one key do not share a file`() throws {
    let first = try partial()
    #expect(try files.openPartial(for: key) == nil)
    try first.remove()
  }
}
