internal import GRDB

/// Making the index anew on request.
extension Store {
  /// Throws the index away, makes it anew from the files, and counts what they hold.
  ///
  /// - Parameter onWait: called when another process maintains the store, which has to end first.
  /// - Throws: `StoreError` when the store cannot be read or written.
  /// - Complexity: linear in the packs' bytes and the number of objects.
  public func rebuild(onWait: () -> Void = {}) throws -> RebuildReport {
    try MaintenanceLock.hold(files, onWait: onWait) {
      try rebuildIndex()
      let inventory = try Inventory(files)
      var report = RebuildReport()
      for pack in inventory.packs {
        report.packs.add(pack.size)
        report.damaged += pack.gaps.count + (pack.isUnreadable ? 1 : 0)
      }
      for object in inventory.objects { report.objects.add(object.bytes) }
      report.forgotten = inventory.forgotten.count
      let counts = try healing {
        try index.read { database in
          (
            results: try Int.fetchOne(database, sql: "SELECT count(*) FROM results") ?? 0,
            artifacts: try Int.fetchOne(database, sql: "SELECT count(*) FROM artifacts") ?? 0
          )
        }
      }
      report.results = counts.results
      report.artifacts = counts.artifacts
      return report
    }
  }
}
