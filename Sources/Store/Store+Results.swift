internal import Dispatch
internal import Foundation
internal import GRDB
internal import Synchronization

/// Results recorded but not yet durable and indexed.
struct PendingResults {
  var located: [LocatedResult] = []
  var byKey: [Digest: StageResult] = [:]
  var isScheduled = false
  var failure: (any Error)?
}

/// Looking results up, recording and forgetting them.
extension Store {
  /// The results of those keys that have one.
  ///
  /// Touches the index alone, and that of each store behind for what it has not; keys that it does not have are looked for once more after reading
  /// what was appended to the packs since.
  /// - Complexity: a few microseconds a key.
  public func lookup(keys: [Digest]) throws -> [Digest: StageResult] {
    try leasing {
      var found = try healing {
        var found = try find(keys)
        if found.count < keys.count, keys.contains(where: { found[$0] == nil }) {
          try refresh()
          found = try find(keys)
        }
        return found
      }
      guard !behind.isEmpty, found.count < keys.count else { return found }
      let missing = Array(Set(keys.filter { found[$0] == nil }))
      found.merge(try resultsBehind(missing)) { own, _ in own }
      return found
    }
  }

  /// The results of keys that the index has as it is.
  func indexed(_ keys: [Digest]) throws -> [Digest: StageResult] { try healing { try find(keys) } }

  /// The result of a key, if it has one.
  public func result(for key: Digest) throws -> StageResult? { try lookup(keys: [key])[key] }

  private func find(_ keys: [Digest]) throws -> [Digest: StageResult] {
    var found: [Digest: StageResult] = [:]
    var rest = keys.sorted()[...]
    var last: StageResult?
    try index.read { database in
      while !rest.isEmpty {
        // One statement for many keys costs a fraction of one for each.
        let width = rest.count >= 256 ? 256 : rest.count >= 16 ? 16 : 1
        let marks = repeatElement("?", count: width).joined(separator: ",")
        let statement = try database.cachedStatement(
          sql: "SELECT record, identity FROM results WHERE key IN (\(marks))")
        let arguments = rest.prefix(width).map(\.data)
        let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
        while let row = try rows.next() {
          let result = try StageResult.read(row, like: last)
          last = result
          // The first record of a key wins.
          if let other = found[result.key], other.created <= result.created { continue }
          found[result.key] = result
        }
        rest = rest.dropFirst(width)
      }
    }
    pending.withLock { pending in
      guard !pending.byKey.isEmpty else { return }
      for key in keys where found[key] == nil { found[key] = pending.byKey[key] }
    }
    return found
  }

  /// Records a result.
  ///
  /// It survives the death of the process at once, and that of the machine within 50 ms. It never
  /// becomes durable before the bytes it names.
  ///
  /// - Throws: `StoreError`; also for a flush that failed since the call before.
  public func record(_ result: StageResult) throws {
    let record = result.encoded()
    let place = try files.packs.append(.result, record: record)
    let located = LocatedResult(
      result: result, record: record, pack: place.pack, frame: place.frame)
    let (schedules, failure) = pending.withLock { pending in
      pending.located.append(located)
      if pending.byKey[result.key] == nil { pending.byKey[result.key] = result }
      defer {
        pending.isScheduled = true
        pending.failure = nil
      }
      return (!pending.isScheduled, pending.failure)
    }
    if schedules {
      flusher.asyncAfter(deadline: .now() + .milliseconds(files.options.flushMilliseconds)) {
        [weak self] in self?.flushInBackground()
      }
    }
    if let failure { throw failure }
  }

  /// Makes everything recorded durable and indexed.
  public func flush() throws {
    try flusher.sync { try flushNow() }
    if let failure = pending.withLock({ pending in
      defer { pending.failure = nil }
      return pending.failure
    }) {
      throw failure
    }
  }

  private func flushInBackground() {
    do { try flushNow() } catch { pending.withLock { $0.failure = error } }
  }

