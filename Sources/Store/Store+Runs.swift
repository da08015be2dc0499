internal import Foundation
internal import GRDB

/// Recording runs and listing them.
extension Store {
  /// Writes a run's record, replacing the one it had.
  ///
  /// - Parameter computedNothing: whether all that the run needed was there. Then a power cut may take the record with
  ///   it, never a part of it, and the index hears of it when runs are listed.
  public func recordRun(_ run: RunRecord, computedNothing: Bool = false) throws {
    guard fileName(run.id) == run.id, !run.id.isEmpty else {
      throw StoreError(.invalidName, "“\(run.id)” cannot name a run; use RunRecord.newIdentifier()")
    }
    try Folder.replace(
      runPath(run.id), with: run.json(format: RunFile.version),
      temporaryFolder: files.temporaryPath,
      lasts: run.status == .running ? .no : computedNothing ? .wholeIfAtAll : .yes)
    guard run.status != .running, !computedNothing else { return }
    try healing { try index.write { try $0.insert(run.summary) } }
  }

  /// Shows others that a run is under way, until the lock is released or this process dies.
  ///
  /// - Returns: nil when another process holds it.
  public func holdRun(_ id: String) throws -> KeyLock? { try tryLock(Store.holder(of: id)) }

  static func holder(of run: String) -> Digest { Digest.of(text: "run \(run)") }

  /// How a run stands that its record calls `status`: one whose process is gone was interrupted.
  private func standing(_ status: RunStatus, of id: String) -> RunStatus {
    guard status == .running, let lock = try? holdRun(id) else { return status }
    lock.release()
    return .interrupted
  }

  /// The runs, newest first.
  public func runs(limit: Int? = nil) throws -> [RunSummary] {
    var ids = try runIdentifiers().reversed() as [String]
    if let limit { ids = Array(ids.prefix(limit)) }
    var known = try healing { try index.read { try $0.runSummaries(ids) } }
    var fresh: [RunSummary] = []
    for id in ids where known[id] == nil {
      // A record that cannot be read harms itself alone.
      guard let summary = try? load(id).summary else { continue }
      known[id] = summary
      if summary.finished != nil { fresh.append(summary) }
    }
    if !fresh.isEmpty {
      try healing {
        try index.write { database in for summary in fresh { try database.insert(summary) } }
      }
    }
    return ids.compactMap { id in
      known[id].map { $0.standing(standing($0.status, of: id)) }
    }
  }

  /// A run's record, by its identifier or an unambiguous start of it.
  ///
  /// - Throws: `StoreError` (`unknownDigest`, `ambiguousPrefix`, `damaged`, `newerFormat`).
  public func run(_ id: String) throws -> RunRecord {
    let ids = try runIdentifiers()
    if ids.contains(id) { return try load(id) }
    let fitting = ids.filter { $0.hasPrefix(id) }
    guard let only = fitting.first, !id.isEmpty else {
      throw StoreError(.unknownDigest, "there is no run “\(id)”; `meridian runs` lists them")
    }
    guard fitting.count == 1 else {
      throw StoreError(
        .ambiguousPrefix, "“\(id)” fits several runs: \(fitting.prefix(10).joined(separator: ", "))"
      )
    }
    return try load(only)
  }

  private func load(_ id: String) throws -> RunRecord {
    guard let bytes = try Folder.contents(of: runPath(id)) else {
      throw StoreError(.unknownDigest, "there is no run “\(id)”; `meridian runs` lists them")
    }
    guard let file = try? JSONDecoder().decode(RunFile.self, from: Data(bytes)) else {
      throw StoreError(.damaged, "\(runPath(id)) is damaged; remove it")
    }
    guard file.format <= RunFile.version else {
      throw StoreError(.newerFormat, "\(runPath(id)) is of a newer Meridian; use that one")
    }
    var run = file.run
    run.status = standing(run.status, of: id)
    return run
  }

  private func runPath(_ id: String) -> String { "\(root)/runs/\(id).json" }

  /// The identifiers of all runs, oldest first.
  public func runIdentifiers() throws -> [String] {
    try Folder.names(in: "\(root)/runs").filter { $0.hasSuffix(".json") }.map {
      String($0.dropLast(5))
    }
  }
}

/// A run's record as it lies in `runs/`.
private struct RunFile: Codable {
  static let version = 1
  let format: Int
  let run: RunRecord
}

extension Database {
  fileprivate func insert(_ summary: RunSummary) throws {
    try cachedStatement(sql: "INSERT OR REPLACE INTO runs (id, summary) VALUES (?, ?)").execute(
      arguments: [summary.id, try JSONEncoder().encode(summary)])
  }

  fileprivate func runSummaries(_ ids: [String]) throws -> [String: RunSummary] {
    let statement = try cachedStatement(sql: "SELECT summary FROM runs WHERE id = ?")
    var found: [String: RunSummary] = [:]
    for id in ids {
      guard let data = try Data.fetchOne(statement, arguments: [id]) else { continue }
      found[id] = try? JSONDecoder().decode(RunSummary.self, from: data)
    }
    return found
  }
}
