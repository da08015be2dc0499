internal import Foundation
internal import Store

/// What one stage of a run printed and logged, and the error it ended with.
struct StageLog {
  /// How much of a log is held at a time: 1 MiB.
  private static let step = 1 << 20

  /// The stage in the record of the run.
  let stage: RunStage
  /// The file with what it printed; nil where it printed nothing.
  let path: String?
  /// The run that computed it, where that is another one.
  let origin: String?

  /// The log of a stage of a run.
  ///
  /// - Parameter followsHits: Whether the log of a stage that was a hit is that of the run which computed it.
  init(of stage: RunStage, in run: RunRecord, store: Store, followsHits: Bool) throws {
    self.stage = stage
    if let own = Self.file(stage.stage, stage.item, run.id, store) {
      path = own
      origin = nil
    } else if followsHits, stage.status == .hit, let key = stage.key,
      let result = try store.result(for: key), result.run != run.id
    {
      path = Self.file(result.stage, stage.item, result.run, store)
      origin = result.run
    } else {
      path = nil
      origin = nil
    }
  }

  private static func file(_ name: String, _ item: String?, _ run: String, _ store: Store)
    -> String?
  {
    store.files.existingLog(run: run, stage: name)
      ?? item.flatMap {
        store.files.existingLog(run: run, stage: StageName.template(of: name), item: $0)
      }
  }

  /// The error, a line each; empty where it did not fail.
  var errorLines: [String] {
    guard stage.status == .failed || stage.status == .skipped, let error = stage.error else {
      return []
    }
    let word = stage.status == .failed ? "failed" : "skipped"
    return error.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
      $0 == 0 ? "\(word): \($1)" : String($1)
    }
  }

  /// All that was printed, as text; bytes that are none are replaced.
  func text() throws -> String {
    var bytes: [UInt8] = []
    try forEachPart { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Hands over what was printed, line by line with `prefix` before each, in pieces of many lines.
  func forEachPiece(prefix: String, _ body: (String) throws -> Void) throws {
    var rest: [UInt8] = []
    try forEachPart { part in
      rest += part
      guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return }
      try body(Self.prefixed(rest[...end], prefix))
      rest.removeSubrange(...end)
    }
    if !rest.isEmpty { try body(Self.prefixed(rest[...], prefix)) }
  }

  private static func prefixed(_ bytes: ArraySlice<UInt8>, _ prefix: String) -> String {
    var text = String(decoding: bytes, as: UTF8.self)
    if !text.hasSuffix("\n") { text += "\n" }
    guard !prefix.isEmpty else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { "\(prefix)\($0)\n" }.joined()
  }

  private func forEachPart(_ body: ([UInt8]) throws -> Void) throws {
    guard let path else { return }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw CommandError(
        .failed, "\(path): the log cannot be read; check the permissions of the store's folder")
    }
    defer { try? handle.close() }
    while let part = try handle.read(upToCount: Self.step), !part.isEmpty { try body(Array(part)) }
  }
}
