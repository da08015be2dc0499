internal import GRDB

/// Reads everything a store holds, and takes out of use what is not as it was written.
final class Verifier {
  private let store: Store
  private let inventory: Inventory
  private let takenBack: TakenBack
  /// What was written since then is left alone.
  private let start: Int64
  /// The results taken back, by position in the inventory.
  private var forgotten: Set<Int> = []
  private var report: VerificationReport

  private var files: ObjectFiles { store.files }
  private var repairs: Bool { !files.options.isReadOnly }

  init(_ store: Store) throws {
    self.store = store
    report = VerificationReport()
    let files = store.files
    takenBack = TakenBack(files)
    report.isReadOnly = files.options.isReadOnly
    try store.flush()
    if files.options.isReadOnly {
      start = 0
    } else {
      files.packs.relinquish()
      report.findings += try PackRepair(files: files).restore()
      start = try files.gate.fileTimeAfterAll()
    }
    inventory = try Inventory(files)
  }

  func verify() throws -> VerificationReport {
    let sizes = inventory.sizes()
    report.results = inventory.results.count
    report.packs = inventory.packs.count
    for bytes in sizes.values { report.artifacts.add(bytes) }
    let failures = BlobCheck(files: files).failures(sizes)
    try reportDamaged(failures)
    try reportMissing(having: sizes)
    try reportPacks()
    try reportIndex()
    guard repairs else { return report }
    try rewritePacks(without: Set(failures.filter { $0.value.code == .damaged }.keys))
    if !report.findings.isEmpty { try store.healing { try store.rebuildFromFiles() } }
    return report
  }

  // MARK: Artifacts

  private func reportDamaged(_ failures: [BlobPlace: StoreError]) throws {
    guard !failures.isEmpty else { return }
    var users: [BlobPlace: [Int]] = [:]
    for (position, result) in inventory.results.enumerated() {
      for place in Set(result.outputs) where failures[place] != nil {
        users[place, default: []].append(position)
      }
    }
    for (place, error) in failures.sorted(by: { $0.key.digest < $1.key.digest }) {
      // One that went since it was listed is missed below, if anybody misses it.
      if error.code == .missing { continue }
      let isDamage = error.code == .damaged
      // Found before, and waiting in a pack that was in use.
      if isDamage, users[place] == nil, inventory.forgottenPlaces.contains(place) { continue }
      var finding = VerificationFinding(
        isDamage ? .damagedArtifact : .unreadable, path(of: place), Self.problem(error, files.root),
        digest: place.digest)
      if isDamage {
        finding.forgotten = try forget(users[place] ?? [])
        finding.quarantined = try quarantine(place)
      }
      report.findings.append(finding)
    }
  }

  /// What is wrong, with places from the store's folder, and without a remedy: it is being applied.
  private static func problem(_ error: StoreError, _ root: String) -> String {
    let whole = error.message
    let end = whole.firstRange(of: "; run again")?.lowerBound ?? whole.endIndex
    return String(whole[..<end].replacing("\(root)/", with: ""))
  }

  /// Every result must find what it names where it says.
  private func reportMissing(having sizes: [BlobPlace: Int]) throws {
    var missing: [BlobPlace: [Int]] = [:]
    for (position, result) in inventory.results.enumerated() where !forgotten.contains(position) {
      for place in Set(result.outputs) where sizes[place] == nil {
        missing[place, default: []].append(position)
      }
    }
    let ends = Dictionary(uniqueKeysWithValues: inventory.packs.map { ($0.name, $0.size) })
    for (place, users) in missing.sorted(by: { $0.key.digest < $1.key.digest }) {
      // It may have been written after its folder or pack was read.
      if Self.mayBeYounger(place, than: ends), (try? files.open(place.claim)) != nil { continue }
      var finding = VerificationFinding(
        .missingArtifact, path(of: place),
        "artifact \(place.digest.short) is not at \(path(of: place))", digest: place.digest)
      finding.forgotten = try forget(users)
      report.findings.append(finding)
    }
  }

  private static func mayBeYounger(_ place: BlobPlace, than ends: [String: Int]) -> Bool {
    guard case .pack(let name, let offset, _) = place.location else { return true }
    return offset >= ends[name] ?? 0
  }

  /// Forgets results; the names of their stages.
  private func forget(_ positions: [Int]) throws -> [String] {
    let results = positions.map { inventory.results[$0] }
    if repairs {
      try takenBack.forget(results.map { ($0.key, $0.identity) }, of: store)
      forgotten.formUnion(positions)
    }
    return Set(results.map(\.stage)).sorted()
  }

