internal import Synchronization

/// The lease that a store's process holds.
struct HeldLease {
  var file: LeaseFile?
  var holders = 0
}

/// Protecting what is used from collection.
extension Store {
  /// Takes a lease: from now on, what is looked up or written with this store is not collected.
  ///
  /// Several may be taken at a time; all have to be released. On a store that is only read there is
  /// nothing to protect, and the lease does nothing.
  ///
  /// - Throws: `StoreError` (`notWritable`, `diskFull`, `ioFailure`).
  public func takeLease() throws -> Lease {
    guard !files.options.isReadOnly else { return Lease(onRelease: nil) }
    let isFirst = try held.withLock { held in
      let isFirst = held.file == nil
      if isFirst {
        held.file = try files.gate.shared { try LeaseFile(in: files.leasesPath) }
      }
      held.holders += 1
      return isFirst
    }
    let lease = Lease(onRelease: { [weak self] in self?.giveUpLease() })
    // What a collector moved between the opening of this store and the lease is read anew.
    if isFirst { try healing { try refresh() } }
    return lease
  }

  private func giveUpLease() {
    held.withLock { held in
      held.holders -= 1
      if held.holders == 0 { held.file = nil }
    }
  }

  /// Looks results up; under a lease, those found are protected before a collector can act.
  func leasing(
    _ find: () throws -> [Digest: StageResult]
  ) throws -> [Digest: StageResult] {
    guard let file = held.withLock({ $0.file }) else { return try find() }
    return try files.gate.shared {
      let found = try find()
      try file.add(found.keys)
      return found
    }
  }
}

extension ObjectFiles {
  /// The lock between users and collectors.
  var gate: CollectionGate { CollectionGate(temporaryFolder: temporaryPath) }

  var leasesPath: String { "\(temporaryPath)/leases" }
}
