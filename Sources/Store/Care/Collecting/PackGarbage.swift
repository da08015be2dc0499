/// What packs hold that nobody needs, and which of them are written anew for it.
///
/// A record names the places of its artifacts, so where these move it is written anew, and what it was before is
/// garbage in turn. The packs of such records are therefore written anew in the same collection.
struct PackGarbage {
  /// The positions in the inventory of the packs that are written anew, sorted.
  let positions: [Int]
  /// The artifacts that are not needed, by the position of their pack.
  private let artifacts: [Int: FileAmount]

  /// Looks through an inventory.
  ///
  /// - Complexity: linear in what the packs hold.
  init(_ inventory: Inventory, _ decision: Retention.Decision) {
    let unsound = inventory.unsoundPacks()
    let open = inventory.packs.indices.filter { !unsound.contains(inventory.packs[$0].name) }
    let needed = Set(decision.stays.map { inventory.results[$0].identity })

    var artifacts: [Int: FileAmount] = [:]
    for position in open {
      for frame in inventory.packs[position].artifacts where !decision.places.contains(frame.place)
      {
        artifacts[position, default: FileAmount()].add(frame.extent.count)
      }
    }
    self.artifacts = artifacts

    let links = PackLinks(inventory, decision.stays)
    let dead = open.filter { position in
      artifacts[position] != nil
        || inventory.packs[position].records.contains { !needed.contains($0.identity) }
    }
    var chosen = links.closure(of: dead, among: Set(open))
    // What takes back records that stay, because their packs do, is needed as long as they are there.
    let lasting = Set(
      inventory.packs.indices.lazy.filter { !chosen.contains($0) }.flatMap {
        inventory.packs[$0].records.map(\.identity)
      })
    let spent = open.filter { inventory.packs[$0].isSpent(beside: lasting) }
    chosen.formUnion(links.closure(of: spent, among: Set(open)))
    positions = chosen.sorted()
  }

  /// The artifacts of the pack at that position that are not needed.
  func artifacts(at position: Int) -> FileAmount { artifacts[position] ?? FileAmount() }
}

extension PackInventory {
  /// Whether it is empty, or holds frames that take back what is in no pack any more.
  fileprivate func isSpent(beside records: Set<Digest>) -> Bool {
    if artifacts.isEmpty, self.records.isEmpty, forgotten.isEmpty { return true }
    return forgotten.contains { !records.contains($0.identity) }
  }
}

/// Which packs hold the records that name artifacts of others.
private struct PackLinks {
  /// The positions of the packs with records of what a pack holds.
  private var recorders: [Int: Set<Int>] = [:]

  init(_ inventory: Inventory, _ results: [Int]) {
    let positions = Dictionary(
      inventory.packs.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    for place in results {
      let result = inventory.results[place]
      for output in result.outputs {
        guard case .pack(let name, _, _) = output.location, let pack = positions[name],
          pack != result.pack
        else { continue }
        recorders[pack, default: []].insert(result.pack)
      }
    }
  }

  /// These packs, and those whose records have to follow what moves.
  func closure(of packs: [Int], among open: Set<Int>) -> Set<Int> {
    var reached = Set(packs)
    var rest = packs
    while let pack = rest.popLast() {
      for next in recorders[pack] ?? [] where open.contains(next) && reached.insert(next).inserted {
        rest.append(next)
      }
    }
    return reached
  }
}
