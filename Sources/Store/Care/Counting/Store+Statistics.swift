internal import GRDB

/// Counting what a store holds.
extension Store {
  /// Counts and bytes of everything in the store.
  ///
  /// - Complexity: one pass over the index's artifacts and results, and a look at every file.
  public func statistics() throws -> StoreStatistics {
    try flush()
    var statistics = StoreStatistics()
    let pinned = Set(((try? pins()) ?? []).map(\.digest))
    let use = try healing {
      try index.read { database in
        try statistics.read(database)
        return try PackUse(self, pinned: pinned, database)
      }
    }
    for place in StoreStatistics.Place.allCases where place != .index {
      statistics.places[place] = .below(
        files: "\(root)/\(place.rawValue)", unlessNamed: place == .temporary ? ".lock" : nil)
    }
    var indexFiles = FileAmount()
    for suffix in ["", "-wal", "-shm"] {
      if let status = FileStatus(of: index.path + suffix) { indexFiles.add(status.bytes) }
    }
    statistics.places[.index] = indexFiles
    let used = try use.bytes()
    statistics.unusedPackBytes = max(0, (statistics.places[.packs]?.bytes ?? 0) - used)
    statistics.leases = try Folder.names(in: files.leasesPath).count {
      $0.hasSuffix(LeaseFile.ending)
    }
    return statistics
  }
}

extension FileAmount {
  /// The files below a folder, but for those with an ending.
  fileprivate static func below(files folder: String, unlessNamed ending: String?) -> FileAmount {
    var amount = FileAmount()
    for name in (try? Folder.names(in: folder)) ?? [] {
      if let ending, name.hasSuffix(ending) { continue }
      let inner = below("\(folder)/\(name)")
      amount.add(inner.bytes, count: inner.count)
    }
    return amount
  }
}

extension StoreStatistics {
  fileprivate mutating func read(_ database: Database) throws {
    types = try Row.fetchAll(
      database,
      sql: """
        SELECT type, count(*), sum(raw), sum(stored) FROM artifacts GROUP BY type
        ORDER BY sum(stored) DESC, type
        """
    ).map { TypeRow(type: $0[0], count: $0[1], rawBytes: $0[2], storedBytes: $0[3]) }
    let records = try Row.fetchOne(
      database, sql: "SELECT count(*), coalesce(sum(length(record)), 0) FROM results")
    results = FileAmount(count: records?[0] ?? 0, bytes: records?[1] ?? 0)
    let loose = try Row.fetchOne(
      database,
      sql: """
        SELECT count(*), coalesce(sum(stored), 0) FROM artifacts a
        WHERE NOT EXISTS (SELECT 1 FROM outputs o WHERE o.digest = a.digest)
        """)
    unnamed = FileAmount(count: loose?[0] ?? 0, bytes: loose?[1] ?? 0)
  }
}
