import Foundation
import Store
import TestSupport
import Testing

@Suite struct PartialFileTests {
  private let folder: TemporaryFolder
  private let files: ObjectFiles
  private let key = Digest.of(text: "k")

  init() throws {
    folder = try TemporaryFolder()
    files = try ObjectFiles(root: folder.path("store"))
  }

  private func append(_ text: String, to file: PartialFile) throws {
    try Array(text.utf8).withUnsafeBytes { try file.append($0) }
  }

  @Test func `what was written is there for the next, with its note`() throws {
    do {
      let file = try #require(try files.openPartial(for: key))
      #expect(file.size == 0)
      try append("hello ", to: file)
      try file.setNote(Array("of greetings".utf8))
    }
    let file = try #require(try files.openPartial(for: key))
    #expect(file.size == 6)
    #expect(try file.note() == Array("of greetings".utf8))
    try append("world", to: file)
    #expect(try file.digest() == Digest.of(text: "hello world"))
    #expect(try file.digest(while: { false }) == nil)
    #expect(try bytes(of: file.path) == Array("hello world".utf8))
  }

  @Test func `emptied, nothing of it is left`() throws {
    let file = try #require(try files.openPartial(for: key))
    try append("old", to: file)
    try file.setNote([1])
    try file.clear()
    #expect(file.size == 0)
    #expect(try file.note() == nil)
    try append("new", to: file)
    #expect(try file.digest() == Digest.of(text: "new"))
    try file.remove()
    #expect(try fileCount(folder.path("store/checkpoints")) == 0)
  }

  @Test func `it belongs to one at a time and to one key`() throws {
    var file = try files.openPartial(for: key)
    #expect(file != nil)
    #expect(try files.openPartial(for: key) == nil)
    #expect(try files.openPartial(for: Digest.of(text: "other")) != nil)
    file = nil
    #expect(try files.openPartial(for: key) != nil)
  }

  @Test func `it goes with the checkpoint once there is a result`() throws {
    let file = try #require(try files.openPartial(for: key))
    try append("bytes", to: file)
    try file.setNote([1])
    try files.saveCheckpoint([1], for: key)
    try files.dropCheckpoint(for: key)
    #expect(try fileCount(folder.path("store/checkpoints")) == 0)
    try files.dropCheckpoint(for: key)
  }
}
