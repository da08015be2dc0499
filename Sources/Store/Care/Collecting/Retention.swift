/// Decides which results of an inventory stay.
///
/// What is pinned, in use, or needed by a pipeline stays whatever else is asked for; the rest goes by
/// age, and then, the least recently used first, until the store is within its budget.
struct Retention {
  let inventory: Inventory
  let criteria: CollectionCriteria
  /// When each key was last used by a run, in nanoseconds since 1970.
  let usage: [Digest: Int64]
  let pinned: [Digest]
  let leases: LeasesInForce

  /// The outcome, by position in the inventory's results.
  struct Decision {
    var removed: [(place: Int, reason: CollectionReport.Reason)] = []
    var kept: [CollectionReport.Kept: Int] = [:]
    /// The positions of the results that stay.
    var stays: [Int] = []
    /// The copies of artifacts that stay.
    var places: Set<BlobPlace> = []
    /// The bytes of what stays.
    var bytes = 0
  }

  /// - Complexity: linear in the results and what they name, plus sorting them for a budget.
  func decide() -> Decision {
    var why = [CollectionReport.Kept?](repeating: nil, count: inventory.results.count)
    mark(.pinned, upstream(ofArtifacts: pinned), &why)
    if let keys = criteria.keptKeys {
      let wanted = inventory.results.indices.filter { keys.contains(inventory.results[$0].key) }
      mark(.pipeline, upstream(of: wanted), &why)
    }
    let inUse = inventory.results.map(isInUse)
    mark(.inUse, inUse.indices.filter { inUse[$0] }, &why)
    var decision = Decision()
    let winners = self.winners()
    for place in inventory.results.indices {
      let result = inventory.results[place]
      if winners[result.key] != place, !inUse[place], why[place] != .pinned {
        decision.removed.append((place, .superseded))
        why[place] = nil
      } else if why[place] == nil, let reason = reasonToGo(result) {
        decision.removed.append((place, reason))
      } else if why[place] == nil {
        why[place] = .recent
      }
    }
    fit(&why, &decision)
    for (place, kept) in why.enumerated() {
      guard let kept else { continue }
      decision.stays.append(place)
      decision.kept[kept, default: 0] += 1
      decision.places.formUnion(inventory.results[place].outputs)
    }
    decision.places.formUnion(pinnedPlaces())
    return decision
  }

  private func mark(
    _ kept: CollectionReport.Kept, _ places: some Sequence<Int>,
    _ why: inout [CollectionReport.Kept?]
  ) {
    for place in places where why[place] == nil { why[place] = kept }
  }

  private func isInUse(_ result: InventoryResult) -> Bool {
    leases.keys.contains(result.key) || result.created >= leases.records
  }

  private func reasonToGo(_ result: InventoryResult) -> CollectionReport.Reason? {
    if let oldest = criteria.oldest { return lastUse(of: result) < oldest ? .age : nil }
    return criteria.keptKeys == nil ? nil : .unreachable
  }

  func lastUse(of result: InventoryResult) -> Int64 {
    max(result.created, usage[result.key] ?? result.created)
  }

  /// For each key the record that counts: the first by its time.
  private func winners() -> [Digest: Int] {
    var winners: [Digest: Int] = [:]
    for (place, result) in inventory.results.enumerated() {
      if let other = winners[result.key] {
        let first = inventory.results[other]
        if (first.created, first.identity) <= (result.created, result.identity) { continue }
      }
      winners[result.key] = place
    }
    return winners
  }

  // MARK: Provenance

  /// The results that made these artifacts, and all those upstream.
  private func upstream(ofArtifacts digests: [Digest]) -> Set<Int> {
    guard !digests.isEmpty else { return [] }
    let producers = inventory.producers()
    return closure(digests.flatMap { producers[$0] ?? [] }, producers)
  }

  /// These results, and all those upstream.
  private func upstream(of results: [Int]) -> Set<Int> {
    results.isEmpty ? [] : closure(results, inventory.producers())
  }

  private func closure(_ results: [Int], _ producers: [Digest: [Int]]) -> Set<Int> {
    var reached = Set(results)
    var open = results
    while let place = open.popLast() {
      for input in inventory.results[place].inputs {
        for maker in producers[input] ?? [] where reached.insert(maker).inserted {
          open.append(maker)
        }
      }
    }
    return reached
  }

  /// The copies of pinned artifacts, named by a result or not.
  private func pinnedPlaces() -> Set<BlobPlace> {
    guard !pinned.isEmpty else { return [] }
    let digests = Set(pinned)
    return Set(inventory.sizes().keys.filter { digests.contains($0.digest) })
  }

  // MARK: Budget

  /// Lets results go until what stays fits, and counts what stays.
  private func fit(_ why: inout [CollectionReport.Kept?], _ decision: inout Decision) {
    let sizes = inventory.sizes()
    var users: [BlobPlace: Int] = [:]
    for place in pinnedPlaces() { users[place, default: 0] += 1 }
    for (place, kept) in why.enumerated() where kept != nil {
      decision.bytes += inventory.results[place].frame.count
      for output in Set(inventory.results[place].outputs) { users[output, default: 0] += 1 }
    }
    for place in users.keys { decision.bytes += sizes[place] ?? 0 }
    guard let limit = criteria.maximumBytes else { return }
    for place in leastRecentlyUsed(why) {
      guard decision.bytes > limit else { return }
      why[place] = nil
      decision.removed.append((place, .budget))
      decision.bytes -= inventory.results[place].frame.count
      for output in Set(inventory.results[place].outputs) {
        users[output, default: 0] -= 1
        if users[output] == 0 { decision.bytes -= sizes[output] ?? 0 }
      }
    }
  }

  /// The results that may go for want of room, in the order in which they do.
  private func leastRecentlyUsed(_ why: [CollectionReport.Kept?]) -> [Int] {
    why.indices.filter { why[$0] == .recent }.sorted {
      let (left, right) = (inventory.results[$0], inventory.results[$1])
      return (lastUse(of: left), left.created, left.key)
        < (lastUse(of: right), right.created, right.key)
    }
  }
}
