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
    ).map {
      TypeRow(
        type: try $0.decode(atIndex: 0), count: try $0.decode(atIndex: 1),
        rawBytes: try $0.decode(atIndex: 2), storedBytes: try $0.decode(atIndex: 3))
    }
    let records = try Row.fetchOne(
      database, sql: "SELECT count(*), coalesce(sum(length(record)), 0) FROM results")
    results = try StoreStatistics.amount(records)
    let loose = try Row.fetchOne(
      database,
      sql: """
        SELECT count(*), coalesce(sum(stored), 0) FROM artifacts a
        WHERE NOT EXISTS (SELECT 1 FROM outputs o WHERE o.digest = a.digest)
        """)
    unnamed = try StoreStatistics.amount(loose)
  }

  /// A row of a count and bytes.
  private static func amount(_ row: Row?) throws -> FileAmount {
    guard let row else { return FileAmount() }
    return FileAmount(count: try row.decode(atIndex: 0), bytes: try row.decode(atIndex: 1))
  }
}
