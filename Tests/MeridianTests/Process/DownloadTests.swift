import Foundation
import Store
import TestSupport
import Testing

/// Inputs that are downloaded, as a user sees it.
@Suite struct DownloadTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram
  private let mesh: String

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    // Long enough to be cut in the middle, with the end that matters at its beginning.
    let comments = String(repeating: "# a line that says nothing\n", count: 40_000)
    mesh = "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n" + comments
  }

  private func write(_ url: String, sha256: String? = nil) throws {
    try folder.write(
      "p.yml",
      """
      name: p
      stages:
        mesh:
          kind: load.mesh
          inputs: {mesh: {url: "\(url)", sha256: \(sha256 ?? Digest.of(text: mesh).hex)}}
        laplacian: {kind: mesh.laplacian, inputs: {mesh: mesh}}
      """)
  }

  @Test func `a file comes through broken connections and is downloaded once`() throws {
    let bytes = Array(mesh.utf8)
    let server = try LocalServer { request in
      LocalServer.Reply(file: bytes, tag: "v", to: request).breaking(after: 700_000)
    }
    try write(server.url("tri.off"))
    let first = try program.run("run", "p.yml", "--json")
    #expect(first.code == 0, "\(first)")
    #expect(
      try Events.statuses(first.output)
        == ["download:tri.off": "ran", "mesh": "ran", "laplacian": "ran"])
    #expect(server.requests.count == 2)
    let again = try program.run("run", "p.yml", "--offline")
    #expect(again.lines.last?.contains("3 hits, 0 ran") ?? false, "\(again)")
    #expect(server.requests.count == 2)

    let shown = try program.run("inspect", "p.yml:mesh")
    #expect(shown.output.contains("url: file \(server.url("tri.off"))"), "\(shown)")
    let fetched = try program.run("inspect", "p.yml:download:tri.off")
    #expect(fetched.code == 0 && fetched.output.contains("source.url"), "\(fetched)")
  }

  @Test func `a killed run's download goes on where it was`() throws {
    let bytes = Array(mesh.utf8)
    let server = try LocalServer { request in
      var reply = LocalServer.Reply(file: bytes, tag: "v", to: request)
      if request.number == 0 {
        reply.sent = 700_000
        reply.hangs = true
      }
      return reply
    }
    try write(server.url("tri.off"))
    let running = try program.start(["run", "p.yml", "--json"])
    let progress = running.line { $0.contains("\"progress\"") && $0.contains(" of ") }
    #expect(progress != nil)
    running.send(SIGKILL)
    #expect(try running.wait().code == -SIGKILL)
    let second = try program.run("run", "p.yml")
    #expect(second.code == 0, "\(second)")
    #expect(server.requests.last?.rangeStart ?? 0 > 0, "\(server.requests)")
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path("cache/checkpoints"))
    #expect(!left.contains { $0.contains("partial") })
  }

  @Test func `a wrong checksum fails the stage and what needs it`() throws {
    let server = try LocalServer { .init(file: Array("OFF\n0 0 0\n".utf8), to: $0) }
    try write(server.url("tri.off"))
    let outcome = try program.run("run", "p.yml", "--json")
    #expect(outcome.code == 1)
    let statuses = try Events.statuses(outcome.output)
    #expect(
      statuses == ["download:tri.off": "failed", "mesh": "skipped", "laplacian": "skipped"])
    #expect(outcome.errors.contains("p.yml:5: stage 'download:tri.off' failed"), "\(outcome)")
    for part in [
      server.url("tri.off"), Digest.of(text: mesh).hex, Digest.of(text: "OFF\n0 0 0\n").hex,
    ] {
      #expect(outcome.errors.contains(part))
    }
    // The next run asks again; what is right then is taken.
    try write(server.url("tri.off"), sha256: Digest.of(text: "OFF\n0 0 0\n").hex)
    #expect(
      try Events.statuses(program.run("run", "p.yml", "--json").output)["download:tri.off"] == "ran"
    )
  }

  @Test func `a mirror is asked where the first server has something else, or nothing`() throws {
    let bytes = Array(mesh.utf8)
    let server = try LocalServer { request in
      switch request.path {
      case "/wrong/tri.off": .init(file: Array("OFF\n0 0 0\n".utf8), to: request)
      case "/gone/tri.off": .init(status: 404)
      default: .init(file: bytes, to: request)
      }
    }
    let sum = Digest.of(text: mesh).hex
    try folder.write(
      "mirrors.yml",
      """
      stages:
        mesh:
          foreach: [gone, wrong, right]
          kind: load.mesh
          inputs: {mesh: {url: "\(server.url("${item}/tri.off"))", sha256: \(sum)}}
      """)
    let outcome = try program.run("run", "mirrors.yml", "--json")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(
      try Events.statuses(outcome.output).values.sorted()
        == ["hit", "hit", "hit", "hit", "ran", "ran"])
    let passed = try Events.all(outcome.output).filter { $0["event"] as? String == "passed-on" }
    #expect(passed.count == 2, "\(outcome)")
    #expect((passed.first?["error"] as? String)?.contains("404") == true, "\(passed)")
    #expect(server.requests.count { $0.path == "/right/tri.off" } == 1)
    #expect(try program.run("run", "mirrors.yml", "--offline").code == 0)
    let plain = try program.run("run", "mirrors.yml", "--store", "other")
    #expect(plain.code == 0 && plain.errorLines.count == 2, "\(plain)")
    #expect(plain.errors.contains("which promises the same, is tried: "), "\(plain)")
  }

  @Test func `offline nothing is asked for, and what is missing is listed`() throws {
    let server = try LocalServer { _ in .init() }
    try write(server.url("tri.off"))
    for command in ["run", "plan"] {
      let outcome = try program.run(command, "p.yml", "--offline")
      #expect(outcome.code == 2, "\(outcome)")
      #expect(
        outcome.errorLines == [
          "p.yml:5: \(server.url("tri.off")) is not in the store, and --offline forbids downloading it; "
            + "run 'download:tri.off' once without --offline"
        ])
    }
    #expect(server.requests.isEmpty)
  }

  @Test func `a download stops when the run is interrupted`() throws {
    let bytes = Array(mesh.utf8)
    let server = try LocalServer { request in
      var reply = LocalServer.Reply(file: bytes, to: request).breaking(after: 700_000)
      reply.hangs = true
      return reply
    }
    try write(server.url("tri.off"))
    let running = try program.start(["run", "p.yml", "--json"])
    _ = running.line { $0.contains("\"progress\"") }
    running.send(SIGINT)
    let outcome = try running.wait()
    #expect(outcome.code == 130, "\(outcome)")
    #expect(try Events.statuses(outcome.output)["download:tri.off"] == "cancelled")
  }
}
