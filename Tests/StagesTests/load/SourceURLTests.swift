import Foundation
import Pipeline
import Stages
import Store
import TestSupport
import Testing

@Suite struct SourceURLTests {
  private let trial: Trial

  init() throws { trial = try Trial() }

  @Test func `the file is stored as it is, and its unfinished copy goes`() throws {
    let content = Array("OFF\n".utf8)
    let server = try LocalServer { .init(file: content, to: $0) }
    let made = try trial.run(
      "source.url",
      ["url": .string(server.url("a.off")), "sha256": .string(Digest.of(content).hex)])
    let reader = try trial.files.open(#require(made["file"]))
    #expect(reader.type.name == "file")
    #expect(try reader.read("bytes") == content)
    let left = try FileManager.default.contentsOfDirectory(
      atPath: trial.folder.path("store/checkpoints"))
    #expect(left == [])
  }

  @Test func `what is no URL and no checksum is refused before anything runs`() throws {
    let message = try trial.failure("source.url", ["url": "a.off", "sha256": "12"])
    #expect(message.contains("'a.off' is no URL that can be downloaded"))
    let sum = try trial.failure("source.url", ["url": "https://a/b", "sha256": "12"])
    #expect(sum.contains("64 hexadecimal digits"))
  }
}
