internal import GRDB

/// Removes from a store what nobody needs.
///
/// Result records go first, then the bytes that none names any more: whatever interrupts it leaves
/// bytes too many, never a record too much.
struct Collector {
  let store: Store
  let criteria: CollectionCriteria
  let isDryRun: Bool

  private var files: ObjectFiles { store.files }
  private var register: LeaseRegister { LeaseRegister(folder: files.leasesPath) }

  func collect() throws -> CollectionReport {
    try store.flush()
    // What this process wrote is looked at like any other's.
    files.packs.relinquish()
    var leases = try beginning()
    let inventory = try Inventory(files)
    let usage = try UsageRecords(root: files.root).read()
    let takenBack = TakenBack(files)
    var report = CollectionReport()
    // Nobody begins to use a result between the decision and its end.
    let decision = try files.gate.exclusive {
      leases.form(try currentLeases())
      let retention = Retention(
        inventory: inventory, criteria: criteria, usage: usage,
        pinned: try store.pins().map(\.digest), leases: leases)
      let decision = retention.decide()
      describe(decision, retention, &report)
      if !isDryRun { try forget(decision, inventory, takenBack) }
      return decision
    }
    report.leases = leases.count
    try removeObjects(inventory, decision, leases, &report)
    try removePacked(inventory, decision, leases, takenBack, &report)
    try removeLeftovers(inventory, decision, leases, &report)
    return report
  }

  /// The leases at the beginning: they count to the end, for what their processes wrote may be named
  /// by records that are not in the inventory.
  private func beginning() throws -> LeasesInForce {
    let clock = StoreClock.now
    return try files.gate.exclusive {
      let now = try files.gate.fileTimeAfterAll()
      var leases = try register.read(now: now)
      leases.protect(files: now, records: min(now, clock))
      return leases
    }
  }

  private func currentLeases() throws -> LeasesInForce {
    try register.read(now: try files.gate.fileTime())
  }

  private func describe(
    _ decision: Retention.Decision, _ retention: Retention, _ report: inout CollectionReport
  ) {
    let inventory = retention.inventory
    let sizes = inventory.sizes()
    report.kept = decision.kept
    report.keptBytes = decision.bytes
    report.results = decision.removed.map { place, reason in
      let result = inventory.results[place]
      report.add(.results, result.frame.count)
      return CollectionReport.RemovedResult(
        key: result.key, stage: result.stage, kind: result.kind, created: result.created,
        used: retention.lastUse(of: result),
        bytes: Set(result.outputs).reduce(0) { $0 + (sizes[$1] ?? 0) }, reason: reason)
    }.sorted { ($0.used, $0.created, $0.key) < ($1.used, $1.created, $1.key) }
  }

  // MARK: Results

  private func forget(
    _ decision: Retention.Decision, _ inventory: Inventory, _ takenBack: TakenBack
  ) throws {
    try takenBack.forget(
      decision.removed.map { place, _ in
        (key: inventory.results[place].key, identity: inventory.results[place].identity)
      }, of: store)
  }

  // MARK: Bytes

  private func removeObjects(
    _ inventory: Inventory, _ decision: Retention.Decision, _ leases: LeasesInForce,
    _ report: inout CollectionReport
  ) throws {
    let unnamed = inventory.objects.filter { !decision.places.contains($0.place) }
    var gone: [Digest] = []
    // A few at a time, so that nobody waits long for the gate.
    for start in stride(from: 0, to: unnamed.count, by: 64) {
      let part = unnamed[start..<min(start + 64, unnamed.count)]
      try files.gate.exclusive {
        for object in part {
          let path = files.objectPath(object.digest)
          // One that was made again, or found to be there by who needed it, is young.
          guard let status = FileStatus(of: path) else { continue }
          guard status.modified < leases.files else {
            report.deferred.add(object.bytes)
            continue
          }
          if !isDryRun, !Folder.removeTree(path) { continue }
          report.add(.artifacts, object.bytes)
          gone.append(object.digest)
        }
      }
    }
    guard !isDryRun, !gone.isEmpty else { return }
    try store.healing {
      try store.index.write { database in
        let statement = try database.cachedStatement(
          sql: "DELETE FROM artifacts WHERE digest = ? AND pack IS NULL")
        for digest in gone { try statement.execute(arguments: [digest.data]) }
      }
    }
  }

  private func removePacked(
    _ inventory: Inventory, _ decision: Retention.Decision, _ leases: LeasesInForce,
    _ takenBack: TakenBack, _ report: inout CollectionReport
  ) throws {
    let stays = Set(decision.stays)
    let garbage = PackGarbage(inventory, decision)
    var compaction = PackCompaction(
      store: store, inventory: inventory, takenBack: takenBack, start: leases.files,
      keepsArtifact: { decision.places.contains($0) }, keepsResult: { stays.contains($0) })
    let inUse = { leases.keys.union(try currentLeases().keys) }
    let removed =
      isDryRun
      ? try compaction.removable(garbage.positions, inUse: inUse)
      : try compaction.compact(garbage.positions, inUse: inUse)
    for position in garbage.positions {
      let found = garbage.artifacts(at: position)
      guard found.count > 0 else { continue }
      if removed.contains(inventory.packs[position].name) {
        report.add(.artifacts, found.bytes, count: found.count)
      } else {
        report.deferred.add(found.bytes, count: found.count)
      }
    }
    guard !isDryRun else { return }
    let left = inventory.packs.filter { !removed.contains($0.name) }
    try takenBack.settle(beside: Set(left.flatMap { $0.records.map(\.identity) }), of: store)
  }

  // MARK: The rest

  private func removeLeftovers(
    _ inventory: Inventory, _ decision: Retention.Decision, _ leases: LeasesInForce,
    _ report: inout CollectionReport
  ) throws {
    let leftovers = Leftovers(
      files: files, isDryRun: isDryRun, start: leases.files, oldest: criteria.oldest)
    try leftovers.collectTemporary(&report)
    try leftovers.collectCheckpoints(
      having: Set(decision.stays.map { inventory.results[$0].key }), &report)
    try leftovers.collectRuns(&report)
    try leftovers.collectQuarantine(&report)
  }
}

/// Collecting what nobody needs any more.
extension Store {
  /// Removes results, and then what no result names, by the criteria given.
  ///
  /// Pinned results and those in use by living runs stay, with the bytes they name. It may run beside
  /// anything else; a second collection waits for the first.
  ///
  /// - Parameters:
  ///   - criteria: at least one.
  ///   - isDryRun: whether only to say what would go.
  ///   - onWait: called when another process maintains the store, which has to end first.
  /// - Throws: `StoreError` (`invalidName` without a criterion; `notWritable`; `damaged` for an
  ///   unreadable pin).
  /// - Complexity: linear in the packs' bytes and the number of objects.
  public func collect(
    _ criteria: CollectionCriteria, isDryRun: Bool = false, onWait: () -> Void = {}
  ) throws -> CollectionReport {
    guard !criteria.isEmpty else {
      throw StoreError(
        .invalidName, "nothing says what to keep: give an age, a size, or keys to keep")
    }
    return try MaintenanceLock.hold(files, onWait: onWait) {
      try Collector(store: self, criteria: criteria, isDryRun: isDryRun).collect()
    }
  }
}
