extension WindowFront {
  /// A stretch of an edge and the window that is nearest there: −1 for the new one.
  struct Part {
    var owner: Int32
    var lower: Double
    var upper: Double
  }

  /// A window in the list of its edge, with its upper end to search by.
  struct Stretch {
    var upper: Double
    var window: Int32
  }

  /// Puts a window on its edge where it is nearer than those that are there, and trims them.
  mutating func add(_ window: GeodesicWindow) {
    let edge = Int(window.edge)
    let sliver = Self.sliver * surface.lengths[edge]
    guard window.upper - window.lower > sliver, !isUseless(window) else { return }
    let nearest = window.nearest
    let ends = surface.edges[edge]
    let bound = distances[Int(ends[0])] + distances[Int(ends[1])] + surface.lengths[edge]
    guard nearest <= radius, nearest <= bound * (0.5 + Self.margin) else { return }

    let first = firstStretch(of: edge, beyond: window.lower + sliver)
    var place = first
    let count = lists[edge].count
    parts.removeAll(keepingCapacity: true)
    var covered = window.lower
    var wins = false
    while place < count {
      let owner = lists[edge][place].window
      let old = windows[Int(owner)]
      guard old.lower < window.upper - sliver else { break }
      if old.lower < window.lower { append(owner, old.lower, window.lower, 0) }
      if old.lower > covered { wins = append(-1, covered, old.lower, sliver) || wins }
      let (from, to) = (max(old.lower, window.lower), min(old.upper, window.upper))
      wins = divide(from, to, window, old, owner, sliver) || wins
      if old.upper > window.upper { append(owner, window.upper, old.upper, 0) }
      covered = max(covered, to)
      place += 1
    }
    if window.upper > covered { wins = append(-1, covered, window.upper, sliver) || wins }
    if wins { replace(first..<place, of: edge, by: window) }
  }

  /// The place of the first window of an edge that ends beyond x.
  @inline(__always)
  private func firstStretch(of edge: Int, beyond x: Double) -> Int {
    lists[edge].withUnsafeBufferPointer { list in
      var (lower, upper) = (0, list.count)
      while lower < upper {
        let middle = (lower + upper) / 2
        if list[middle].upper <= x { lower = middle + 1 } else { upper = middle }
      }
      return lower
    }
  }

  /// Adds a stretch, joined to the one before where it has the same owner.
  @inline(__always) @discardableResult
  private mutating func append(
    _ owner: Int32, _ lower: Double, _ upper: Double, _ least: Double
  ) -> Bool {
    guard upper - lower > least else { return false }
    if let last = parts.last, last.owner == owner, lower - last.upper <= least {
      parts[parts.count - 1].upper = upper
    } else {
      parts.append(Part(owner: owner, lower: lower, upper: upper))
    }
    return owner < 0
  }

  /// Cuts a stretch that both windows cover where they change places.
  @inline(__always)
  private mutating func divide(
    _ lower: Double, _ upper: Double, _ new: GeodesicWindow, _ old: GeodesicWindow,
    _ owner: Int32, _ sliver: Double
  ) -> Bool {
    var (first, second) = new.crossings(with: old)
    if !(first > lower && first < upper) { first = upper }
    if !(second > lower && second < upper) { second = upper }
    if second < first { swap(&first, &second) }
    var wins = false
    var start = lower
    let ends = SIMD3(first, second, upper)
    for place in 0..<3 where ends[place] > start {
      let end = ends[place]
      let middle = 0.5 * (start + end)
      let (mine, theirs) = (new.distance(at: middle), old.distance(at: middle))
      let isNearer = mine + Self.margin * theirs < theirs && end - start > sliver
      wins = append(isNearer ? -1 : owner, start, end, 0) || wins
      start = end
    }
    return wins
  }

  /// Makes windows of the parts, in the place of those that they were cut from.
  private mutating func replace(
    _ range: Range<Int>, of edge: Int, by window: GeodesicWindow
  ) {
    stretches.removeAll(keepingCapacity: true)
    var place = range.lowerBound
    var owner: Int32 = -1
    for part in parts {
      var piece = part.owner < 0 ? window : windows[Int(part.owner)]
      (piece.lower, piece.upper) = (part.lower, part.upper)
      let index: Int32
      if part.owner < 0 || part.owner == owner {
        index = store(piece)
      } else {
        owner = part.owner
        index = owner
        // Windows before this one of which nothing is left.
        while lists[edge][place].window != owner {
          vacate(lists[edge][place].window)
          place += 1
        }
        place += 1
        windows[Int(owner)] = piece
      }
      stretches.append(Stretch(upper: part.upper, window: index))
    }
    while place < range.upperBound {
      vacate(lists[edge][place].window)
      place += 1
    }
    lists[edge].replaceSubrange(range, with: stretches)
  }

  /// Stores a window, and queues it unless it is the rest of one that has gone on.
  private mutating func store(_ window: GeodesicWindow) -> Int32 {
    var window = window
    let index: Int32
    if let free = vacant.popLast() {
      index = free
      window.stamp = windows[Int(free)].stamp
      windows[Int(free)] = window
    } else {
      index = Int32(windows.count)
      window.stamp = 0
      windows.append(window)
    }
    if !window.isPassed { queue.push(index, at: window.nearest, stamp: window.stamp) }
    return index
  }
}