  private func quarantine(_ place: BlobPlace) throws -> String? {
    guard repairs else { return nil }
    switch place.location {
    case .object:
      return relative(
        try files.quarantine(files.objectPath(place.digest), as: place.digest.hex))
    case .pack(let name, let offset, let length):
      return relative(
        try files.quarantine(
          offset..<offset + length, of: "\(files.root)/packs/\(name)", as: place.digest.hex))
    }
  }

  private func path(of place: BlobPlace) -> String {
    switch place.location {
    case .object: relative(files.objectPath(place.digest))
    case .pack(let name, let offset, _): "packs/\(name) at \(offset)"
    }
  }

  private func relative(_ path: String) -> String {
    path.hasPrefix("\(files.root)/") ? String(path.dropFirst(files.root.utf8.count + 1)) : path
  }

  // MARK: Packs

  private func reportPacks() throws {
    for pack in inventory.packs {
      for gap in pack.gaps {
        var finding = VerificationFinding(
          .damagedPack, "packs/\(pack.name) at \(gap.lowerBound)",
          "\(gap.count) bytes are damaged; what they held is lost")
        if repairs {
          finding.quarantined = relative(
            try files.quarantine(
              gap, of: "\(files.root)/packs/\(pack.name)", as: "\(pack.name).\(gap.lowerBound)"))
        }
        report.findings.append(finding)
      }
      if pack.isUnreadable {
        report.findings.append(
          VerificationFinding(
            .unreadable, "packs/\(pack.name)",
            "not of format \(PackFormat.version); if a newer Meridian wrote it, use that one"))
      }
    }
  }

  /// Rewrites packs without what is damaged, as far as nobody uses them.
  private func rewritePacks(without bad: Set<BlobPlace>) throws {
    let positions = inventory.packs.indices.filter { position in
      let pack = inventory.packs[position]
      return !pack.isUnreadable
        && (!pack.gaps.isEmpty || pack.artifacts.contains { bad.contains($0.place) })
    }
    guard !positions.isEmpty else { return }
    let forgotten = self.forgotten
    var compaction = PackCompaction(
      store: store, inventory: inventory, takenBack: takenBack, start: start,
      keepsArtifact: { !bad.contains($0) }, keepsResult: { !forgotten.contains($0) })
    let register = LeaseRegister(folder: files.leasesPath)
    _ = try compaction.compact(positions) {
      try register.read(now: try files.gate.fileTime()).keys
    }
  }

  // MARK: Index

  /// An index that knows more than the files is wrong; one that knows less may only be behind.
  private func reportIndex() throws {
    var frames: [String: (end: Int, starts: Set<Int>)] = [:]
    for pack in inventory.packs {
      frames[pack.name] = (pack.size, Set(pack.records.map(\.extent.lowerBound)))
    }
    let rows = try store.healing {
      try store.index.read { database in
        try Row.fetchAll(database, sql: "SELECT pack, frame, stage FROM results").map {
          (
            pack: try $0.decode(String.self, atIndex: 0),
            frame: try $0.decode(Int.self, atIndex: 1),
            stage: try $0.decode(String.self, atIndex: 2)
          )
        }
      }
    }
    let surplus = rows.filter { row in
      // What was appended since the packs were read is not in the inventory.
      guard let pack = frames[row.pack], row.frame < pack.end else { return false }
      return !pack.starts.contains(row.frame)
    }
    guard !surplus.isEmpty else { return }
    var finding = VerificationFinding(
      .wrongIndex, "index.sqlite",
      "it names \(surplus.count) results that no pack has")
    finding.forgotten = Set(surplus.map(\.stage)).sorted()
    report.findings.append(finding)
  }
}

/// Checking what is stored.
extension Store {
  /// Hashes every stored artifact anew, and takes what is damaged out of use.
  ///
  /// Damaged bytes go to `quarantine/`, the results that name them are forgotten, so that the next run
  /// computes them. A store that is only read is checked, and left as it is.
  ///
  /// - Parameter onWait: called when another process maintains the store, which has to end first.
  /// - Throws: `StoreError` when the store itself cannot be read or written.
  /// - Complexity: linear in the bytes stored; a few MiB of memory a thread.
  public func verify(onWait: () -> Void = {}) throws -> VerificationReport {
    if files.options.isReadOnly { return try Verifier(self).verify() }
    return try MaintenanceLock.hold(files, onWait: onWait) { try Verifier(self).verify() }
  }
}
