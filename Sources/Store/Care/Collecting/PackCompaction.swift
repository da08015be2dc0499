internal import GRDB

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Writes what is still needed of some packs into new ones, and removes the old.
///
/// At every instant each record that counts names bytes that are there: new packs are durable before
/// anything of the old ones is taken back, and records are taken back before their bytes go.
struct PackCompaction {
  let store: Store
  let inventory: Inventory
  /// Says what is taken back.
  let takenBack: TakenBack
  /// Whether a copy of an artifact is still needed.
  let keepsArtifact: (BlobPlace) -> Bool
  /// Whether a result, by its position in the inventory, is still needed.
  let keepsResult: (Int) -> Bool
  /// What was appended to since then is left alone.
  let start: Int64
  private let fresh: FreshPack
  /// Takes the records: packs of their own where these may have to be written more than once.
  private var records: FreshPack
  /// Whether one of `records` stands in the place of another that lies there, too.
  private var hasReplacedItsOwn = false
  /// Where artifacts lie now, of all packs copied so far.
  private var moved: [BlobPlace: ArtifactLocation] = [:]
  /// The records written so far in the place of others, by position in the inventory.
  private var replacements: [Int: LocatedResult] = [:]

  /// So many packs are open, and locked, at a time.
  private static let width = 64

  init(
    store: Store, inventory: Inventory, takenBack: TakenBack, start: Int64,
    keepsArtifact: @escaping (BlobPlace) -> Bool, keepsResult: @escaping (Int) -> Bool
  ) {
    self.store = store
    self.inventory = inventory
    self.takenBack = takenBack
    fresh = FreshPack(store.files)
    records = fresh
    self.start = start
    self.keepsArtifact = keepsArtifact
    self.keepsResult = keepsResult
  }

  private var files: ObjectFiles { store.files }

  /// Compacts the packs at these positions of the inventory.
  ///
  /// - Parameter inUse: the keys that leases protect, read again when the old packs go; called while
  ///   the gate is held alone.
  /// - Returns: the names of the packs that are gone; the others are in use.
  mutating func compact(
    _ positions: [Int], inUse: () throws -> Set<Digest>
  ) throws -> Set<String> {
    var removed: Set<String> = []
    if positions.count > Self.width { records = FreshPack(files) }
    // Each pack stays open, and locked, until it is gone, so not too many are taken at once.
    for start in stride(from: 0, to: positions.count, by: Self.width) {
      let batch = positions[start..<min(start + Self.width, positions.count)]
      removed.formUnion(try compactBatch(Array(batch), inUse))
    }
    if hasReplacedItsOwn { try settleRecords() }
    return removed
  }

  /// The names of those packs that could be compacted now.
  func removable(_ positions: [Int], inUse: () throws -> Set<Digest>) throws -> Set<String> {
    let used = packs(of: try files.gate.exclusive(inUse))
    let names = try positions.compactMap { try claim($0)?.name }
    return Set(names).subtracting(used)
  }

  private struct Claimed {
    let position: Int
    let file: Descriptor
    let name: String
  }

  /// Locks a pack that nobody writes and that is as it was inventoried.
  private func claim(_ position: Int) throws -> Claimed? {
    let pack = inventory.packs[position]
    guard pack.modified < start,
      let file = try? Descriptor(path: "\(files.root)/packs/\(pack.name)", flags: O_RDWR),
      try file.tryLock(), file.isStillNamed(), try file.size() == pack.size
    else { return nil }
    return Claimed(position: position, file: file, name: pack.name)
  }

  private mutating func compactBatch(
    _ positions: [Int], _ inUse: () throws -> Set<Digest>
  ) throws -> Set<String> {
    let used = packs(of: try files.gate.exclusive(inUse))
    let claimed = try positions.compactMap { position in
      used.contains(inventory.packs[position].name) ? nil : try claim(position)
    }
    guard !claimed.isEmpty else { return [] }
    let moves = try copy(claimed)
    try fresh.seal()
    if records !== fresh { try records.seal() }
    // Records that name the old places, and what earlier collections could not do without.
    try takenBack.add(moves.forgotten + moves.replaced)
    return try files.gate.exclusive {
      let used = packs(of: try inUse())
      let gone = claimed.filter { !used.contains($0.name) }
      try enter(moves, draining: gone)
      for pack in gone { try Folder.removeFile(pack.file.path) }
      return Set(gone.map(\.name))
    }
  }

  /// The packs that hold what results of these keys name.
  private func packs(of keys: Set<Digest>) -> Set<String> {
    guard !keys.isEmpty else { return [] }
    var packs: Set<String> = []
    for result in inventory.results where keys.contains(result.key) {
      for output in result.outputs {
        if case .pack(let name, _, _) = output.location { packs.insert(name) }
      }
    }
    return packs
  }

  // MARK: Copying

  private struct Moves {
    var artifacts: [BlobPlace: ArtifactLocation] = [:]
    var results: [LocatedResult] = []
    /// Records outside the old packs that others replace.
    var replaced: [(key: Digest, identity: Digest)] = []
    var forgotten: [(key: Digest, identity: Digest)] = []
  }

