internal import GRDB

/// Bringing the index up to what the files say.
extension Store {
  /// Makes the index anew from the files alone.
  ///
  /// - Complexity: linear in the packs' bytes and the number of objects.
  public func rebuildIndex() throws {
    try flush()
    try healing { try rebuildFromFiles() }
  }

  func rebuildFromFiles() throws {
    try index.replace()
    try refresh(includingOwn: true)
  }

  /// Reads what other processes, or this one before it died, appended to the packs.
  ///
  /// Costs a look at each pack's length when nothing was.
  ///
  /// - Parameter includingOwn: whether to read also what this process appended, which it has
  ///   entered itself, or is about to.
  func refresh(includingOwn: Bool = false) throws {
    let claimed = includingOwn ? [:] : files.packs.claimed
    let folder = "\(root)/packs"
    let names = try Folder.names(in: folder).filter(PackFormat.isPackName)
    let (known, objectsAreKnown) = try index.read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT name, scanned FROM packs")
      let scanned = try rows.map { row in
        (try row.decode(String.self, atIndex: 0), max(0, try row.decode(Int.self, atIndex: 1)))
      }
      let known = Dictionary(scanned, uniquingKeysWith: min)
      return (known, known[Store.objectsMark] != nil)
    }
    var tails: [PackTail] = []
    var cut = Set(known.keys).subtracting(names).subtracting([Store.objectsMark])
    for name in names {
      guard let length = Folder.size(of: "\(folder)/\(name)") else {
        // Gone meanwhile, or no longer a file: what it held is not to be found any more.
        if known[name] != nil { cut.insert(name) }
        continue
      }
      let size = min(length, claimed[name] ?? .max)
      let scanned = known[name] ?? 0
      if length < scanned { cut.insert(name) }
      let start = length < scanned ? 0 : scanned
      guard start < size, size > PackFormat.headerLength else { continue }
      // A pack that cannot be read harms what it holds, and nothing else.
      guard
        var tail = try? PackTail(pack: name, start: start, limit: size, files: files)
      else { continue }
      tail.checkUnsealed(files)
      tails.append(tail)
    }
    guard !tails.isEmpty || !cut.isEmpty || !objectsAreKnown else { return }
    try makeDurable(tails)
    try enter(tails, dropping: cut, objects: objectsAreKnown ? [] : storedObjects())
  }

  /// The row of `packs` that says the objects have been listed since the index was made.
  private static let objectsMark = "/objects"

  private func makeDurable(_ tails: [PackTail]) throws {
    if files.options.isReadOnly { return }
    let unsealed = tails.filter { tail in
      tail.results.contains { !tail.sealed.contains($0.frame) }
    }
    guard !unsealed.isEmpty else { return }
    var packs = Set(unsealed.map(\.pack))
    for tail in unsealed { for located in tail.results { packs.formUnion(located.result.packs) } }
    // What an older, sealed record names may have been lost since; that is found when it is read.
    try synchronize(packs, passingOverMissing: true)
  }

  private func enter(
    _ tails: [PackTail], dropping cut: Set<String>, objects: [ArtifactReference]
  ) throws {
    try index.write { database in
      for pack in cut { try database.dropPack(pack) }
      for entry in tails.flatMap(\.forgotten) {
        try database.forget(key: entry.key, identity: entry.identity)
      }
      for located in tails.flatMap(\.results) { try database.insert(located) }
      for tail in tails {
        for artifact in tail.artifacts { try database.insert(artifact, created: 0) }
        // Another process may have moved on from where this scan began, never back.
        try database.setScanned(tail.pack, tail.end)
      }
      for object in objects { try database.insert(object, created: 0) }
      try database.setScanned(Store.objectsMark, 1)
    }
  }

  /// Every readable object file; what is damaged is passed over, and found when it is read.
  private func storedObjects() throws -> [ArtifactReference] {
    var found: [ArtifactReference] = []
    for prefix in try Folder.names(in: "\(root)/objects") where prefix.utf8.count == 2 {
      for rest in (try? Folder.names(in: "\(root)/objects/\(prefix)")) ?? [] {
        guard let digest = Digest(hex: prefix + rest) else { continue }
        let claim = ArtifactReference(
          digest: digest, type: ArtifactType("", version: 0), location: .object, rawBytes: 0,
          storedBytes: 0)
        if let reader = try? files.open(claim) { found.append(reader.reference) }
      }
    }
    return found
  }

  /// Waits until packs, whoever wrote them, are durable.
  ///
  /// - Parameter passingOverMissing: whether one that is not there is no error.
  func synchronize(_ packs: Set<String>, passingOverMissing: Bool = false) throws {
    for pack in packs.sorted() where PackFormat.isPackName(pack) {
      do {
        try ObjectFiles.openForReading("\(root)/packs/\(pack)").synchronize()
      } catch let error as StoreError where passingOverMissing && error.code == .missing {
        continue
      }
    }
    if !packs.isEmpty { try Folder.synchronize("\(root)/packs") }
  }
}

extension StageResult {
  /// The packs that hold its outputs.
  var packs: Set<String> {
    var packs: Set<String> = []
    for output in outputs {
      if case .pack(let name, _, _) = output.artifact.location { packs.insert(name) }
    }
    return packs
  }
}
