/// Everything that a store's files hold, read from them alone: a collector must not believe an index.
struct Inventory: Sendable {
  /// The packs, in the order of their names.
  private(set) var packs: [PackInventory] = []
  /// The files under `objects/`.
  private(set) var objects: [ObjectInventory] = []
  /// The records that no pack takes back.
  private(set) var results: [InventoryResult] = []
  /// Records that were taken back.
  private(set) var forgotten: Set<Digest> = []
  /// What those named.
  private(set) var forgottenPlaces: Set<BlobPlace> = []

  /// Reads all packs and lists all objects.
  ///
  /// - Complexity: linear in the packs' bytes and the number of objects.
  init(_ files: ObjectFiles) throws {
    var records: [InventoryResult] = []
    for name in try Folder.names(in: "\(files.root)/packs").filter(PackFormat.isPackName) {
      // A pack that a compaction removed since it was listed holds nothing.
      guard let pack = try PackInventory(name, position: packs.count, files, &records) else {
        continue
      }
      packs.append(pack)
      for entry in pack.forgotten { forgotten.insert(entry.identity) }
    }
    for record in records {
      if forgotten.contains(record.identity) {
        forgottenPlaces.formUnion(record.outputs)
      } else {
        results.append(record)
      }
    }
    objects = try ObjectInventory.all(in: files)
  }

  /// The results by the artifacts they made.
  func producers() -> [Digest: [Int]] {
    var producers: [Digest: [Int]] = [:]
    for (place, result) in results.enumerated() {
      for digest in Set(result.outputs.map(\.digest)) {
        producers[digest, default: []].append(place)
      }
    }
    return producers
  }

  /// The packs in which something is damaged, or missing that a result names: verification looks after
  /// them, and nothing else may rewrite them.
  func unsoundPacks() -> Set<String> {
    let sizes = self.sizes()
    var unsound = Set(packs.filter { $0.isUnreadable || !$0.gaps.isEmpty }.map(\.name))
    for place in results.lazy.flatMap(\.outputs) where sizes[place] == nil {
      if case .pack(let name, _, _) = place.location { unsound.insert(name) }
    }
    return unsound
  }

  /// The bytes that each stored artifact takes, frame headers included.
  func sizes() -> [BlobPlace: Int] {
    var sizes: [BlobPlace: Int] = [:]
    for object in objects { sizes[object.place] = object.bytes }
    for pack in packs { for frame in pack.artifacts { sizes[frame.place] = frame.extent.count } }
    return sizes
  }
}

/// One copy of an artifact: what it is and where it lies.
struct BlobPlace: Hashable, Sendable {
  let digest: Digest
  let location: ArtifactLocation

  /// What opens it; type and sizes are read from it.
  var claim: ArtifactReference {
    var stored = 0
    if case .pack(_, _, let length) = location { stored = length }
    return ArtifactReference(
      digest: digest, type: ArtifactType("", version: 0), location: location, rawBytes: 0,
      storedBytes: stored)
  }
}

/// A result record of an inventory: what decides whether it stays.
struct InventoryResult: Sendable {
  let key: Digest
  let identity: Digest
  let created: Int64
  let stage: String
  let kind: String
  /// The artifacts it was made from.
  let inputs: [Digest]
  /// The artifacts it made.
  let outputs: [BlobPlace]
  /// The position of its pack in the inventory.
  let pack: Int
  /// Its frame in the pack.
  let frame: Range<Int>
}

/// A file under `objects/`.
struct ObjectInventory: Sendable {
  let digest: Digest
  let bytes: Int
  /// When it was written or used again, in nanoseconds since 1970.
  let modified: Int64

  var place: BlobPlace { BlobPlace(digest: digest, location: .object) }

  static func all(in files: ObjectFiles) throws -> [ObjectInventory] {
    var found: [ObjectInventory] = []
    for prefix in try Folder.names(in: "\(files.root)/objects") where prefix.utf8.count == 2 {
      for rest in (try? Folder.names(in: "\(files.root)/objects/\(prefix)")) ?? [] {
        guard let digest = Digest(hex: prefix + rest),
          let status = FileStatus(of: files.objectPath(digest))
        else { continue }
        found.append(
          ObjectInventory(digest: digest, bytes: status.bytes, modified: status.modified))
      }
    }
    return found
  }
}
