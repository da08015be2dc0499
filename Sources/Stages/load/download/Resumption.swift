internal import Foundation
internal import Store

/// What is known of the server's file that the bytes in a partial file are of.
struct Resumption {
  /// The strong tag of the version they are of.
  private(set) var tag: String?
  /// The URL the tag is of.
  private var url: String?
  /// The length of the whole file in bytes, if the server told it.
  private(set) var total: Int?
  /// Whether the bytes are of several responses.
  private(set) var isSpliced = false
  /// Whether the server is not to be asked for the rest alone.
  var ignoresRanges = false

  /// Nothing is known, nothing is there.
  init() {}

  /// What an earlier process noted.
  init(of partial: PartialFile) {
    guard partial.size > 0 else { return }
    // Whoever wrote these bytes, they are not of the response to come.
    isSpliced = true
    guard let bytes = try? partial.note(),
      let note = try? JSONDecoder().decode(Note.self, from: Data(bytes))
    else { return }
    tag = note.tag
    url = note.url
    total = note.total
  }

  /// Whether as many bytes are here as the server had.
  func isComplete(_ partial: PartialFile) -> Bool { partial.size > 0 && partial.size == total }

  /// The tag to ask for at `url`: those of other servers mean nothing to it.
  func tag(at url: String) -> String? { url == self.url ? tag : nil }

  /// A response brings the file from its beginning.
  mutating func begin(_ url: String, _ head: HTTPHead, in partial: PartialFile) throws {
    try partial.clear()
    isSpliced = false
    try note(url, head.strongTag, head.contentLength, in: partial)
  }

  /// A response brings the rest.
  mutating func goOn(_ url: String, _ head: HTTPHead, in partial: PartialFile) throws {
    isSpliced = true
    try note(url, head.strongTag ?? tag(at: url), head.contentRange?.total ?? total, in: partial)
  }

  private mutating func note(
    _ url: String, _ tag: String?, _ total: Int?, in partial: PartialFile
  ) throws {
    (self.url, self.tag, self.total) = (url, tag, total)
    let note = try JSONEncoder().encode(Note(url: url, tag: tag, total: total))
    try partial.setNote(Array(note))
  }

  private struct Note: Codable {
    let url: String
    let tag: String?
    let total: Int?
  }
}