  private mutating func copy(_ claimed: [Claimed]) throws -> Moves {
    var moves = Moves()
    let present = Set(inventory.packs.flatMap { $0.records.map(\.identity) })
    for pack in claimed {
      for frame in inventory.packs[pack.position].artifacts where keepsArtifact(frame.place) {
        let place = try fresh.append(
          frame.place.digest,
          copying: frame.extent.lowerBound + PackFormat.frameHeaderLength..<frame.extent.upperBound,
          of: pack.file)
        moves.artifacts[frame.place] = .pack(
          name: place.pack, offset: place.payload.lowerBound, length: place.payload.count)
      }
      // What took a record back is needed as long as any pack has that record.
      moves.forgotten += inventory.packs[pack.position].forgotten.filter {
        present.contains($0.identity)
      }
    }
    moved.merge(moves.artifacts) { $1 }
    try copyResults(Dictionary(uniqueKeysWithValues: claimed.map { ($0.position, $0) }), &moves)
    return moves
  }

  private mutating func copyResults(
    _ claimed: [Int: Claimed], _ moves: inout Moves
  ) throws {
    for (position, result) in inventory.results.enumerated() where keepsResult(position) {
      let former = replacements[position]
      let isMoved = result.outputs.contains { moves.artifacts[$0] != nil }
      guard isMoved || (former == nil && claimed[result.pack] != nil) else { continue }
      let old = try former?.result ?? read(result, claimed[result.pack]?.file)
      // The inventory knows the first place of each artifact, whatever batch moved it.
      let new = old.placed(result.outputs.map { moved[$0] ?? $0.location })
      let record = new.encoded()
      let place = try records.append(.result, record: record)
      let located = LocatedResult(
        result: new, record: record, pack: place.pack, frame: place.frame)
      moves.results.append(located)
      replacements[position] = located
      if let former {
        moves.replaced.append((result.key, Digest.of(former.record)))
        hasReplacedItsOwn = true
      } else if claimed[result.pack] == nil {
        moves.replaced.append((result.key, result.identity))
      }
    }
  }

  private func read(_ result: InventoryResult, _ claimed: Descriptor?) throws -> StageResult {
    let path = "\(files.root)/packs/\(inventory.packs[result.pack].name)"
    let source = try claimed ?? ObjectFiles.openForReading(path)
    let payload = result.frame.dropFirst(PackFormat.frameHeaderLength)
    let bytes = try source.read(count: payload.count, at: payload.lowerBound)
    guard Digest.of(bytes) == result.identity,
      let decoded = try? bytes.withUnsafeBytes({ bytes throws(CBORDecoder.Malformed) in
        try StageResult(decoding: bytes)
      })
    else {
      throw StoreError(
        .damaged, "\(path): a record at \(payload.lowerBound) changed; run `meridian cache verify`")
    }
    return decoded
  }

  /// Writes the records once more, without those that others replace.
  private func settleRecords() throws {
    let successor = FreshPack(files)
    let located = try replacements.sorted { $0.key < $1.key }.map { _, old in
      let place = try successor.append(.result, record: old.record)
      return LocatedResult(
        result: old.result, record: old.record, pack: place.pack, frame: place.frame)
    }
    try successor.seal()
    try records.remove(for: successor, with: located, of: store)
  }

  // MARK: Index

  private func enter(_ moves: Moves, draining packs: [Claimed]) throws {
    try store.healing {
      try store.index.write { database in
        for (old, new) in moves.artifacts { try database.move(old, to: new) }
        for pack in packs {
          try database.drain(pack.name, size: inventory.packs[pack.position].size)
        }
        for entry in moves.forgotten + moves.replaced {
          try database.forget(key: entry.key, identity: entry.identity)
        }
        for located in moves.results { try database.insert(located) }
        for ends in [fresh.ends, records.ends, takenBack.ends] {
          for (name, end) in ends { try database.setScanned(name, end) }
        }
      }
    }
  }
}

extension StageResult {
  /// The same result with its artifacts, in order, at these places.
  func placed(_ locations: [ArtifactLocation], created: Int64? = nil) -> StageResult {
    StageResult(
      key: key, kind: kind, kindVersion: kindVersion, stage: stage, parameters: parameters,
      inputs: inputs,
      outputs: zip(outputs, locations).map { output, location in
        let old = output.artifact
        return Output(
          port: output.port,
          artifact: ArtifactReference(
            digest: old.digest, type: old.type, location: location, rawBytes: old.rawBytes,
            storedBytes: old.storedBytes))
      }, seed: seed, cost: cost, fingerprint: fingerprint, created: created ?? self.created,
      run: run)
  }
}

extension Database {
  /// Notes that a copy of an artifact lies elsewhere.
  fileprivate func move(_ old: BlobPlace, to new: ArtifactLocation) throws {
    guard case .pack(let from, _, _) = old.location,
      case .pack(let name, let offset, let length) = new
    else { return }
    try cachedStatement(
      sql: "UPDATE artifacts SET pack = ?, start = ?, length = ? WHERE digest = ? AND pack = ?"
    ).execute(arguments: [name, offset, length, old.digest.data, from])
  }
}
