/// The records that a collection takes back, said in packs of their own, which go as soon as none of those records
/// is left.
final class TakenBack {
  private let files: ObjectFiles
  private let fresh: FreshPack
  private var entries: [(key: Digest, identity: Digest)] = []

  init(_ files: ObjectFiles) {
    self.files = files
    fresh = FreshPack(files)
  }

  /// Where each pack ends, by name.
  var ends: [String: Int] { fresh.ends }

  /// Takes results back for good, in the packs and in the index.
  func forget(_ entries: [(key: Digest, identity: Digest)], of store: Store) throws {
    self.entries += entries
    try fresh.forget(entries, of: store)
  }

  /// Says in the packs alone that records are taken back.
  func add(_ entries: [(key: Digest, identity: Digest)]) throws {
    self.entries += entries
    try fresh.append(forgotten: entries)
    try fresh.seal()
  }

  /// Removes what is said of records that are gone.
  ///
  /// - Parameter records: the identities of those in packs that stay.
  func settle(beside records: Set<Digest>, of store: Store) throws {
    var seen: Set<Digest> = []
    let lasting = entries.filter {
      records.contains($0.identity) && seen.insert($0.identity).inserted
    }
    guard lasting.count < entries.count else { return }
    // After a power cut no record may be back without what takes it back.
    try Folder.synchronize("\(files.root)/packs")
    let successor = FreshPack(files)
    try successor.append(forgotten: lasting)
    try successor.seal()
    try fresh.remove(for: successor, with: [], of: store)
  }
}