  func flushNow() throws {
    let batch = pending.withLock { pending in
      pending.isScheduled = false
      return pending.located
    }
    guard !batch.isEmpty else { return }
    try synchronize(batch.reduce(into: []) { $0.formUnion($1.result.packs) })
    // Seals go to each pack that holds records of the batch: more than one if it was full.
    let records = Dictionary(grouping: batch, by: \.pack)
    for (pack, located) in records {
      let first = located.map(\.frame).min() ?? 0
      if let place = try files.packs.seal(pack, from: first) {
        indexed.withLock { $0.add(place.extent, in: pack) }
      }
    }
    try synchronize(Set(records.keys))
    try healing {
      try index.write { database in
        for located in batch { try database.insert(located) }
        try advance(batch, database)
      }
    }
    pending.withLock { pending in
      pending.located.removeFirst(batch.count)
      let kept = Set(pending.located.map(\.result.key))
      pending.byKey = pending.byKey.filter { kept.contains($0.key) }
    }
  }

  /// Notes how far packs are indexed, so that nobody reads again what this process entered.
  private func advance(_ batch: [LocatedResult], _ database: Database) throws {
    try indexed.withLock { indexed in
      for located in batch {
        indexed.add(located.frame..<located.end, in: located.pack)
        for case .pack(let name, let offset, let length) in located.result.outputs.map(
          \.artifact.location)
        {
          indexed.add(offset - PackFormat.frameHeaderLength..<offset + length, in: name)
        }
      }
      for pack in indexed.packs {
        let scanned = try database.scanned(pack) ?? PackFormat.headerLength
        let reached = indexed.advance(pack, from: scanned)
        if reached > scanned { try database.setScanned(pack, reached) }
      }
    }
  }

  /// Forgets the results of a key, so that it is computed anew.
  public func forget(_ key: Digest) throws {
    try flush()
    try healing {
      let identities = try index.read { database in
        try Row.fetchAll(
          database, sql: "SELECT identity FROM results WHERE key = ?", arguments: [key.data]
        ).map { try Digest(row: $0, 0) }
      }
      try forget(identities.map { (key, $0) })
    }
  }

  /// Forgets every result that made this artifact, and puts its file aside if that is damaged.
  ///
  /// - Returns: the keys that must be computed anew.
  @discardableResult
  public func forgetResults(naming digest: Digest) throws -> [Digest] {
    try flush()
    return try healing {
      let entries = try index.read { database in
        try Row.fetchAll(
          database,
          sql: """
            SELECT DISTINCT r.key, r.identity FROM outputs o JOIN results r ON r.id = o.result
            WHERE o.digest = ?
            """, arguments: [digest.data]
        ).map { (key: try Digest(row: $0, 0), identity: try Digest(row: $0, 1)) }
      }
      try forget(entries)
      try index.write {
        try $0.execute(sql: "DELETE FROM artifacts WHERE digest = ?", arguments: [digest.data])
      }
      try setAsideIfDamaged(digest)
      return Array(Set(entries.map(\.key))).sorted()
    }
  }

  func forget(_ entries: [(key: Digest, identity: Digest)]) throws {
    guard !entries.isEmpty else { return }
    let place = try files.packs.append(.forgotten, record: Forgotten.encode(entries))
    try synchronize([place.pack])
    try index.write { database in
      for entry in entries { try database.forget(key: entry.key, identity: entry.identity) }
    }
  }

  private func setAsideIfDamaged(_ digest: Digest) throws {
    let path = files.objectPath(digest)
    guard Folder.exists(path) else { return }
    let claim = ArtifactReference(
      digest: digest, type: ArtifactType("", version: 0), location: .object, rawBytes: 0,
      storedBytes: 0)
    do {
      try files.open(claim).verify()
    } catch let error as StoreError where error.code == .damaged {
      _ = try files.quarantine(path, as: digest.hex)
    }
  }

  /// Takes the right to compute a key, or returns nil if another process or thread has it.
  public func tryLock(_ key: Digest) throws -> KeyLock? {
    try KeyLock(key, folder: "\(files.temporaryPath)/locks", waits: false, leases: leases)
  }

  /// Waits for the right to compute a key.
  ///
  /// Look the key up again once it is yours: whoever had it may have recorded a result.
  public func lock(_ key: Digest) throws -> KeyLock {
    let folder = "\(files.temporaryPath)/locks"
    guard let lock = try KeyLock(key, folder: folder, waits: true, leases: leases) else {
      throw StoreError(.ioFailure, "\(root): the lock of \(key.short) cannot be had")
    }
    return lock
  }
}
