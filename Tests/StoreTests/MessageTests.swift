import Foundation
import Testing

/// Promises about what is said, kept by looking at every text of the sources.
@Suite struct MessageTests {
  private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources").path

  /// The texts in quotation marks of a line of Swift that is no comment.
  static func texts(of line: Substring) -> [Substring] {
    guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { return [] }
    let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
  }

  /// Whether a text sends the reader to remove a lock or a lease.
  static func sendsToLocks(_ text: Substring) -> Bool {
    let words = text.lowercased().split { !$0.isLetter }
    let isOfLocks = words.contains { ["lock", "locks", "lease", "leases"].contains($0) }
    let removes = words.contains {
      ["delete", "remove", "rm", "unlink", "unlock", "clear"].contains($0)
    }
    return isOfLocks && removes
  }

  @Test func noMessageTellsAnybodyToDeleteALock() throws {
    #expect(
      Self.texts(of: "  throw E(\"x; delete the lock\") // \"y\"").contains {
        Self.sendsToLocks($0)
      })
    #expect(!Self.texts(of: "  /// \"delete the lock\"").contains { Self.sendsToLocks($0) })
    var files = 0
    for name in try FileManager.default.subpathsOfDirectory(atPath: Self.sources)
    where name.hasSuffix(".swift") {
      files += 1
      let text = try String(contentsOfFile: "\(Self.sources)/\(name)", encoding: .utf8)
      for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        for message in Self.texts(of: line) where Self.sendsToLocks(message) {
          Issue.record("\(name):\(place + 1): \(message)")
        }
      }
    }
    #expect(files > 100)
  }
}
