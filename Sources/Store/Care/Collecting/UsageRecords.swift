internal import Foundation

/// When results were last used, as runs and imports wrote it down.
struct UsageRecords {
  let root: String

  /// The time of the last run or import of each key, in nanoseconds since 1970.
  ///
  /// A record that cannot be read tells nothing.
  func read() throws -> [Digest: Int64] {
    var usage: [Digest: Int64] = [:]
    let decoder = JSONDecoder()
    for name in try Folder.names(in: "\(root)/runs") {
      let isRun = name.hasSuffix(".json")
      guard isRun || name.hasSuffix(ImportRecord.ending),
        let bytes = try? Folder.contents(of: "\(root)/runs/\(name)")
      else { continue }
      let data = Data(bytes)
      let use: (keys: [Digest], time: Int64)? =
        isRun
        ? (try? decoder.decode(Run.self, from: data)).map { ($0.keys, $0.time) }
        : (try? decoder.decode(ImportRecord.self, from: data)).map { ($0.keys, $0.time) }
      guard let use else { continue }
      for key in use.keys { usage[key] = max(usage[key] ?? .min, use.time) }
    }
    return usage
  }

  /// The part of a run's record that matters here.
  private struct Run: Decodable {
    let run: Content

    struct Content: Decodable {
      let started: Int64
      let finished: Int64?
      let stages: [Stage]
    }

    struct Stage: Decodable {
      let key: Digest?
    }

    var keys: [Digest] { run.stages.compactMap(\.key) }
    var time: Int64 { run.finished ?? run.started }
  }
}

/// That results came from an archive, as `runs/ID.import` says: they are not old because their
/// makers were.
struct ImportRecord: Codable {
  static let ending = ".import"
  static let version = 1

  var format = ImportRecord.version
  /// When, in nanoseconds since 1970 (UTC).
  let time: Int64
  /// The archive as the user named it.
  let file: String
  let keys: [Digest]
}
