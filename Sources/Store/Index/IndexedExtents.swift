/// The stretches of packs that are in the index, as far as they do not join what was read before.
struct IndexedExtents {
  private var byPack: [String: [Range<Int>]] = [:]

  /// The packs with stretches that wait for a gap before them to be filled.
  var packs: [String] { byPack.keys.sorted() }

  /// Adds a stretch, merging it with its neighbours.
  mutating func add(_ extent: Range<Int>, in pack: String) {
    byPack[pack, default: []].insertMerging(extent)
  }

  /// Drops the stretches that join `start`, and returns where the last of them ends.
  mutating func advance(_ pack: String, from start: Int) -> Int {
    var end = start
    var rest = (byPack[pack] ?? [])[...]
    while let next = rest.first, next.lowerBound <= end {
      end = max(end, next.upperBound)
      rest = rest.dropFirst()
    }
    byPack[pack] = rest.isEmpty ? nil : Array(rest)
    return end
  }
}

extension [Range<Int>] {
  /// Inserts into sorted, separate ranges; those that touch become one.
  fileprivate mutating func insertMerging(_ range: Range<Int>) {
    var place = count
    while place > 0, self[place - 1].lowerBound > range.lowerBound { place -= 1 }
    insert(range, at: place)
    if place > 0 { merge(place - 1) }
    merge(Swift.min(place, count - 1))
    if place > 0 { merge(place - 1) }
  }

  private mutating func merge(_ place: Int) {
    guard place + 1 < count, self[place].upperBound >= self[place + 1].lowerBound else { return }
    let end = Swift.max(self[place].upperBound, self[place + 1].upperBound)
    self[place] = self[place].lowerBound..<end
    remove(at: place + 1)
  }
}
